using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Rows that are loaded before the code says which of them it wants.</summary>
/// <param name="Load">The call that loads them: <c>ToList</c>, <c>AsEnumerable</c>.</param>
/// <param name="Query">What it loads.</param>
/// <param name="Reducer">The first operator or property after it that keeps less than all.</param>
/// <param name="Last">The last operator that the database can run, too.</param>
/// <param name="Steps">How many operators there are from the load to <paramref name="Last"/>.</param>
/// <param name="Meaning">Whether they mean the same in the database.</param>
/// <param name="FitsTree">Whether their lambdas may stand in expression trees as they are written.</param>
/// <param name="Local">The local that holds the rows in between, if one does.</param>
internal sealed record EarlyLoad(
    IInvocationOperation Load, QueryChain Query, IOperation Reducer, IOperation Last, int Steps, Translation Meaning, bool FitsTree, ILocalSymbol? Local);

/// <summary>Finds operators that run in memory over what a query has just loaded, although the database could have run them.</summary>
internal sealed partial class EarlyLoads(Facts facts, CancellationToken cancellation)
{
    private enum Step
    {
        /// <summary>The database cannot run it, or nobody gains if it does.</summary>
        End,

        /// <summary>All rows are kept.</summary>
        Keeps,

        /// <summary>Fewer rows come out.</summary>
        Reduces,

        /// <summary>One value comes out.</summary>
        Answers,
    }

    /// <summary>What is left to memory after a call that loads rows; null when nothing is, or the rows are wanted for something else, too.</summary>
    public EarlyLoad? Of(IInvocationOperation load)
    {
        if (!IsLoad(load) || Operations.IsInExpressionTree(load) || facts.Queries.Of(load.Arguments[0].Value) is not { Origin: QueryOrigin.Database } query ||
            Operations.Outcome(load) is not { } rows)
        {
            return null;
        }

        ILocalSymbol? local = null;
        if (rows.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            if (OnlyUse(declarator) is not { } use)
            {
                return null;
            }

            local = declarator.Symbol;
            rows = use;
        }

        // Most lists are used otherwise; what the query is made of is asked later.
        if (Consumer(rows) is not { } first || !IsCandidate(first))
        {
            return null;
        }

        var includes = new List<string>();
        return IsComposable(query, includes) && !IsProjectedInMemory(query) ? Follow(load, query, rows, local, includes) : null;
    }

    /// <summary>The call that loaded the rows an operator in memory is given, with nothing but such operators in between; null when it was none.</summary>
    public static IInvocationOperation? LoadBefore(IOperation reducer)
    {
        var source = SourceOf(reducer);
        for (var i = 0; source is not null && i < 8; i++)
        {
            source = Unwrapped(source);
            switch (source)
            {
                case IInvocationOperation call when IsLoad(call):
                    return call;
                case IInvocationOperation call when IsEnumerable(call.TargetMethod) && IsCandidate(call):
                    source = call.Arguments[0].Value;
                    continue;
                case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value:
                    source = value;
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether a call makes rows of a query: by name.</summary>
    public static bool IsLoad(IInvocationOperation call) =>
        call.TargetMethod is { Name: "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync" or "AsEnumerable", IsExtensionMethod: true } && call.Arguments.Length > 0 && call.Instance is null;

    /// <summary>Whether an operation may keep less of a list: by name.</summary>
    public static bool IsCandidate(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Count" or "Length", ContainingType: { } owner } } => IsList(owner) || owner.SpecialType == SpecialType.System_Array,
        IInvocationOperation { TargetMethod: { Name: "Find" or "Exists" or "TrueForAll" or "FindAll" or "Contains" } method, Instance: not null } => IsList(method.ContainingType),
        IInvocationOperation { TargetMethod: { Name: "Where" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "Any" or "All" or "Count" or "LongCount" or "Sum" or "Min" or "Max" or "Average" or
            "Take" or "Skip" or "Contains" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Select" or "Distinct" } method } => IsEnumerable(method),
        _ => false,
    };

    private EarlyLoad? Follow(IInvocationOperation load, QueryChain query, IOperation rows, ILocalSymbol? local, List<string> includes)
    {
        var translations = new Translations(facts, includes);
        var meaning = Translation.Exact;
        EarlyLoad? found = null;
        var isOrdered = IsOrdered(query);
        var isScalar = false;
        var steps = 0;
        for (var current = rows; Consumer(current) is { } operation; current = operation)
        {
            var step = StepOf(operation, current, translations, isOrdered, ref isScalar, ref meaning);
            if (step == Step.End || steps == 0 && IsWantedWhole(operation, query, local) || step == Step.Reduces && (!isScalar && FillsItself(query, load) || IsOfAFew(operation, query)))
            {
                break;
            }

            isOrdered |= step == Step.Keeps && operation is IInvocationOperation { TargetMethod.Name: not "Select" };
            steps++;
            if (step != Step.Keeps)
            {
                found = new EarlyLoad(load, query, found?.Reducer ?? operation, operation, steps, meaning, translations.FitsTree, local);
            }

            if (step == Step.Answers)
            {
                break;
            }
        }

        return found;
    }

    // Categories with their parents and children: all are loaded to fill each other, and the tops are taken.
    private bool FillsItself(QueryChain query, IInvocationOperation load)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name.StartsWith("AsNoTracking", StringComparison.Ordinal))
            {
                return false;
            }
        }

        var entity = EntityModel.ElementOf(load.Arguments[0].Value.Type);
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && EntityModel.LooksLikeNavigation(property) && SymbolEqualityComparer.Default.Equals(EntityModel.TargetOf(property), entity))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Step StepOf(IOperation operation, IOperation source, Translations translations, bool isOrdered, ref bool isScalar, ref Translation meaning)
    {
        if (operation is IPropertyReferenceOperation)
        {
            return Step.Answers;
        }

        if (operation is not IInvocationOperation call || call.Instance is null && !IsFirstArgument(call, source))
        {
            return Step.End;
        }

        var name = call.TargetMethod.Name;
        var first = call.Instance is null ? 1 : 0;
        var argument = call.Arguments.Length > first ? call.Arguments[first].Value : null;
        if (call.Arguments.Length > first + 1)
        {
            return Step.End;
        }

        switch (name)
        {
            case "Where" or "FindAll":
                return Adds(argument, false, translations, ref meaning) ? Step.Reduces : Step.End;
            case "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending":
                return Adds(argument, true, translations, ref meaning) ? Step.Keeps : Step.End;
            case "Select":
                isScalar = true;
                return argument is not null && Translations.IsScalar(ResultOf(call)) && Adds(argument, false, translations, ref meaning) ? Step.Keeps : Step.End;
            case "Take" or "Skip":
                return argument?.Type?.SpecialType == SpecialType.System_Int32 && translations.IsParameter(argument) ? Step.Reduces : Step.End;
            case "Distinct":
                return isScalar && argument is null ? Step.Reduces : Step.End;
            case "Contains":
                return argument is not null && Translations.IsScalar(argument.Type) && translations.IsParameter(argument) ? Answers(argument.Type, ref meaning) : Step.End;
            case "Last" or "LastOrDefault" when !isOrdered:
                return Step.End;
            case "Sum" or "Min" or "Max" or "Average":
                return argument is null
                    ? Translations.IsScalar(call.Type) ? Answers(call.Type, ref meaning) : Step.End
                    : Translations.IsScalar(call.Type) && Adds(argument, true, translations, ref meaning) ? Step.Answers : Step.End;
            default:
                return argument is null || Translations.Lambda(argument) is not null && Adds(argument, false, translations, ref meaning) ? Step.Answers : Step.End;
        }
    }

    private static ITypeSymbol? ResultOf(IInvocationOperation select) => EntityModel.ElementOf(select.Type);

    private static Step Answers(ITypeSymbol? type, ref Translation meaning)
    {
        meaning = type?.SpecialType == SpecialType.System_String ? Translation.Text : meaning;
        return Step.Answers;
    }

    private static bool Adds(IOperation? lambda, bool isOrdered, Translations translations, ref Translation meaning)
    {
        var found = lambda is null ? Translation.None : translations.Of(lambda, isOrdered);
        meaning = found == Translation.Text ? found : meaning;
        return found != Translation.None;
    }

    // The first of those with a key is one row; whether there are any is asked of another way to learn it.
    private bool IsWantedWhole(IOperation operation, QueryChain query, ILocalSymbol? local)
    {
        if (operation is IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Any" } call && call.Arguments.Length <= 1)
        {
            return IsByKey(query);
        }

        return operation is IPropertyReferenceOperation count && (local is not null || IsExistenceTest(count));
    }

    private static bool IsKey(IOperation value, IPropertySymbol key) =>
        Operations.Unconverted(value) is IPropertyReferenceOperation property && SymbolEqualityComparer.Default.Equals(property.Property.OriginalDefinition, key.OriginalDefinition);

    private static bool IsExistenceTest(IOperation count)
    {
        switch (Operations.Consumer(count))
        {
            case IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder) } comparison:
                return comparison.LeftOperand.ConstantValue.HasValue || comparison.RightOperand.ConstantValue.HasValue;
            case IIsPatternOperation or IVariableInitializerOperation:
            case IInvocationOperation { TargetMethod.Name: "Equals" }:
                return true;
            default:
                return false;
        }
    }

    // Nothing else sees the rows, no loop reads them again, and no write lies between: then they are a copy on purpose.
    private IOperation? OnlyUse(IVariableDeclaratorOperation declarator)
    {
        var function = Operations.Function(declarator);
        ILocalReferenceOperation? only = null;
        foreach (var operation in function.Descendants())
        {
            if (operation is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, declarator.Symbol))
            {
                if (only is not null)
                {
                    return null;
                }

                only = use;
            }
        }

        if (only is null || !ReferenceEquals(Operations.Function(only), function))
        {
            return null;
        }

        return IsCalmBetween(declarator, only) && Consumer(only) is { } consumer && IsCandidate(consumer) ? only : null;
    }

    private bool IsCalmBetween(IOperation declarator, IOperation use)
    {
        var declaration = Statement(declarator);
        if (declaration.Parent is not IBlockOperation block)
        {
            return false;
        }

        var isBehind = false;
        foreach (var statement in block.Operations)
        {
            if (ReferenceEquals(statement, declaration))
            {
                isBehind = true;
            }
            else if (isBehind && Operations.IsWithin(use, statement))
            {
                return statement is IExpressionStatementOperation or IVariableDeclarationGroupOperation or IReturnOperation || statement is IConditionalOperation choice && Operations.IsWithin(use, choice.Condition) ||
                    statement is IForEachLoopOperation loop && Operations.IsWithin(use, loop.Collection);
            }
            else if (isBehind && new StateChanges(facts, cancellation).Add(statement).MayWrite)
            {
                return false;
            }
        }

        return false;
    }

    private static IOperation Statement(IOperation operation)
    {
        while (operation.Parent is { } parent and not IBlockOperation)
        {
            operation = parent;
        }

        return operation;
    }

    private static bool IsFirstArgument(IInvocationOperation call, IOperation source)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
            {
                return Operations.IsWithin(source, argument);
            }
        }

        return false;
    }

    private static IOperation? SourceOf(IOperation reducer) => reducer switch
    {
        IPropertyReferenceOperation property => property.Instance,
        IInvocationOperation call => Operations.Receiver(call),
        _ => null,
    };

    private static IOperation Unwrapped(IOperation source)
    {
        while (true)
        {
            source = Operations.Unconverted(source);
            switch (source)
            {
                case IAwaitOperation wait:
                    source = wait.Operation;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync", Instance: { } task }:
                    source = task;
                    continue;
                default:
                    return source;
            }
        }
    }

    // What is done to a sequence: the call it is the receiver or the first argument of.
    private static IOperation? Consumer(IOperation rows)
    {
        var parent = rows.Parent;
        while (parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IInvocationOperation or IPropertyReferenceOperation when SourceOf(parent) is { } source && Operations.IsWithin(rows, source) => parent,
            _ => null,
        };
    }

    private static bool IsEnumerable(IMethodSymbol method) =>
        method is { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } };

    private static bool IsList(INamedTypeSymbol type) => type is { Name: "List", Arity: 1, ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } };
}
