using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What becomes of an object, from good to bad for keeping it apart.</summary>
internal enum Fate
{
    /// <summary>It is used and gone when the call is over: used in place, in a local, disposed of, or handed out by a property that builds it on each reading.</summary>
    Dies,

    /// <summary>It is handed to code that may keep it.</summary>
    Unknown,

    /// <summary>A field, a collection or an object takes it.</summary>
    Kept,
}

/// <summary>
/// What becomes of an object that holds resources, such as a client or a cache, after it was built. Objects it hands out that work
/// through it (a database, a sender) count as itself.
/// </summary>
internal sealed class ShortLives(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 6;

    // What clients hand out that goes on working through them.
    private static readonly string[] s_parts =
    [
        "Client", "Database", "Collection", "Container", "Sender", "Receiver", "Processor", "Channel", "Model", "Subscriber", "Server", "Bucket", "Invoker", "Session",
        "Producer", "Consumer", "Connection", "Publisher", "Multiplexer", "Cluster", "Queue", "Topic", "Cache",
    ];

    /// <summary>What becomes of the object that <paramref name="built"/> builds.</summary>
    public Fate Of(IOperation built) => Of(built, 0);

    private Fate Of(IOperation value, int depth)
    {
        if (depth > MaximumDepth)
        {
            return Fate.Unknown;
        }

        var (child, parent) = Climb(value);
        switch (parent)
        {
            case null or IExpressionStatementOperation or IUsingOperation or IDiscardOperation or IBinaryOperation or IIsPatternOperation or IConditionalAccessOperation or ILockOperation:
                return Fate.Dies;
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                return IsPart(Operations.Awaited(call.Type)) ? Of(call, depth + 1) : Fate.Dies;
            case IPropertyReferenceOperation property when ReferenceEquals(property.Instance, child):
                return property.Parent is not IAssignmentOperation && IsPart(property.Type) ? Of(property, depth + 1) : Fate.Dies;
            case IArgumentOperation argument:
                return OfArgument(argument, depth);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return OfLocal(declarator.Symbol, declarator, depth);
            case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                return Fate.Dies;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment:
                return OfLocal(local.Local, assignment, depth);
            case IAssignmentOperation or IFieldInitializerOperation or IPropertyInitializerOperation:
                return Fate.Kept;
            case IReturnOperation { Kind: OperationKind.Return } returned:
                return OfReturned(returned, depth);
            default:
                return Fate.Unknown;
        }
    }

    // Through conversions, await, .Result and .GetAwaiter().GetResult().
    private static (IOperation Child, IOperation? Parent) Climb(IOperation value)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IAwaitOperation or ICoalesceOperation:
                    value = value.Parent;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" } call when ReferenceEquals(call.Instance, value):
                    value = call;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "Result" } result when Operations.IsTask(value.Type):
                    value = result;
                    continue;
                default:
                    return (value, value.Parent);
            }
        }
    }

    private Fate OfArgument(IArgumentOperation argument, int depth)
    {
        if (argument.Parent is not IInvocationOperation call)
        {
            return Fate.Unknown;
        }

        if (call.TargetMethod is { IsExtensionMethod: true } extension && argument.Parameter?.Ordinal == 0 && call.TargetMethod.ReducedFrom is null && extension.Parameters.Length > 0)
        {
            return IsPart(Operations.Awaited(call.Type)) ? Of(call, depth + 1) : Fate.Dies;
        }

        return call.TargetMethod.Name is "Add" or "TryAdd" or "Set" or "GetOrAdd" or "AddOrUpdate" or "Register" or "Enqueue" or "Push" or "AddSingleton" or "Exchange" or "CompareExchange" ? Fate.Kept : Fate.Unknown;
    }

    private Fate OfLocal(ILocalSymbol local, IOperation declaration, int depth)
    {
        if (declaration.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax)
        {
            return Fate.Dies;
        }

        var worst = Fate.Dies;
        var isDisposed = false;
        foreach (var operation in Operations.Function(declaration).Descendants())
        {
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local) || reference.Parent is INameOfOperation ||
                reference.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, reference))
            {
                continue;
            }

            isDisposed |= IsEnd(reference);
            var fate = Of(reference, depth + 1);
            worst = fate > worst ? fate : worst;
        }

        return isDisposed && worst == Fate.Unknown ? Fate.Dies : worst;
    }

    // client.Dispose(); await connection.CloseAsync(); using (client) { }
    private static bool IsEnd(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "ShutdownAsync" or "Shutdown" } call => ReferenceEquals(call.Instance, reference),
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" } } => true,
        IUsingOperation => true,
        _ => false,
    };

    private Fate OfReturned(IReturnOperation returned, int depth)
    {
        if (Operations.Function(returned) is IAnonymousFunctionOperation or ILocalFunctionOperation ||
            returned.SemanticModel?.GetEnclosingSymbol(returned.Syntax.SpanStart, cancellation) is not IMethodSymbol method)
        {
            return Fate.Unknown;
        }

        if (method is { MethodKind: MethodKind.PropertyGet, Parameters.Length: 0, DeclaredAccessibility: not Accessibility.Private })
        {
            return Fate.Dies;
        }

        var lifetimes = new Lifetimes(facts, cancellation);
        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet) || lifetimes.UsesOf(method) is not { } uses)
        {
            return Fate.Unknown;
        }

        var worst = Fate.Dies;
        foreach (var (site, member) in uses)
        {
            var fate = site is not (IInvocationOperation or IPropertyReferenceOperation) || !lifetimes.IsInPerCallCode(site, member) ? Fate.Unknown : Of(site, depth + 1);
            worst = fate > worst ? fate : worst;
        }

        return worst;
    }

    private static bool IsPart(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType != SpecialType.None || type.TypeKind is not (TypeKind.Class or TypeKind.Interface))
        {
            return false;
        }

        foreach (var part in s_parts)
        {
            if (type.Name.EndsWith(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
