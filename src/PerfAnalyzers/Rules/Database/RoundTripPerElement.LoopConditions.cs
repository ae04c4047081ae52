using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Whether a loop lets its lookups be made before it: nothing it does changes what they would answer, or relies on when they are made.</summary>
internal sealed class LoopConditions(Facts facts, ElementLoop loop, IOperation call, CancellationToken cancellation)
{
    private const int MaximumDepth = 4;

    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);
    private ISymbol? _keyMember;
    private bool _isFind;

    private IOperation Body => loop.Whole.Body;

    /// <summary>The call is made by the pass itself, and its key can be read for every element.</summary>
    public bool IsFree()
    {
        for (var current = call.Parent; current is not null && !ReferenceEquals(current, loop.Region); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation or ILoopOperation { LoopKind: LoopKind.For or LoopKind.While } or ITryOperation { Catches.Length: > 0 })
            {
                return false;
            }
        }

        for (var level = loop; level is not null; level = level.Outer)
        {
            // Elements that may be null are told from others by the loop.
            if (ElementLoop.ElementOf(level.Elements.Type) is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated })
            {
                return false;
            }

            foreach (var operation in level.Body.Descendants())
            {
                if (operation is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), level.Element) && IsNullTested(operation))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The loop neither changes keys or rows nor sees that rows are loaded earlier, or shared.</summary>
    public bool Allow(KeyLookup lookup, IOperation replaced, IOperation collected)
    {
        _isFind = lookup.Filter is null;
        _keyMember = collected is ILocalReferenceOperation ? null : Operations.SymbolOf(Operations.Unconverted(collected));
        return IsInvariant() && !ChangesColumn(lookup) && Scan(Body, 0) && !(_isFind && ChangesSets()) && !ReadsNavigationBefore(lookup) && !(lookup is { IsUntracked: true, AnswersRows: true } && ChangesRows(replaced));
    }

    // What the call reads besides the element stays the same while the loop runs.
    private bool IsInvariant()
    {
        foreach (var part in (call is IForEachLoopOperation each ? each.Collection : call).DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local when IsOutside(local.Local) && Writes.Any(local.Local, Body):
                case IParameterReferenceOperation parameter when IsOutside(parameter.Parameter) && Writes.Any(parameter.Parameter, Body):
                case IFieldReferenceOperation { Field.IsReadOnly: false } field when Writes.Any(field.Field, Body):
                case IPropertyReferenceOperation property when Writes.Any(property.Property, Body):
                case IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation or IDynamicInvocationOperation:
                    return false;
            }
        }

        return true;

        bool IsOutside(ISymbol symbol) => symbol.DeclaringSyntaxReferences is not [{ } reference] || !Body.Syntax.Span.Contains(reference.Span);
    }

    // Rows that are tracked already keep the values they have in memory: they would be grouped by what was not saved yet.
    private bool ChangesColumn(KeyLookup lookup) =>
        lookup is { AnswersRows: true, IsUnique: false, IsTracked: true } && Writes.Any(lookup.Column, Operations.Function(Body));

    // Every call the loop makes, as far as its code is here: nothing writes to a database, or may.
    private bool Scan(IOperation region, int depth)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var operation in region.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation invocation when !ReferenceEquals(invocation, call) && !IsRoot(invocation) && !IsHarmless(invocation, depth):
                case IObjectCreationOperation { Constructor: { } constructor } when !IsHarmlessSource(constructor, depth):
                case IPropertyReferenceOperation { Property: { } property } when property.Name == "ChangeTracker" || property.GetMethod is { } getter && IsComputed(property) && !IsHarmlessSource(getter, depth):
                case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IInvalidOperation:
                case IAssignmentOperation { Target: { } target } when IsKeyMember(target):
                case IIncrementOrDecrementOperation { Target: { } counted } when IsKeyMember(counted):
                case IReturnOperation { Kind: OperationKind.YieldReturn } when depth == 0:
                    return false;
            }
        }

        return true;
    }

    // What the query is made on: _customers.Query().
    private bool IsRoot(IInvocationOperation invocation) => facts.Queries.IsQueryable(invocation.Type) && invocation.Arguments.Length == 0 && Operations.IsWithin(invocation, call);

    private bool IsKeyMember(IOperation target) => _keyMember is not null && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(target), _keyMember);

    private static bool IsComputed(IPropertySymbol property) => property.DeclaringSyntaxReferences.Length > 0 && !ElementLoop.IsStored(property);

    private bool IsHarmless(IInvocationOperation invocation, int depth)
    {
        var method = invocation.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return false;
        }

        const ApiEffects Writing = ApiEffects.Save | ApiEffects.Command | ApiEffects.RowCommand | ApiEffects.Remote;
        if ((facts.Knowledge.EffectsOf(method) & Writing) != 0 || facts.RoundTrips.Of(invocation) is { } roundTrip && (roundTrip.Effects & Writing) != 0)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly))
        {
            return IsHarmlessSource(method, depth);
        }

        if (method.ContainingType is { Name: "DatabaseFacade" or "ChangeTracker" or "EntityEntry" or "NavigationEntry" or "CollectionEntry" or "ReferenceEntry" or "RelationalDatabaseFacadeExtensions" or "IDbContextTransaction" or "DbTransaction" or "TransactionScope" })
        {
            return false;
        }

        return IsPlatform(method.ContainingAssembly) || IsHarmlessLibrary(method, depth);
    }

    private bool IsHarmlessLibrary(IMethodSymbol method, int depth)
    {
        if (method.IsAbstract)
        {
            var targets = facts.Dispatch.Targets(method);
            foreach (var target in targets)
            {
                if (!IsHarmlessSource(target, depth))
                {
                    return false;
                }
            }

            return targets.Length > 0;
        }

        foreach (var module in method.ContainingAssembly?.Modules ?? [])
        {
            foreach (var reference in module.ReferencedAssemblies)
            {
                if (reference.Name is "Microsoft.EntityFrameworkCore" or "System.Data.Common" or "System.Data" or "Dapper")
                {
                    // What is known by name only reads.
                    return (facts.Knowledge.EffectsOf(method) & (ApiEffects.Query | ApiEffects.Terminal)) != 0;
                }
            }
        }

        return true;
    }

    private static bool IsPlatform(IAssemblySymbol? assembly) => assembly is not null &&
        (assembly.Name is "mscorlib" or "netstandard" || assembly.Name.StartsWith("System.", StringComparison.Ordinal) || assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private bool IsHarmlessSource(IMethodSymbol method, int depth)
    {
        if (method.DeclaringSyntaxReferences.Length == 0 || method.IsImplicitlyDeclared || !_visited.Add(method))
        {
            return true;
        }

        if (depth >= MaximumDepth)
        {
            return false;
        }

        var targets = facts.Dispatch.Targets(method);
        if (targets.Length == 0)
        {
            return false;
        }

        foreach (var target in targets)
        {
            if (facts.Bodies.Of(target, cancellation) is { } body && !Scan(body, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    // Find also answers with what was added and not yet saved.
    private bool ChangesSets()
    {
        foreach (var operation in Operations.Function(Body).DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Add" or "AddAsync" or "AddRange" or "AddRangeAsync" or "Attach" or "AttachRange" or "Remove" or "RemoveRange" or "Update" or "UpdateRange" or "Entry", ContainingType: { } type } } &&
                (type.Name == "DbSet" || Knowledge.Inherits(type, facts.Type("Microsoft.EntityFrameworkCore.DbContext"))))
            {
                return true;
            }
        }

        return false;
    }

    // Tracked rows appear in navigations as soon as they are loaded.
    private bool ReadsNavigationBefore(KeyLookup lookup)
    {
        if (!lookup.IsTracked || !lookup.AnswersRows)
        {
            return false;
        }

        foreach (var operation in Body.Descendants())
        {
            if (operation is IPropertyReferenceOperation { Instance: { } instance } property && operation.Syntax.SpanStart < call.Syntax.SpanStart && !(property.Parent is ISimpleAssignmentOperation write && ReferenceEquals(write.Target, property)) &&
                !facts.Queries.IsQueryable(property.Type) && Shows(property.Type, lookup.Row) && instance is not null)
            {
                return true;
            }
        }

        return false;

        static bool Shows(ITypeSymbol? type, ITypeSymbol row) =>
            SymbolEqualityComparer.Default.Equals(type, row) || type is INamedTypeSymbol { TypeArguments: [{ } only] } && SymbolEqualityComparer.Default.Equals(only, row);
    }

    // Rows that are not tracked were built anew for every pass; what one pass writes into them another would now see.
    private bool ChangesRows(IOperation replaced)
    {
        var rows = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in Body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value && IsRow(value):
                    rows.Add(declarator.Symbol);
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when IsRow(assignment.Value):
                    rows.Add(target.Local);
                    break;
                case IDeclarationPatternOperation { DeclaredSymbol: { } symbol } when Subject(operation) is { } subject && IsRow(subject):
                    rows.Add(symbol);
                    break;
                case IRecursivePatternOperation { DeclaredSymbol: { } symbol } when Subject(operation) is { } subject && IsRow(subject):
                    rows.Add(symbol);
                    break;
                case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: { } row } } each when IsRow(each.Collection):
                    rows.Add(row);
                    break;
                case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } owner } } when IsRow(owner):
                case IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Instance: { } counted } } when IsRow(counted):
                case IInvocationOperation { Instance: { } instance } invocation when instance.Type is { IsValueType: false, SpecialType: not SpecialType.System_String } && !IsResult(instance) && IsRow(instance) && !IsReading(invocation.TargetMethod):
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } } argument when argument.Value.Type is { IsValueType: false, SpecialType: not SpecialType.System_String } && IsRow(argument.Value) && !Keeps(method):
                    return true;
            }
        }

        return false;

        bool IsResult(IOperation instance) => ReferenceEquals(Operations.Unconverted(instance), call) || ReferenceEquals(instance, replaced);

        bool IsRow(IOperation? value)
        {
            while (value is not null)
            {
                if (ReferenceEquals(value, replaced) || ReferenceEquals(value, call))
                {
                    return true;
                }

                value = value switch
                {
                    IConversionOperation conversion => conversion.Operand,
                    IMemberReferenceOperation member => member.Instance,
                    IConditionalAccessOperation access => access.Operation,
                    IConditionalAccessInstanceOperation => Accessed(value),
                    ICoalesceOperation coalesce => coalesce.Value,
                    IInvocationOperation nested => Operations.Receiver(nested),
                    ILocalReferenceOperation local when rows.Contains(local.Local) => replaced,
                    _ => null,
                };
            }

            return false;
        }

        static IOperation? Accessed(IOperation instance)
        {
            for (IOperation child = instance, parent = instance.Parent!; parent is not null; child = parent, parent = parent.Parent!)
            {
                if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
                {
                    return access.Operation;
                }
            }

            return null;
        }

        static IOperation? Subject(IOperation pattern)
        {
            while (pattern is IPatternOperation)
            {
                pattern = pattern.Parent!;
            }

            return (pattern as IIsPatternOperation)?.Value;
        }
    }

    // Own methods may write into what they are given; the platform's collections keep it, sequence operators read it.
    private bool Keeps(IMethodSymbol method) => method.DeclaringSyntaxReferences.Length == 0
        ? IsPlatform(method.ContainingAssembly) && method.ContainingType.Name is not ("DbSet" or "DbContext") && !Knowledge.Inherits(method.ContainingType, facts.Type("Microsoft.EntityFrameworkCore.DbContext"))
        : facts.Bodies.Of(method, cancellation) is { } body && !WritesMembers(body);

    private static bool WritesMembers(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IAssignmentOperation { Target: IMemberReferenceOperation })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReading(IMethodSymbol method) => method.Name is
        "ToString" or "Equals" or "GetHashCode" or "GetType" or "Contains" or "ContainsKey" or "TryGetValue" or "IndexOf" or "Find" or "FindAll" or "Exists" or "GetEnumerator" or "ToArray" or "ConvertAll" or "TrueForAll";

    private static bool IsNullTested(IOperation reference)
    {
        switch (Operations.Consumer(reference))
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return Operations.Unconverted(comparison.LeftOperand) is ILiteralOperation { ConstantValue.Value: null } || Operations.Unconverted(comparison.RightOperand) is ILiteralOperation { ConstantValue.Value: null };
            case IIsPatternOperation or IConditionalAccessOperation or ICoalesceOperation:
                return true;
            default:
                return false;
        }
    }
}
