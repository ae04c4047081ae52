using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether an object that code makes for itself is forgotten when the code is done: it is neither returned, stored, yielded, kept by a
/// lambda, nor handed to code that might keep it. Library members that keep nothing are named in the API tables (<c>keeps=no</c>, of a
/// member or of all members of a type); methods of the project are looked into. Whatever is not known keeps.
/// </summary>
internal sealed class Escapes(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 8;
    private const int MaximumCalls = 2;

    /// <summary>Whether all uses of a local forget the object it holds.</summary>
    /// <param name="local">A local that holds the object.</param>
    /// <param name="region">The code in which the local is known.</param>
    public bool StaysIn(ILocalSymbol local, IOperation region) => Stays(local, region, 0, 0);

    /// <summary>Whether a method of the project forgets what it is given for a parameter when it returns, and, if asked for, leaves it as it is.</summary>
    public bool Forgets(IParameterSymbol parameter, bool onlyReads) => Forgets(parameter, onlyReads, 0, 0);

    private bool Stays(ISymbol variable, IOperation region, int depth, int calls, bool onlyReads = false)
    {
        foreach (var part in region.Descendants())
        {
            if (part is not (ILocalReferenceOperation or IParameterReferenceOperation) || !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), variable) || part.Parent is INameOfOperation)
            {
                continue;
            }

            if (!IsRunNow(part, region) || onlyReads && HoistPlans.Stores(part) || !Forgets(part, depth, calls, onlyReads))
            {
                return false;
            }
        }

        return true;
    }

    // The lambdas around a use are called and forgotten, too.
    private bool IsRunNow(IOperation use, IOperation region)
    {
        for (var current = use.Parent; current is not null && !ReferenceEquals(current, region); current = current.Parent)
        {
            switch (current)
            {
                case ILocalFunctionOperation:
                    return false;
                case IAnonymousFunctionOperation lambda when facts.Loops.ImmediateCall(lambda) is null && !(facts.Loops.PerElementCall(lambda) is { } call && RepeatedValues.IsRunAtOnce(Repetition.OfDelegate(call, lambda))):
                    return false;
            }
        }

        return true;
    }

    private bool Forgets(IOperation value, int depth, int calls, bool onlyReads)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        var child = value;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IExpressionStatementOperation or IInterpolationOperation or IIsTypeOperation or IArrayElementReferenceOperation or ISpreadOperation:
                return true;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                return true;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                return true;
            case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
                return true;
            case IForEachLoopOperation each:
                return ReferenceEquals(each.Collection, child);
            case ICoalesceOperation or IConditionalOperation { Type: not null }:
                return child.Parent is IConditionalOperation choice && ReferenceEquals(choice.Condition, child) || Forgets(child.Parent, depth + 1, calls, onlyReads);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } alias } }:
                return Writes.OnlyValue(alias, Operations.Root(child)) is not null && Stays(alias, Operations.Function(child), depth + 1, calls, onlyReads);
            case IPropertyReferenceOperation property when ReferenceEquals(property.Instance, child):
                return IsLibrary(property.Property) && (!MayAlias(property.Property.OriginalDefinition.Type) || Forgets(property, depth + 1, calls, onlyReads));
            case IImplicitIndexerReferenceOperation indexer when ReferenceEquals(indexer.Instance, child):
                return indexer.Type is { IsRefLikeType: false } || Forgets(indexer, depth + 1, calls, onlyReads);
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                return IsLibrary(call.TargetMethod) && (!onlyReads || Collections.IsRead(call.TargetMethod)) && ForgetsResult(call, call.TargetMethod.OriginalDefinition.ReturnType, depth, calls, onlyReads);
            case IArgumentOperation { Parameter: { } parameter } argument:
                return ForgetsArgument(argument, parameter, depth, calls, onlyReads);
            default:
                return false;
        }
    }

    private bool ForgetsArgument(IArgumentOperation argument, IParameterSymbol parameter, int depth, int calls, bool onlyReads)
    {
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
        {
            return false;
        }

        switch (argument.Parent)
        {
            // Collections and texts copy what they are made from.
            case IObjectCreationOperation { Constructor: { } constructor }:
                return constructor.ContainingType is { SpecialType: SpecialType.System_String } || IsCollection(constructor.ContainingType);
            case IInvocationOperation call:
                var method = call.TargetMethod;
                if (Sequences.IsOperator(method))
                {
                    return !Sequences.IsLazy(method) && method.Name is not ("AsEnumerable" or "Aggregate") || Forgets(call, depth + 1, calls, onlyReads);
                }

                // A span cannot be kept.
                if (parameter.Type.IsRefLikeType)
                {
                    return !call.TargetMethod.ReturnType.IsRefLikeType && !(onlyReads && IsWritable(parameter.Type)) || call.TargetMethod.ReturnType.IsRefLikeType && Forgets(call, depth + 1, calls, onlyReads);
                }

                if (KeepsNothing(method) && !(onlyReads && facts.Knowledge.Of(method)?.Value("writes") is not null))
                {
                    return ForgetsResult(call, method.OriginalDefinition.ReturnType, depth, calls, onlyReads);
                }

                return calls < MaximumCalls && !Operations.IsTask(method.ReturnType) && facts.IsOwn(method) && facts.Dispatch.Targets(method) is [{ } target] && target.Parameters.Length > parameter.Ordinal &&
                    Forgets(target.Parameters[parameter.Ordinal], onlyReads, depth + 1, calls + 1);
            default:
                return false;
        }
    }

    private bool Forgets(IParameterSymbol parameter, bool onlyReads, int depth, int calls)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { IsAsync: false, MethodKind: MethodKind.Ordinary, ReducedFrom: null } method || facts.Bodies.Of(method.OriginalDefinition, cancellation) is not { } body)
        {
            return false;
        }

        foreach (var part in body.Descendants())
        {
            if (part.Kind == OperationKind.YieldReturn)
            {
                return false;
            }
        }

        var original = method.OriginalDefinition.Parameters[parameter.Ordinal];
        return Stays(original, body, depth, calls, onlyReads);
    }

    // A task that is awaited at once is over.
    private bool ForgetsResult(IInvocationOperation call, ITypeSymbol result, int depth, int calls, bool onlyReads)
    {
        if (Operations.IsTask(result))
        {
            var use = Operations.Consumer(call);
            return use is IAwaitOperation || use is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && Operations.Consumer(configured) is IAwaitOperation;
        }

        return !MayAlias(result) || Forgets(call, depth + 1, calls, onlyReads);
    }

    // Elements, numbers, texts and arrays that a member makes hold nothing of the object itself.
    private static bool MayAlias(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol or IArrayTypeSymbol or { TypeKind: TypeKind.Enum } => false,
        { SpecialType: SpecialType.System_Void or SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double) } => false,
        _ => true,
    };

    /// <summary>Whether a member is known to keep nothing of what it is given.</summary>
    public bool KeepsNothing(IMethodSymbol method)
    {
        if (method.Name.StartsWith("Begin", StringComparison.Ordinal))
        {
            return false;
        }

        var isKnown = facts.Knowledge.Of(method)?.Value("keeps") == "no" || IsCollection(method.ContainingType) && CopiesArgument(method);
        for (ITypeSymbol? type = method.ContainingType; type is not null && !isKnown; type = type.BaseType)
        {
            isKnown = facts.Knowledge.OfType(type)?.Value("keeps") == "no";
        }

        return isKnown;
    }

    // AddRange(list) copies, Add(list) keeps.
    private static bool CopiesArgument(IMethodSymbol method) => method.Name is "AddRange" or "InsertRange" or "UnionWith" or "IntersectWith" or "ExceptWith" or "SymmetricExceptWith" or "SetEquals" or
        "IsSubsetOf" or "IsSupersetOf" or "IsProperSubsetOf" or "IsProperSupersetOf" or "Overlaps" or "CopyTo" or "EnqueueRange";

    private static bool IsWritable(ITypeSymbol span) => span.Name is not "ReadOnlySpan";

    private static bool IsCollection(ITypeSymbol? type) => type is { ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } }, TypeKind: not TypeKind.Interface };

    // Its members answer about it and keep nothing.
    private bool IsLibrary(ISymbol member) => member.ContainingType is { } type &&
        (IsCollection(type) || type.SpecialType == SpecialType.System_Array || type is { Name: "StringBuilder", ContainingNamespace.Name: "Text" } || type.TypeKind == TypeKind.Interface && Collections.Is(type) || type.IsRefLikeType ||
            type.ContainingType is { } outer && IsCollection(outer)) &&
        !facts.IsOwn(member);
}
