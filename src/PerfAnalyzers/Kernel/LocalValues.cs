using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What the locals, parameters, fields and properties that one body writes are given, read in one walk. <see cref="Writes"/> asks
/// for parts of it.
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

    /// <summary>What is written in the member body an operation lies in.</summary>
    public static LocalValues Around(IOperation operation) => s_bodies.GetValue(Operations.Root(operation), static body => new LocalValues(body));

    /// <summary>
    /// Every write of a local, parameter, field or property, whatever object the latter two are written on. The value is null where the
    /// write does not show it (<c>out</c>, patterns, deconstruction, increments).
    /// </summary>
    public IReadOnlyList<(IOperation Write, IOperation? Value)> Of(ISymbol symbol) => _values.TryGetValue(symbol, out var values) ? values : [];

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
            case IAssignmentOperation assignment when Written(assignment.Target) is { } target:
                Add(target, assignment, assignment is ISimpleAssignmentOperation or ICoalesceAssignmentOperation ? assignment.Value : null);
                break;
            case IIncrementOrDecrementOperation increment when Written(increment.Target) is { } target:
                Add(target, operation, null);
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
            if (Written(part) is { } symbol)
            {
                Add(symbol, write, null);
            }
        }
    }

    private static ISymbol? Written(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private void Add(ISymbol symbol, IOperation write, IOperation? value)
    {
        if (!_values.TryGetValue(symbol, out var values))
        {
            _values.Add(symbol, values = []);
        }

        values.Add((write, value));
    }
}
