using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Follows an entity, or a sequence of entities, back to the queries that loaded it: through loop variables, lambda parameters,
/// locals, LINQ to Objects, navigations and methods of the compilation. One object per question. Null wherever something is not
/// understood.
/// </summary>
internal sealed partial class RowTrace(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 40;
    private const int MaximumCalls = 4;

    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);
    private readonly Flow _flow = new(facts);
    private int _depth;
    private int _calls;

    /// <summary>The rows an expression holds; null when they are not known.</summary>
    public LoadedRows? Of(IOperation? value)
    {
        if (value is null || ++_depth > MaximumDepth)
        {
            return null;
        }

        var rows = Find(value);
        _depth--;
        return rows;
    }

    private LoadedRows? Find(IOperation value)
    {
        value = Operations.Unconverted(value);
        switch (value)
        {
            case IAwaitOperation wait:
                return Of(wait.Operation);
            case ITranslatedQueryOperation translated:
                return Of(translated.Operation);
            case ISimpleAssignmentOperation assignment:
                return Of(assignment.Value);
            case IConditionalAccessOperation access:
                return Of(access.WhenNotNull);
            case IConditionalAccessInstanceOperation:
                return Of(ReceiverOf(value));
            case ILocalReferenceOperation local:
                return OfLocal(local);
            case IParameterReferenceOperation parameter:
                return OfParameter(parameter);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput }:
                return Of(MatchedBy(value));
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } type }:
                return new LoadedRows { Parameter = type };
            case IPropertyReferenceOperation property:
                return OfProperty(property);
            case IFieldReferenceOperation or IInvocationOperation when facts.Entities.EntityOf(value.Type) is not null:
                return new LoadedRows { Roots = [value] };
            case IInvocationOperation call:
                return OfCall(call);
            case IArrayElementReferenceOperation { Indices: { Length: 1 } indices } element:
                return Element(Of(element.ArrayReference), element, indices[0]);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return LoadedRows.Either(Of(choice.WhenTrue), Of(otherwise));
            case ICoalesceOperation coalesce:
                return LoadedRows.Either(Of(coalesce.Value), Of(coalesce.WhenNull));
            case IThrowOperation or ILiteralOperation { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                return LoadedRows.None;
            case ICollectionExpressionOperation { Elements: { } elements }:
                return elements.Length == 0 ? LoadedRows.None : elements.Length == 1 && elements[0] is ISpreadOperation spread ? Of(spread.Operand) : null;
            case IObjectCreationOperation { Initializer: null } creation when EntityModel.ElementOf(creation.Type) is not null:
                return creation.Arguments.Length == 0 ? LoadedRows.None : EntityModel.ElementOf(creation.Arguments[0].Value.Type) is not null ? Of(creation.Arguments[0].Value) : null;
            default:
                return null;
        }
    }

    private LoadedRows? OfLocal(ILocalReferenceOperation reference)
    {
        for (var current = reference.Parent; current is not null; current = current.Parent)
        {
            if (current is IForEachLoopOperation loop && loop.Locals.Contains(reference.Local, SymbolEqualityComparer.Default))
            {
                return Of(loop.Collection) is { } rows ? rows with { Loop = Repetition.OfLoop(loop) } : null;
            }
        }

        if (!_open.Add(reference.Local))
        {
            return LoadedRows.None;
        }

        LoadedRows? result = LoadedRows.None;
        var values = LocalValues.Around(reference).Of(reference.Local);
        foreach (var (write, value) in values)
        {
            result = LoadedRows.Either(result, value is null ? OfUnseen(write) : Of(value));
            if (result is null)
            {
                break;
            }
        }

        _open.Remove(reference.Local);
        return values.Count > 0 ? result : null;
    }

    // is { Customer: { } customer }, TryGetValue(id, out var customer)
    private LoadedRows? OfUnseen(IOperation write) => write switch
    {
        IRecursivePatternOperation or IDeclarationPatternOperation => Of(MatchedBy(write)),
        IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue", Instance: { } dictionary, Arguments.Length: 2 } call } =>
            Element(Of(dictionary), call, call.Arguments[0].Value),
        _ => null,
    };

    private LoadedRows? OfParameter(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        for (var current = reference.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol))
            {
                return facts.Loops.PerElementCall(lambda) is { } call && IsElement(parameter, call) && Repetition.OfDelegate(call, lambda) is { Source: { } source } loop && Of(source) is { } rows
                    ? rows with { Loop = loop }
                    : null;
            }
        }

        // query = query.Include(…), under conditions or not: it may include anything.
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: not (MethodKind.AnonymousFunction or MethodKind.Constructor) }
            ? new LoadedRows { Parameter = parameter.OriginalDefinition, Includes = MayInclude(parameter, Operations.Function(reference)) ? [""] : [] }
            : null;
    }

    private static bool MayInclude(IParameterSymbol parameter, IOperation function) => !Writes.ForEach(parameter, function, 0, static (value, _) =>
    {
        foreach (var part in value?.DescendantsAndSelf() ?? [])
        {
            if (part is IInvocationOperation { TargetMethod: var method } && (method.Name is "Include" or "ThenInclude" || Operations.IsOwn(method, part.SemanticModel!.Compilation)))
            {
                return false;
            }
        }

        return value is not null;
    });

    // The element is the first parameter of the lambda, except for Aggregate; sequences of pairs have none.
    private static bool IsElement(IParameterSymbol parameter, IInvocationOperation call)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol lambda || call.TargetMethod.Name is "Zip" or "Join" or "GroupJoin" or "For" or "LeftJoin" or "RightJoin")
        {
            return false;
        }

        if (call.TargetMethod.Name == "Aggregate")
        {
            return parameter.Ordinal == 1;
        }

        var source = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return parameter.Ordinal == 0 &&
            (lambda.Parameters.Length == 1 || call.TargetMethod.Name is not ("GroupBy" or "Sort")) &&
            source is not null && SymbolEqualityComparer.Default.Equals(EntityModel.ElementOf(Operations.Unconverted(source).Type), parameter.Type);
    }

    private LoadedRows? OfProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (facts.Entities.EntityOf(property.Type) is not null)
        {
            return new LoadedRows { Roots = [reference] };
        }

        if (property.IsIndexer)
        {
            return reference.Arguments.Length == 1 ? Element(Of(reference.Instance), reference, reference.Arguments[0].Value) : null;
        }

        // Dictionaries of entities, groups, tasks.
        if (property is { Name: "Values" or "Value" or "Result", ContainingType.ContainingNamespace: { } space } && IsSystem(space))
        {
            return Of(reference.Instance);
        }

        if (EntityModel.LooksLikeNavigation(property) && reference.Instance is { } instance && facts.Entities.IsNavigation(property))
        {
            return Of(instance) is { } rows ? rows with { Path = rows.Path.Add(property) } : null;
        }

        // Getters that hand out queries or lists; one that hands out an entity (the current customer) keeps it.
        return property.GetMethod is { } getter && EntityModel.ElementOf(property.Type) is not null ? OfMember(getter, reference, reference.Instance) : null;
    }

    private LoadedRows? OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var space = method.ContainingNamespace;
        if (method.Name is "Find" or "FindAsync" && call.Instance is { } set && (facts.Entities.EntityOf(set.Type) is not null || facts.Entities.IsContext(set.Type)))
        {
            return new LoadedRows { Roots = [call] };
        }

        var source = Operations.Receiver(call) ?? (method.IsStatic && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        if (source is null)
        {
            return OfMember(method, call, null);
        }

        if (IsSystem(space) || IsMapper(space))
        {
            return method.Name switch
            {
                "Include" or "ThenInclude" when IsMapper(space) => Included(Of(source), call),
                "Select" or "SelectMany" => facts.Queries.IsQueryable(source.Type) ? null : Selected(call),
                _ when Keeps(method.Name) => Composed(Of(source), call),
                "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "ElementAt" or "ElementAtOrDefault" or "MinBy" or "MaxBy" or "Find" or "FindLast" or "GetValueOrDefault"
                    when !facts.Queries.IsQueryable(source.Type) => Element(Of(source), call, call.Arguments.Length > 0 ? call.Arguments[call.Arguments.Length - 1].Value : null),
                "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "ElementAt" or "ElementAtOrDefault" or
                    "FirstAsync" or "FirstOrDefaultAsync" or "SingleAsync" or "SingleOrDefaultAsync" or "LastAsync" or "LastOrDefaultAsync" => Composed(Of(source), call),
                _ => null,
            };
        }

        return OfMember(method, call, call.Instance);
    }

    // Operators and conversions after which the same entities are there.
    private static bool Keeps(string name) => name is
        "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Order" or "Skip" or "Take" or "SkipWhile" or "TakeWhile" or "SkipLast" or "TakeLast" or
        "Distinct" or "DistinctBy" or "Reverse" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or
        "IgnoreQueryFilters" or "IgnoreAutoIncludes" or "TagWith" or "TagWithCallSite" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated" or
        "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync" or "ToHashSet" or "ToHashSetAsync" or "AsEnumerable" or "AsAsyncEnumerable" or "AsQueryable" or "AsParallel" or
        "ToImmutableArray" or "ToImmutableList" or "GroupBy" or "ToLookup" or "ToDictionary" or "ToDictionaryAsync" or "Chunk" or "DefaultIfEmpty" or
        "ConfigureAwait" or "AsTask" or "WaitAsync" or "GetAwaiter" or "GetResult" or "AsReadOnly" or "WithCancellation" or "GetRange" or "FindAll" or "FromResult";

    private LoadedRows? Composed(LoadedRows? rows, IInvocationOperation call)
    {
        // ToDictionary(o => o.Id, o => o.Total), GroupBy(…, (key, all) => …): something else than the entities.
        if (rows is null || call.TargetMethod.Name is "ToDictionary" or "ToLookup" or "GroupBy" or "ToDictionaryAsync" && IsReshaped(call))
        {
            return null;
        }

        return rows with { Operators = rows.Operators.Add(call) };
    }

    private static bool IsReshaped(IInvocationOperation call)
    {
        var functions = 0;
        foreach (var argument in call.Arguments)
        {
            var value = Operations.Unconverted(argument.Value);
            functions += value is IDelegateCreationOperation or IAnonymousFunctionOperation ? 1 : 0;
        }

        return functions > 1 || call.TargetMethod.Name == "GroupBy" && Operations.Receiver(call) is { } source && source.Type is { Name: "IQueryable" or "DbSet" or "IOrderedQueryable" };
    }

    private static LoadedRows? Included(LoadedRows? rows, IInvocationOperation call)
    {
        if (rows is null)
        {
            return null;
        }

        var previous = call.TargetMethod.Name == "ThenInclude" && rows.Includes.Length > 0 ? rows.Includes[rows.Includes.Length - 1] : "";
        return rows with { Operators = rows.Operators.Add(call), Includes = rows.Includes.Add(LoadedRows.IncludedBy(call, previous)) };
    }

    // orders.Select(o => o.Customer), customers.SelectMany(c => c.Orders)
    private LoadedRows? Selected(IInvocationOperation call)
    {
        if (call.Arguments.Length != 2)
        {
            return null;
        }

        foreach (var part in call.Arguments[1].Descendants())
        {
            if (part is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } selected }] })
            {
                return Of(selected);
            }
        }

        return null;
    }

    // orders[i], byId[id], orders.First(o => o.Id == id): another one on each pass where the key differs.
    private LoadedRows? Element(LoadedRows? rows, IOperation operation, IOperation? key)
    {
        if (rows is null || key is null)
        {
            return rows;
        }

        return facts.Loops.Around(operation) is { } loop && _flow.Of(key, loop) == Variation.Varies ? rows with { Loop = loop } : rows;
    }

    // a?.b: what stands before the nearest question mark.
    private static IOperation? ReceiverOf(IOperation value)
    {
        for (IOperation child = value, parent = value.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
            {
                return access.Operation;
            }
        }

        return null;
    }

    /// <summary>The value a pattern, or a part of one, is matched against.</summary>
    private static IOperation? MatchedBy(IOperation pattern)
    {
        for (IOperation child = pattern, parent = pattern.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IPropertySubpatternOperation property when ReferenceEquals(property.Pattern, child):
                    return property.Member;
                case IIsPatternOperation match:
                    return match.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
                case ISwitchOperation statement:
                    return statement.Value;
            }
        }

        return null;
    }

    private static bool IsSystem(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            space = outer;
        }

        return space?.Name == "System";
    }

    private static bool IsMapper(INamespaceSymbol? space) => space is { Name: "EntityFrameworkCore", ContainingNamespace.Name: "Microsoft" };
}
