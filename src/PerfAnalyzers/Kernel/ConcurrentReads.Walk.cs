using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

internal sealed partial class ConcurrentReads
{
    /// <summary>One walk over one piece of code: a body, or a call with what it is given.</summary>
    private sealed class Walk(ConcurrentReads reads, IOperation code, IMethodSymbol? method, int depth, CancellationToken cancellation, Search? search = null)
    {
        private const int MaximumHops = 8;

        private readonly Facts _facts = reads.Facts;
        private readonly Search _search = search ?? new();

        public bool Reads { get; private set; }

        /// <summary>Whether nothing shared is changed or used.</summary>
        public bool Visit(IOperation operation)
        {
            switch (operation)
            {
                case ILiteralOperation or ITypeOfOperation or INameOfOperation or ISizeOfOperation:
                    return true;
                case IAnonymousFunctionOperation { Parent: IConversionOperation { Type: var type } } when Operations.IsExpressionTree(type):
                    return true;
                case IInvalidOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation or
                    IFunctionPointerInvocationOperation or IAddressOfOperation or ILockOperation or IEventAssignmentOperation or IForEachLoopOperation { IsAsynchronous: true } or
                    IReturnOperation { Kind: OperationKind.YieldReturn }:
                    return false;
                case IInvocationOperation call when !Call(call):
                case IObjectCreationOperation { Constructor: { } constructor } when IsBound(constructor.ContainingType) || IsOwn(constructor) && !Follow(constructor):
                case IPropertyReferenceOperation property when !Property(property):
                case IFieldReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation when IsBound(operation.Type):
                case IMethodReferenceOperation reference when !Method(reference.Method, reference.Instance):
                case IAssignmentOperation assignment when !IsOwnTarget(assignment.Target):
                case IIncrementOrDecrementOperation increment when !IsOwnTarget(increment.Target):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when !IsOwnTarget(argument.Value):
                    return false;
            }

            foreach (var child in operation.ChildOperations)
            {
                if (!Visit(child))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Call(IInvocationOperation call)
        {
            if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            {
                return false;
            }

            var known = _facts.Knowledge.Of(call.TargetMethod);
            if (_facts.RoundTrips.Of(call) is { } trip)
            {
                switch (trip.Effects)
                {
                    case ApiEffects.Remote when known is null || known.Value("read") == "name":
                        return Read(HasReadingName(method?.Name ?? call.TargetMethod.Name));
                    case ApiEffects.Remote:
                        return Read(known.Value("read") == "yes");
                    case ApiEffects.Query:
                        return Read((trip.Query?.Root ?? Operations.Receiver(call)) is { } root && IsFresh(root, 0) && StateChanges.RunsNoStatement(call));
                    case ApiEffects.Connect:
                        return Operations.Receiver(call) is { } opened && (IsFresh(opened, 0) || IsConcurrent(opened.Type));
                    default:
                        return false;
                }
            }

            if (known?.Value("read") == "yes" || IsDeclaredRead(call.TargetMethod))
            {
                return Read(true);
            }

            const ApiEffects Changes = ApiEffects.AnyRoundTrip | ApiEffects.Waits | ApiEffects.Blocks | ApiEffects.Memoizes | ApiEffects.Immediate | ApiEffects.Advances;
            return (known is null || !known.Has(Changes)) && Method(call.TargetMethod, Operations.Receiver(call));
        }

        private bool Read(bool isOne)
        {
            Reads |= isOne;
            return isOne;
        }

        private bool Method(IMethodSymbol called, IOperation? receiver)
        {
            if (IsShareable(called))
            {
                return true;
            }

            if (IsOwn(called) || !StateChanges.IsLibrary(called))
            {
                return Follow(called);
            }

            if (receiver is null)
            {
                return !IsShared(called);
            }

            return called.ContainingType.Name == "Enumerable" || _facts.Knowledge.EffectsOf(called) is var effects && (effects & (ApiEffects.Terminal | ApiEffects.Pure)) != 0 || IsFresh(receiver, 0) || IsSteady(receiver.Type) ||
                Collections.Is(receiver.Type) && Collections.IsRead(called);
        }

        private bool Follow(IMethodSymbol called)
        {
            var found = reads.OfMethod(called, depth + 1, _search, cancellation);
            Reads |= found == Concurrency.Reads;
            return found != Concurrency.Unsafe;
        }

        private bool Property(IPropertyReferenceOperation property)
        {
            if (IsBound(property.Type) || IsBound(property.Property.ContainingType))
            {
                return false;
            }

            // The sets of a context are as shared as the context.
            if (_facts.Knowledge.OfType(property.Property.ContainingType) is { } known && known.Has(ApiEffects.Context))
            {
                return property.Instance is { } context && IsFresh(context, 0);
            }

            // Setters are judged by their target.
            return property.Property.GetMethod is not { } getter || !IsOwn(getter) || getter.IsAbstract || property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property) ||
                reads.OfMethod(getter, depth + 1, _search, cancellation) == Concurrency.Harmless;
        }

        private bool IsOwnTarget(IOperation target)
        {
            target = Operations.Unconverted(target);
            switch (target)
            {
                case IDiscardOperation or IDeclarationExpressionOperation:
                    return true;
                case ILocalReferenceOperation local:
                    return Operations.IsDeclaredIn(local.Local, code.Syntax);
                case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                    return Operations.IsDeclaredIn(parameter, code.Syntax);
                case ITupleOperation tuple:
                    foreach (var element in tuple.Elements)
                    {
                        if (!IsOwnTarget(element))
                        {
                            return false;
                        }
                    }

                    return true;
                case IFieldReferenceOperation { Instance: { } owner }:
                    return method?.MethodKind == MethodKind.Constructor && owner is IInstanceReferenceOperation || IsFresh(owner, 0);
                case IPropertyReferenceOperation { Instance: { } owner }:
                    return method?.MethodKind == MethodKind.Constructor && owner is IInstanceReferenceOperation || IsFresh(owner, 0);
                case IArrayElementReferenceOperation { ArrayReference: var array }:
                    return IsFresh(array, 0);
                default:
                    return false;
            }
        }

        // Made here, and so used by nobody else.
        private bool IsFresh(IOperation value, int hops)
        {
            if (hops > MaximumHops)
            {
                return false;
            }

            value = Operations.Unconverted(value);
            switch (value)
            {
                case IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation or IAnonymousObjectCreationOperation or ILiteralOperation or IInterpolatedStringOperation:
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                    return true;
                case IAwaitOperation { Operation: var awaited }:
                    return IsFresh(TaskSource.Of(awaited, _facts), hops + 1);
                case ILocalReferenceOperation { Local: var local }:
                    if (!Operations.IsDeclaredIn(local, code.Syntax))
                    {
                        return false;
                    }

                    var writes = LocalValues.Around(value).Of(local);
                    foreach (var (_, written) in writes)
                    {
                        if (written is null || !IsFresh(written, hops + 1))
                        {
                            return false;
                        }
                    }

                    return writes.Count > 0;
                case IPropertyReferenceOperation { Instance: { } owner }:
                    return IsFresh(owner, hops + 1);
                case IFieldReferenceOperation { Instance: { } owner }:
                    return IsFresh(owner, hops + 1);
                case IInvocationOperation call when IsShareable(call.TargetMethod):
                    return call.TargetMethod.Name.StartsWith("Create", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Open", StringComparison.Ordinal);
                case IInvocationOperation call:
                    return IsOwn(call.TargetMethod) || !StateChanges.IsLibrary(call.TargetMethod) ? ReturnsFresh(call.TargetMethod, hops) : IsMade(call, hops);
                default:
                    return false;
            }
        }

        private bool IsMade(IInvocationOperation call, int hops)
        {
            if (Operations.Receiver(call) is not { } receiver || _facts.Knowledge.Of(call.TargetMethod)?.Value("read") == "yes")
            {
                return true;
            }

            return call.TargetMethod.ContainingType.Name == "Enumerable" && call.TargetMethod.Name.StartsWith("To", StringComparison.Ordinal) || IsFresh(receiver, hops + 1);
        }

        // A factory of the project.
        private bool ReturnsFresh(IMethodSymbol factory, int hops)
        {
            var targets = _facts.Dispatch.Targets(factory);
            foreach (var target in targets)
            {
                if (_facts.Bodies.Of(target, cancellation) is not { } body)
                {
                    return false;
                }

                var inner = new Walk(reads, body, target, depth + 1, cancellation, _search);
                var returns = 0;
                foreach (var part in body.Descendants())
                {
                    if (part is IReturnOperation { ReturnedValue: { } value } && ReferenceEquals(Operations.Function(part), Operations.Function(body.ChildOperations.FirstOrDefault() ?? body)))
                    {
                        returns++;
                        if (!inner.IsFresh(value, hops + 2))
                        {
                            return false;
                        }
                    }
                }

                if (returns == 0)
                {
                    return false;
                }
            }

            return !targets.IsEmpty && targets.Length <= MaximumTargets;
        }

        // Values, and objects that say they can be shared.
        private bool IsSteady(ITypeSymbol? type) =>
            type is { IsValueType: true } or { SpecialType: SpecialType.System_String or SpecialType.System_Object } or { TypeKind: TypeKind.Enum } || IsConcurrent(type);

        private bool IsConcurrent(ITypeSymbol? type) => _facts.Knowledge.OfType(type)?.Value("concurrent") == "yes";

        // Of a type that is named in the tables; what implements it here is looked at.
        private bool IsShareable(IMethodSymbol called) =>
            !called.IsStatic && called.ContainingType is { } type && (type.TypeKind == TypeKind.Interface || !IsOwn(called)) && IsConcurrent(type);

        private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _facts.Compilation.Assembly);

        // Static members of the framework that change what everybody sees.
        private static bool IsShared(IMethodSymbol called) => called.ContainingType.Name switch
        {
            "File" or "Directory" => !called.Name.StartsWith("Read", StringComparison.Ordinal) && !called.Name.StartsWith("Get", StringComparison.Ordinal) && called.Name is not "Exists",
            "Environment" => called.Name is "SetEnvironmentVariable" or "Exit" or "FailFast",
            "Interlocked" or "Volatile" or "Monitor" or "Thread" or "ThreadPool" or "Process" or "Marshal" or "Unsafe" or "AppDomain" or "AppContext" or "Parallel" => true,
            _ => false,
        };

        // Clients of declared interfaces: Refit, RestEase.
        private static bool IsDeclaredRead(IMethodSymbol called)
        {
            if (called.ContainingType is not { TypeKind: TypeKind.Interface })
            {
                return false;
            }

            foreach (var attribute in called.GetAttributes())
            {
                if (attribute.AttributeClass is { Name: "GetAttribute", ContainingNamespace.Name: "Refit" or "RestEase" })
                {
                    return true;
                }
            }

            return false;
        }

        private static bool HasReadingName(string name)
        {
            foreach (var start in new[] { "Get", "Find", "List", "Read", "Fetch", "Lookup", "Query", "Search", "Check", "Load" })
            {
                if (name.StartsWith(start, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
