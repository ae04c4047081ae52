using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What a value depends on: the variables and members that are read for it, through locals, the conditions under which these are
/// assigned, what is put into them, and the bodies of called methods. What is only logged or thrown does not count.
/// </summary>
internal sealed class ValueSources(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    private readonly Dictionary<ISymbol, IOperation> _reads = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _methods = new(SymbolEqualityComparer.Default);
    private readonly ValueSources? _known;
    private readonly IOperation? _place;

    private ValueSources(Facts facts, ValueSources known, IOperation place, CancellationToken cancellation)
        : this(facts, cancellation) => (_known, _place) = (known, place);

    /// <summary>The symbols, and where each is read first.</summary>
    public IReadOnlyDictionary<ISymbol, IOperation> Reads => _reads;

    /// <summary>Part of it comes from where nobody can look.</summary>
    public bool IsUnclear { get; private set; }

    /// <summary>It calls members of other libraries and of types that are not known.</summary>
    public bool CallsUnknown { get; private set; }

    /// <summary>Type parameters of methods that take part.</summary>
    public HashSet<ISymbol> TypeParameters { get; } = new(SymbolEqualityComparer.Default);

    public bool Has(ISymbol symbol) => _reads.ContainsKey(symbol);

    /// <summary>
    /// Sources that end where those of another value begin: what these know needs no explanation. Conditions around
    /// <paramref name="place"/> hold for both.
    /// </summary>
    public static ValueSources Beyond(ValueSources known, IOperation place, Facts facts, CancellationToken cancellation) => new(facts, known, place, cancellation);

    /// <summary>Adds what a value is made from.</summary>
    public ValueSources Add(IOperation value)
    {
        Visit(value, 0);
        return this;
    }

    private void Visit(IOperation value, int depth)
    {
        switch (value)
        {
            case INameOfOperation or IThrowOperation or ITypeOfOperation { TypeOperand: not ITypeParameterSymbol }:
                return;
            case ITypeOfOperation { TypeOperand: var type }:
                TypeParameters.Add(type);
                return;
            case ILocalReferenceOperation local:
                if (Take(local.Local, local) && _known?.Has(local.Local) != true)
                {
                    OfLocal(local.Local, local, depth);
                }

                return;
            case IParameterReferenceOperation parameter:
                Take(parameter.Parameter, parameter);
                return;
            case IFieldReferenceOperation field:
                Take(field.Field, field);
                break;
            case IPropertyReferenceOperation property:
                Take(property.Property, property);
                if (property.Instance is null or IInstanceReferenceOperation && facts.IsOwn(property.Property) && property.Property.GetMethod is { } getter)
                {
                    OfBody(getter, depth);
                }

                break;
            case IInvocationOperation call:
                OfCall(call, depth);
                return;
            case IMethodReferenceOperation group when facts.IsOwn(group.Method):
                OfBody(group.Method, depth);
                break;
        }

        foreach (var child in value.ChildOperations)
        {
            Visit(child, depth);
        }
    }

    private bool Take(ISymbol symbol, IOperation read)
    {
        if (_reads.ContainsKey(symbol))
        {
            return false;
        }

        _reads.Add(symbol, read);
        return true;
    }

    private void OfCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method.ReturnsVoid && LogCalls.Is(call, facts) || method.Name.StartsWith("ThrowIf", StringComparison.Ordinal))
        {
            return;
        }

        foreach (var type in method.TypeArguments)
        {
            if (type is ITypeParameterSymbol)
            {
                TypeParameters.Add(type);
            }
        }

        ValueSources? inner = null;
        if (facts.IsOwn(method) && !method.IsAbstract && !method.IsVirtual && method.ContainingType.TypeKind != TypeKind.Interface)
        {
            inner = OfBody(method, depth);
        }

        if (inner is null)
        {
            CallsUnknown |= !StateChanges.IsLibrary(method) || method.ContainingType.TypeKind == TypeKind.Interface;
            IsUnclear |= call.Arguments.Length == 0 && (call.Instance is null or IInstanceReferenceOperation);
        }

        if (call.Instance is { } instance)
        {
            Visit(instance, depth);
        }

        foreach (var argument in call.Arguments)
        {
            // What the method does not look at does not matter.
            if (inner is null || argument.Parameter is null || inner.Has(argument.Parameter.OriginalDefinition) || inner.IsUnclear)
            {
                Visit(argument.Value, depth);
            }
        }
    }

    // What a body of this project reads; null when it has none.
    private ValueSources? OfBody(IMethodSymbol method, int depth)
    {
        if (depth >= MaximumDepth || facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return null;
        }

        var inner = new ValueSources(facts, cancellation);
        if (_methods.Add(method.OriginalDefinition))
        {
            inner._methods.UnionWith(_methods);
            inner.Visit(body, depth + 1);
            foreach (var read in inner._reads)
            {
                // What a local function reads of the function around it, too.
                if (read.Key is IFieldSymbol or IPropertySymbol || !Operations.IsDeclaredIn(read.Key, body.Syntax))
                {
                    Take(read.Key, read.Value);
                }
            }

            CallsUnknown |= inner.CallsUnknown;
            _methods.Remove(method.OriginalDefinition);
            return inner;
        }

        inner.IsUnclear = true;
        return inner;
    }

    private void OfLocal(ILocalSymbol local, IOperation use, int depth)
    {
        var root = Operations.Root(use);
        foreach (var (write, written) in LocalValues.Around(use).Of(local))
        {
            if (written is not null)
            {
                Visit(written, depth);
            }
            else
            {
                OfHiddenWrite(write, depth);
            }

            OfConditions(write, depth);
        }

        // builder.Append(culture); keys.Add(id); hash.Add(id)
        foreach (var part in root.Descendants())
        {
            if (part is IInvocationOperation { Parent: IExpressionStatementOperation } call && IsRootedAt(call, local))
            {
                for (var step = call; step is not null; step = Operations.Receiver(step) is { } inner ? Operations.Unconverted(inner) as IInvocationOperation : null)
                {
                    foreach (var argument in step.Arguments)
                    {
                        if (!IsRootedAt(argument.Value, local))
                        {
                            Visit(argument.Value, depth);
                        }
                    }
                }

                OfConditions(call, depth);
            }
            else if (part is IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner } } assignment && IsRootedAt(owner, local))
            {
                Visit(assignment.Value, depth);
                OfConditions(assignment, depth);
            }
        }
    }

    private static bool IsRootedAt(IOperation value, ILocalSymbol local)
    {
        for (var current = Operations.Unconverted(value); ;)
        {
            switch (current)
            {
                case ILocalReferenceOperation reference:
                    return SymbolEqualityComparer.Default.Equals(reference.Local, local);
                case IInvocationOperation call when Operations.Receiver(call) is { } receiver:
                    current = Operations.Unconverted(receiver);
                    continue;
                case IPropertyReferenceOperation { Instance: { } instance }:
                    current = Operations.Unconverted(instance);
                    continue;
                default:
                    return false;
            }
        }
    }

    // TryGet(id, out var x), var (a, b) = F(id), foreach (var x in xs), y is X x
    private void OfHiddenWrite(IOperation write, int depth)
    {
        switch (write)
        {
            case IArgumentOperation { Parent: IInvocationOperation call } out_:
                foreach (var argument in call.Arguments)
                {
                    if (!ReferenceEquals(argument, out_))
                    {
                        Visit(argument.Value, depth);
                    }
                }

                break;
            case IDeconstructionAssignmentOperation deconstruction:
                Visit(deconstruction.Value, depth);
                break;
            case IVariableDeclaratorOperation { Parent: IForEachLoopOperation loop }:
                Visit(loop.Collection, depth);
                break;
            case ICompoundAssignmentOperation compound:
                Visit(compound.Value, depth);
                break;
            default:
                for (var current = write.Parent; current is not null; current = current.Parent)
                {
                    if (current is IIsPatternOperation match)
                    {
                        Visit(match.Value, depth);
                        return;
                    }
                }

                IsUnclear = true;
                break;
        }
    }

    // if (isAdmin) key = "all";
    private void OfConditions(IOperation write, int depth)
    {
        for (IOperation child = write, parent = write.Parent!; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation or ISwitchOperation when _place is not null && Operations.IsWithin(_place, parent):
                    break;
                case IConditionalOperation conditional when !ReferenceEquals(conditional.Condition, child):
                    Visit(conditional.Condition, depth);
                    break;
                case ISwitchOperation choice:
                    Visit(choice.Value, depth);
                    break;
            }
        }
    }
}
