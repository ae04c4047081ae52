using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What the locals of one body are given, read in one walk: for questions that follow many locals. The same answers as
/// <see cref="Writes"/>, with the operation that writes.
/// </summary>
internal sealed class LocalValues
{
    private static readonly ConditionalWeakTable<IOperation, LocalValues> s_bodies = new();

    private readonly Dictionary<ISymbol, List<(IOperation Write, IOperation? Value)>> _values = new(SymbolEqualityComparer.Default);

    private LocalValues(IOperation body)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            Read(operation);
        }
    }

    /// <summary>The locals of the member body an operation lies in.</summary>
    public static LocalValues Around(IOperation operation) => s_bodies.GetValue(Operations.Root(operation), static body => new LocalValues(body));

    /// <summary>Every write of a local; the value is null where the write does not show it.</summary>
    public IReadOnlyList<(IOperation Write, IOperation? Value)> Of(ILocalSymbol local) => _values.TryGetValue(local, out var values) ? values : [];

    private void Read(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                Add(declarator.Symbol, declarator, initializer.Value);
                break;
            case IVariableDeclaratorOperation { Parent: IForEachLoopOperation } variable:
                Add(variable.Symbol, variable, null);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                AddTargets(deconstruction.Target, deconstruction);
                break;
            case IAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                Add(target.Local, assignment, assignment is ISimpleAssignmentOperation or ICoalesceAssignmentOperation ? assignment.Value : null);
                break;
            case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target }:
                Add(target.Local, operation, null);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                AddTargets(argument.Value, argument);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                Add(declared, operation, null);
                break;
            case IRecursivePatternOperation { DeclaredSymbol: { } declared }:
                Add(declared, operation, null);
                break;
            case IListPatternOperation { DeclaredSymbol: { } declared }:
                Add(declared, operation, null);
                break;
        }
    }

    private void AddTargets(IOperation target, IOperation write)
    {
        foreach (var part in target.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation local)
            {
                Add(local.Local, write, null);
            }
        }
    }

    private void Add(ISymbol local, IOperation write, IOperation? value)
    {
        if (!_values.TryGetValue(local, out var values))
        {
            _values.Add(local, values = []);
        }

        values.Add((write, value));
    }
}
