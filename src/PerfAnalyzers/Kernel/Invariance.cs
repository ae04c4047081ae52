using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether a value is the same each time a region of code runs again: made of what lies outside the region and is not changed
/// in it. Queries count as values that are the same as long as nobody writes. Unlike <see cref="Flow"/>, whatever is not known
/// to stay varies.
/// </summary>
/// <param name="facts">The compilation.</param>
/// <param name="region">What runs again: a loop, a lambda.</param>
/// <param name="changes">What the region changes.</param>
/// <param name="cancellation">Cancels binding.</param>
/// <param name="given">Parameters of the region that are always given the same.</param>
internal sealed class Invariance(Facts facts, IOperation region, StateChanges changes, CancellationToken cancellation, ICollection<ISymbol>? given = null)
{
    private const int MaximumDepth = 40;

    /// <summary>A local declared in the region was met: the value cannot be computed before it as it stands.</summary>
    public bool UsesInnerLocals { get; private set; }

    /// <summary>Whether the value stays.</summary>
    public bool Holds(IOperation? value) => Holds(value, 0);

    private bool Holds(IOperation? value, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                return HoldsSymbol(local.Local, local.Type, value, depth);
            case IParameterReferenceOperation parameter:
                return HoldsSymbol(parameter.Parameter, parameter.Type, value, depth);
            case IFieldReferenceOperation field:
                return (field.Field.IsReadOnly || field.Field.IsConst || !Writes.Any(field.Field, region) && !changes.Changes(field.Field)) &&
                    Holds(field.Instance, depth + 1) && !IsFilled(field.Field, field.Type);
            case IPropertyReferenceOperation property:
                return HoldsProperty(property, depth);
            case IInvocationOperation call:
                return HoldsCall(call, depth);
            case IObjectCreationOperation creation:
                return HoldsObject(creation, depth);
            case IInvalidOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IIncrementOrDecrementOperation or
                IThrowOperation or IMethodReferenceOperation or IFunctionPointerInvocationOperation:
                return false;
            case ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation or IAnonymousObjectCreationOperation } member:
                return Holds(member.Value, depth + 1);
            case IAssignmentOperation:
                return false;
            default:
                return HoldsParts(value, depth);
        }
    }

    private bool HoldsParts(IOperation value, int depth)
    {
        foreach (var child in value.ChildOperations)
        {
            if (!Holds(child, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool HoldsSymbol(ISymbol symbol, ITypeSymbol? type, IOperation use, int depth)
    {
        if (Operations.IsBoundWithin(symbol, use, region))
        {
            return true;
        }

        if (!Operations.IsDeclaredIn(symbol, region.Syntax) || given?.Contains(symbol) == true)
        {
            return !Writes.Any(symbol, region) && !IsFilled(symbol, type);
        }

        // A local of the pass that is always given the same value. Objects that belong to the pass are another matter.
        UsesInnerLocals = true;
        return symbol is ILocalSymbol && Writes.OnlyValue(symbol, region) is { } value && !IsUnitOfWork(type) && !IsLoopVariable(symbol) && Holds(value, depth + 1) && !IsFilled(symbol, type);
    }

    private bool HoldsProperty(IPropertyReferenceOperation property, int depth)
    {
        var symbol = property.Property;
        if (StateChanges.IsClock(symbol) || (facts.Knowledge.EffectsOf(symbol) & ApiEffects.Advances) != 0)
        {
            return false;
        }

        foreach (var argument in property.Arguments)
        {
            if (!Holds(argument.Value, depth + 1))
            {
                return false;
            }
        }

        if (!Holds(property.Instance, depth + 1) || Writes.Any(symbol, region) || changes.Changes(symbol))
        {
            return false;
        }

        if (symbol.GetMethod is { } getter && IsOwn(symbol) && !facts.Queries.IsQueryable(symbol.Type) && !Operations.IsInExpressionTree(property))
        {
            foreach (var target in facts.Dispatch.Targets(getter))
            {
                if (!IsCalm(target))
                {
                    return false;
                }
            }
        }

        return !IsFilled(symbol, property.Type);
    }

    private bool HoldsCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (StateChanges.IsClock(method) || method.MethodKind == MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (!Holds(call.Instance, depth + 1))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (!Holds(argument.Value, depth + 1))
            {
                return false;
            }
        }

        if (SqlText.Of(call) is { } sql)
        {
            return SqlText.OnlyReads(sql);
        }

        // Part of the query: translated, or an operator of it.
        if (facts.Queries.IsQueryable(call.Type) || facts.RoundTrips.Of(call) is { Effects: ApiEffects.Query })
        {
            return !IsOwn(method) || IsCalm(method);
        }

        if (MentionsBound(call))
        {
            return Operations.IsInExpressionTree(call) || IsPlain(method) || IsOwn(method) && IsCalm(method);
        }

        return IsPlain(method) || IsOwn(method) && IsCalm(method);
    }

    private bool HoldsObject(IObjectCreationOperation creation, int depth) =>
        creation.Type is { Name: not ("Random" or "Stopwatch") } type && !IsUnitOfWork(type) && HoldsParts(creation, depth) &&
        (creation.Constructor is not { } constructor || !IsOwn(constructor) || facts.Bodies.Of(constructor, cancellation) is null || IsCalm(constructor));

    // Its answer depends on nothing but its arguments and state that the region leaves alone.
    private bool IsCalm(IMethodSymbol method)
    {
        var inner = new StateChanges(facts, cancellation).AddCall(method);
        return !inner.MayWrite && !inner.IsVolatile && !inner.HasWritten;
    }

    private bool IsPlain(IMethodSymbol method) =>
        (facts.Knowledge.EffectsOf(method) & ApiEffects.Pure) != 0 ||
        method.ContainingType is { } type && (type.SpecialType is SpecialType.System_String or SpecialType.System_DateTime || type.IsValueType && type.ContainingNamespace.Name == "System" ||
            type.Name is "Enumerable" or "Convert" or "Math" or "Task" or "ConfiguredTaskAwaitable" or "ConfigurationExtensions" or "ConfigurationBinder" or "MemoryExtensions" or "Path") ||
        Collections.Is(method.ContainingType) && Collections.IsRead(method) || method.Name is "ToString" && !IsOwn(method);

    private bool IsUnitOfWork(ITypeSymbol? type) =>
        type is not null && (facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Context) || Connections.Is(type) || type.Name is "IServiceScope" or "AsyncServiceScope" or "IServiceProvider");

    private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, facts.Compilation.Assembly);

    // Whether the region puts something into the collection a symbol holds, or hands it to code that may.
    private bool IsFilled(ISymbol symbol, ITypeSymbol? type)
    {
        if (!Collections.Is(type) || facts.Queries.IsQueryable(type))
        {
            return false;
        }

        if (changes.Changes(symbol))
        {
            return true;
        }

        foreach (var operation in region.Descendants())
        {
            if (operation is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation) ||
                !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), symbol))
            {
                continue;
            }

            var child = operation;
            while (child.Parent is IConversionOperation or IParenthesizedOperation)
            {
                child = child.Parent;
            }

            switch (child.Parent)
            {
                case IInvocationOperation call when ReferenceEquals(call.Instance, child) && !Collections.IsRead(call.TargetMethod):
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } target } } when !Collections.IsRead(target) && IsOwn(target):
                case IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } element when ReferenceEquals(assignment.Target, element):
                case IArrayElementReferenceOperation { Parent: IAssignmentOperation stored } slot when ReferenceEquals(stored.Target, slot):
                    return true;
            }
        }

        return false;
    }

    private bool MentionsBound(IOperation call)
    {
        foreach (var part in call.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation parameter && Operations.IsBoundWithin(parameter.Parameter, call.Parent ?? call, region))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsLoopVariable(ISymbol symbol)
    {
        foreach (var operation in region.DescendantsAndSelf())
        {
            if (operation is ILoopOperation loop && loop.Locals.Contains(symbol, SymbolEqualityComparer.Default))
            {
                return true;
            }
        }

        return false;
    }
}
