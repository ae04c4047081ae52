using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whose collection a member goes through when it is called.</summary>
internal enum ScanOwner
{
    /// <summary>One that a parameter holds or leads to.</summary>
    Parameter,

    /// <summary>One of the object itself.</summary>
    Receiver,

    /// <summary>The one the object lies in, with its like: <c>Trace.Spans</c> of a span.</summary>
    Siblings,

    /// <summary>One for all: a static member.</summary>
    Static,

    /// <summary>A local of the function around a local function.</summary>
    Captured,
}

/// <summary>A linear search that a member makes when it is called.</summary>
/// <param name="Search">The search; of a loop that looks for a key, what it compares.</param>
/// <param name="Owner">Whose collection it is.</param>
/// <param name="Parameter">The ordinal of the parameter the collection comes from; -1 for other owners.</param>
/// <param name="Captured">The local of the function around; null for other owners.</param>
/// <param name="Needles">A bit for each parameter that what is looked for is made of.</param>
/// <param name="NeedleOfReceiver">What is looked for is made of the object itself.</param>
/// <param name="Path">Members on the way, the search last.</param>
/// <param name="Sites">Their places.</param>
/// <param name="IsCertain">The search runs whenever the member is called, and looks for a key.</param>
internal sealed record ScanSummary(
    LinearSearch Search, ScanOwner Owner, int Parameter, ISymbol? Captured, int Needles, bool NeedleOfReceiver, ImmutableArray<string> Path, ImmutableArray<Location> Sites, bool IsCertain);

/// <summary>Which members search linearly in a collection that outlives the call. Asked by name first; bodies are bound once.</summary>
internal sealed class ScanSummaries(Facts facts)
{
    private const int MaximumDepth = 2;
    private const int MaximumStatements = 4;

    private readonly ConcurrentDictionary<(ISymbol Method, int Depth), ScanSummary?> _summaries = new();
    private readonly Lazy<HashSet<string>> _names = new(() => facts.Knowledge.NamesWith("scans"));

    /// <summary>The search a method of this compilation makes; null when it makes none that is known.</summary>
    public ScanSummary? Of(IMethodSymbol method, CancellationToken cancellation) => Of(method, 0, cancellation);

    private ScanSummary? Of(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (depth > MaximumDepth || !facts.IsOwn(method) || method.IsAbstract || method.IsExtern)
        {
            return null;
        }

        if (!_summaries.TryGetValue((method, depth), out var summary))
        {
            summary = MayScan(method, cancellation) && Body(method, cancellation) is { } body ? Find(method, body, depth, cancellation) : null;
            _summaries.TryAdd((method, depth), summary);
        }

        return summary;
    }

    private IOperation? Body(IMethodSymbol method, CancellationToken cancellation) =>
        facts.Bodies.Of(method.AssociatedSymbol is IPropertySymbol property && Bodies.SyntaxOf(method, cancellation) is null ? property : method, cancellation);

    // By its words: it names a search or has a loop with a comparison, or is so short that it may only hand the question on.
    private bool MayScan(IMethodSymbol method, CancellationToken cancellation)
    {
        if ((Bodies.SyntaxOf(method, cancellation) ?? (method.AssociatedSymbol is { } property ? Bodies.SyntaxOf(property, cancellation) : null)) is not { } syntax || syntax is EqualsValueClauseSyntax)
        {
            return false;
        }

        var statements = 0;
        foreach (var node in syntax.DescendantNodes())
        {
            if (node is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax or MemberBindingExpressionSyntax } name && _names.Value.Contains(name.Identifier.ValueText) || node.IsKind(SyntaxKind.ForEachStatement) || node.IsKind(SyntaxKind.ForStatement))
            {
                return true;
            }

            statements += node is StatementSyntax and not BlockSyntax ? 1 : 0;
        }

        return statements <= MaximumStatements;
    }

    private ScanSummary? Find(IMethodSymbol method, IOperation body, int depth, CancellationToken cancellation)
    {
        foreach (var operation in body.Descendants())
        {
            if ((Search(operation) is { } search ? Own(method, body, operation, search, cancellation) : Called(method, body, operation, depth, cancellation)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // A call that searches, or a loop that leaves when it has found a key.
    private LinearSearch? Search(IOperation operation) => operation switch
    {
        IInvocationOperation => LinearSearches.Of(operation, facts) is { } search && (search.Kind == SearchKind.Value || search.Equality is not null) ? search : null,
        IForEachLoopOperation { Body: IBlockOperation { Operations: [IConditionalOperation check] } } each when Leaves(check.WhenTrue) => LinearSearches.OfLoop(each, facts),
        IForLoopOperation { Body: IBlockOperation { Operations: [.., IConditionalOperation check] } } counted when Leaves(check.WhenTrue) => LinearSearches.OfLoop(counted, facts),
        _ => null,
    };

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.Break } => true,
        IBlockOperation { Operations: { Length: > 0 } all } => Leaves(all[all.Length - 1]),
        _ => false,
    };

    private ScanSummary? Own(IMethodSymbol method, IOperation body, IOperation operation, LinearSearch search, CancellationToken cancellation)
    {
        if (!Runs(operation, body) || !RepeatedSearches.IsLinear(search, facts, cancellation) || RepeatedSearches.IsShort(search, facts, cancellation) || Operations.IsInExpressionTree(operation) || RepeatedSearches.IsAsserted(operation) ||
            search.Kind == SearchKind.Filter && !RepeatedSearches.IsConsumed((IInvocationOperation)operation) && !IsReturned(operation))
        {
            return null;
        }

        if (OwnerOf(search.Root, method, LinearSearches.ElementOf(search.Root.Type), cancellation) is not { } owner || search.Needle is not { } needle)
        {
            return null;
        }

        var (needles, ofReceiver) = Needles([needle], method, operation);
        return needles == 0 && !ofReceiver
            ? null
            : new ScanSummary(
                search, owner.Owner, owner.Parameter, owner.Captured, needles, ofReceiver, [search.Name],
                [operation is ILoopOperation ? Locations.OfLoop(operation.Syntax) : Locations.OfCall(operation)],
                search.Equality is { } equality && RepeatedSearches.IsByKey(equality) && IsUnconditional(operation, body));
    }

    // What the member calls may search: in what the member hands it, or in what the object holds.
    private ScanSummary? Called(IMethodSymbol method, IOperation body, IOperation operation, int depth, CancellationToken cancellation)
    {
        if (operation is not (IInvocationOperation or IPropertyReferenceOperation) || Operations.Callee(operation) is not { } callee || !facts.IsOwn(callee) || callee.IsImplicitlyDeclared ||
            !Runs(operation, body) || facts.Dispatch.Targets(callee) is not [var target] || Of(target, depth + 1, cancellation) is not { } inner)
        {
            return null;
        }

        var instance = (operation as IInvocationOperation)?.Instance ?? (operation as IPropertyReferenceOperation)?.Instance;
        var arguments = (operation as IInvocationOperation)?.Arguments ?? ((IPropertyReferenceOperation)operation).Arguments;
        (ScanOwner Owner, int Parameter, ISymbol? Captured)? owner = inner.Owner switch
        {
            ScanOwner.Parameter => Operations.Argument(arguments, inner.Parameter) is { } given ? OwnerOf(LinearSearches.Root(given), method, null, cancellation) : null,
            ScanOwner.Receiver => instance is null ? null : OwnerOf(LinearSearches.Root(instance), method, null, cancellation),
            ScanOwner.Siblings when instance is IInstanceReferenceOperation => (ScanOwner.Siblings, -1, null),
            ScanOwner.Static => (ScanOwner.Static, -1, null),
            _ => null,
        };
        if (owner is not { } found)
        {
            return null;
        }

        var feeding = new List<IOperation>();
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { Ordinal: < 31 } parameter && (inner.Needles & 1 << parameter.Ordinal) != 0)
            {
                feeding.Add(argument.Value);
            }
        }

        if (inner.NeedleOfReceiver && instance is not null)
        {
            feeding.Add(instance);
        }

        var (needles, ofReceiver) = Needles(feeding, method, operation);
        return needles == 0 && !ofReceiver
            ? null
            : new ScanSummary(
                inner.Search, found.Owner, found.Parameter, found.Captured, needles, ofReceiver, inner.Path.Insert(0, MethodSummary.NameOf(callee)), inner.Sites.Insert(0, Locations.OfCall(operation)),
                inner.IsCertain && IsUnconditional(operation, body));
    }

    // Once per call of the member, and not only when an answer is missing.
    private bool Runs(IOperation operation, IOperation body)
    {
        if (facts.Loops.Around(operation) is { } loop && Operations.IsWithin(loop.Owner, body) || facts.MemoGuards.Guard(operation, body))
        {
            return false;
        }

        for (var current = operation.Parent; current is not null && !ReferenceEquals(current, body); current = current.Parent)
        {
            if (current is ICatchClauseOperation or IThrowOperation or ILocalFunctionOperation || current is IAnonymousFunctionOperation lambda && facts.Loops.ImmediateCall(lambda) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUnconditional(IOperation operation, IOperation body)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, body); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child) || parent is ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation ||
                parent is ICoalesceOperation coalesce && ReferenceEquals(coalesce.WhenNull, child) ||
                parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both && ReferenceEquals(both.RightOperand, child))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReturned(IOperation operation) => Operations.Consumer(operation) is IReturnOperation;

    private (ScanOwner Owner, int Parameter, ISymbol? Captured)? OwnerOf(IOperation root, IMethodSymbol method, ITypeSymbol? element, CancellationToken cancellation)
    {
        var steps = 0;
        for (var depth = 0; depth < 8; depth++)
        {
            root = LinearSearches.Root(root);
            switch (root)
            {
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    return steps > 1 && element is not null && SymbolEqualityComparer.Default.Equals(element, method.ContainingType) ? (ScanOwner.Siblings, -1, null) : (ScanOwner.Receiver, -1, null);
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method) ? (ScanOwner.Parameter, parameter.Ordinal, null)
                        : parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } ? (ScanOwner.Receiver, -1, null)
                        : method.MethodKind == MethodKind.LocalFunction ? (ScanOwner.Captured, -1, parameter) : null;
                case IFieldReferenceOperation { Field.IsStatic: true } or IPropertyReferenceOperation { Property.IsStatic: true } when root is IFieldReferenceOperation || SameCollections.IsStored(((IPropertyReferenceOperation)root).Property, facts, cancellation):
                    return (ScanOwner.Static, -1, null);
                case IFieldReferenceOperation { Instance: { } owner }:
                    root = owner;
                    steps++;
                    break;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.IsEmpty: true } property when SameCollections.IsStored(property.Property, facts, cancellation):
                    root = owner;
                    steps++;
                    break;
                case ILocalReferenceOperation { Local: var local } when method.MethodKind == MethodKind.LocalFunction && !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, method):
                    return (ScanOwner.Captured, -1, local);
                case ILocalReferenceOperation { Local: var local } when Writes.OnlyValue(local, Operations.Function(root)) is { } value:
                    root = value;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static (int Needles, bool OfReceiver) Needles(IEnumerable<IOperation> values, IMethodSymbol method, IOperation operation)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var value in values)
        {
            Flow.Roots(value, LocalValues.Around(operation), roots);
        }

        var needles = 0;
        var ofReceiver = false;
        foreach (var root in roots)
        {
            if (root is IParameterSymbol { Ordinal: < 31 } parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method))
            {
                needles |= 1 << parameter.Ordinal;
            }

            ofReceiver |= root is ITypeSymbol;
        }

        return (needles, ofReceiver);
    }
}
