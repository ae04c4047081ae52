using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A method that calls itself computes the same again, copies what is left at each level, or scans everything at each node.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CostlyRecursion() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5008", Categories.Complexity, DiagnosticSeverity.Info,
        title: "A recursion computes, copies or scans again what it has had",
        message: "'{0}' {1}; {2}",
        description: "What one level of a recursion costs is paid at every level: a copy of the rest makes it quadratic, a scan of all nodes per node as well, and two calls that overlap make it exponential.");

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site), OperationKind.Invocation);

    private static void Analyze(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        var method = call.TargetMethod;
        var maySearch = method.Name is "Where" or "FindAll" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Any" or "Count" or "Find" or "Exists" && call.Arguments.Length > 0;
        if (!maySearch && method.MethodKind != MethodKind.LocalFunction && method.Name != site.ContainingSymbol.Name || FunctionAround(site, call) is not { } function)
        {
            return;
        }

        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.OriginalDefinition))
        {
            OnSelfCall(site, call, function);
        }
        else if (maySearch && IsScan(site, call, function, out var body))
        {
            Suggest(site, call, call, [body.Syntax.GetFirstToken().GetLocation()], "goes through all elements at every node of the recursion", "group them once by what they are looked for with 'ToLookup', and hand that down");
        }
    }

    private static void OnSelfCall(Site site, IInvocationOperation call, IMethodSymbol function)
    {
        if (IsFirstOfTwo(call, function))
        {
            Suggest(site, call, call, null, "calls itself twice with arguments that overlap, which takes exponential time", "keep results by argument, or go up in a loop");
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (RestOf(argument.Value) is { } rest)
            {
                Suggest(site, call, rest, null, "is given a copy of what is left at every level", "hand down a start index, or a span");
                return;
            }
        }

        switch (Sequences.User(call))
        {
            case IForEachLoopOperation { IsAsynchronous: false } loop when YieldsEach(loop):
                Suggest(site, call, call, [Locations.OfLoop(loop.Syntax)], "hands each element through the iterators of all levels above", "walk with a stack of its own, or hand down a list to fill");
                break;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AddRange" or "UnionWith", ContainingType.ContainingNamespace.Name: "Generic" } } added } when Returns(added.Instance, call):
                Suggest(site, call, call, [Locations.OfCall(added)], "copies each element once per level", "hand down the list to fill");
                break;
        }
    }

    private static void Suggest(Site site, IInvocationOperation call, IOperation where, Location[]? related, string cost, string way)
    {
        if (!Operations.IsInExpressionTree(call) && !RareCode.Is(site) && !Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            var location = Locations.OfCall(where);
            site.Report(Rule, Locations.IsOneLine(location) ? location : where.Syntax.GetFirstToken().GetLocation(), related, null, call.TargetMethod.Name, cost, way);
        }
    }

    // Lambdas in it belong to the function that runs them.
    private static IOperation BodyAround(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation local)
            {
                return local;
            }
        }

        return Operations.Root(operation);
    }

    private static IMethodSymbol? FunctionAround(Site site, IOperation operation) =>
        BodyAround(operation) is ILocalFunctionOperation local ? local.Symbol : site.ContainingSymbol as IMethodSymbol;

    // F(n - 1) + F(n - 2), Math.Max(F(i - 1, j), F(i, j - 1))
    private static bool IsFirstOfTwo(IInvocationOperation call, IMethodSymbol function)
    {
        if (!StepsDown(call, function, out _))
        {
            return false;
        }

        for (var parent = call.Parent; parent is IBinaryOperation or IConversionOperation or IParenthesizedOperation or IArgumentOperation or IInvocationOperation { TargetMethod.ContainingType.Name: "Math" }; parent = parent.Parent)
        {
            if (parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr })
            {
                return false;
            }

            if (parent is not (IBinaryOperation or IInvocationOperation))
            {
                continue;
            }

            foreach (var part in parent.Descendants())
            {
                if (part is IInvocationOperation other && SymbolEqualityComparer.Default.Equals(other.TargetMethod.OriginalDefinition, function.OriginalDefinition) && StepsDown(other, function, out _))
                {
                    if (ReferenceEquals(other, call))
                    {
                        // The first in the text is the one to report.
                        return HasAnother(parent, call, function) && !Remembers(call);
                    }

                    return false;
                }
            }
        }

        return false;
    }

    private static bool HasAnother(IOperation region, IInvocationOperation call, IMethodSymbol function)
    {
        foreach (var part in region.Descendants())
        {
            if (part is IInvocationOperation other && !ReferenceEquals(other, call) && SymbolEqualityComparer.Default.Equals(other.TargetMethod.OriginalDefinition, function.OriginalDefinition) &&
                StepsDown(other, function, out _) && !Operations.IsWithin(call, other) && !Operations.IsWithin(other, call))
            {
                return true;
            }
        }

        return false;
    }

    // Every argument is a parameter, one of them less a constant: the calls meet again.
    private static bool StepsDown(IInvocationOperation call, IMethodSymbol function, out int steps)
    {
        steps = 0;
        foreach (var argument in call.Arguments)
        {
            switch (Operations.Unconverted(argument.Value))
            {
                case IParameterReferenceOperation { Parameter: var parameter } when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function):
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract or BinaryOperatorKind.Add, RightOperand.ConstantValue.HasValue: true, LeftOperand: var left, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 }
                    when Operations.Unconverted(left) is IParameterReferenceOperation:
                    steps++;
                    break;
                default:
                    return false;
            }
        }

        return steps > 0;
    }

    // A table it reads, or a dictionary it asks.
    private static bool Remembers(IInvocationOperation call)
    {
        foreach (var part in Operations.Root(call).Descendants())
        {
            switch (part)
            {
                case IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "GetOrAdd" or "TryAdd" or "GetOrCreate" }:
                case IAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } or IImplicitIndexerReferenceOperation }:
                    return true;
            }
        }

        return false;
    }

    // items.Skip(1).ToList(), items[1..], text.Substring(1): all but one.
    private static IOperation? RestOf(IOperation argument)
    {
        argument = Operations.Unconverted(argument);
        switch (argument)
        {
            case IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray" } copy when Sequences.IsOperator(copy.TargetMethod) && Sequences.Source(copy) is IInvocationOperation { TargetMethod.Name: "Skip" or "SkipLast" } skip && Sequences.IsOperator(skip.TargetMethod) && IsOne(Operations.Argument(skip, 1)) && IsParameter(Sequences.Source(skip)):
                return copy;
            case IInvocationOperation { TargetMethod: { Name: "Substring", ContainingType.SpecialType: SpecialType.System_String, Parameters.Length: 1 } } cut when IsOne(cut.Arguments[0].Value) && IsParameter(cut.Instance):
                return cut;
            case IInvocationOperation { TargetMethod: { Name: "GetRange", ContainingType.Name: "List" } } cut when IsOne(cut.Arguments[0].Value) && IsParameter(cut.Instance):
                return cut;
            case IArrayElementReferenceOperation { Indices: [IRangeOperation range], ArrayReference: var array } when IsAllButOne(range) && IsParameter(array):
                return argument;
            case IImplicitIndexerReferenceOperation { Argument: var index, Instance: { Type.SpecialType: SpecialType.System_String } text } when Operations.Unconverted(index) is IRangeOperation range && IsAllButOne(range) && IsParameter(text):
                return argument;
            default:
                return null;
        }
    }

    private static bool IsAllButOne(IRangeOperation range) =>
        range.LeftOperand is { } left && range.RightOperand is null && IsOne(left) ||
        range.LeftOperand is null && range.RightOperand is { } right && Operations.Unconverted(right) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand: var last } && IsOne(last);

    private static bool IsOne(IOperation? value) => value is not null && Operations.Unconverted(value).ConstantValue is { HasValue: true, Value: 1 };

    private static bool IsParameter(IOperation? value) => value is not null && Operations.Unconverted(value) is IParameterReferenceOperation;

    // foreach (var x in Walk(child)) { yield return x; }
    private static bool YieldsEach(IForEachLoopOperation loop)
    {
        foreach (var part in loop.Body.DescendantsAndSelf())
        {
            if (part is IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } value } && Operations.Unconverted(value) is ILocalReferenceOperation { Local: var local } && loop.Locals.Contains(local))
            {
                return true;
            }
        }

        return false;
    }

    // The list that is added to is what the function returns.
    private static bool Returns(IOperation? list, IOperation call)
    {
        if (list is null || Operations.Unconverted(list) is not ILocalReferenceOperation { Local: var local })
        {
            return false;
        }

        foreach (var part in Operations.Function(call).Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } && Operations.Unconverted(value) is ILocalReferenceOperation returned && SymbolEqualityComparer.Default.Equals(returned.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    // all.Where(x => x.ParentId == id) in a function that calls itself with the same 'all'.
    private static bool IsScan(Site site, IInvocationOperation call, IMethodSymbol function, out IOperation body)
    {
        body = BodyAround(call);
        if (!(Sequences.IsOperator(call.TargetMethod) || call.TargetMethod.ContainingType is { Name: "List", ContainingNamespace.Name: "Generic" }) ||
            (call.Instance ?? Sequences.Source(call)) is not { } source || site.Facts.Loops.Around(call) is not null && !IsOwnLoop(site, call))
        {
            return false;
        }

        source = Sequences.Bare(source);
        if (site.Facts.Queries.IsQueryable(source.Type) || !Collections.Is(source.Type) || Sequences.IsFew(source, site.Facts, site.Cancellation) || !ComparesWithParameter(call, function))
        {
            return false;
        }

        var isShared = source is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 };
        if (!isShared && source is not IParameterReferenceOperation || IsWay(source))
        {
            return false;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation { Instance: null or IInstanceReferenceOperation } again && SymbolEqualityComparer.Default.Equals(again.TargetMethod.OriginalDefinition, function.OriginalDefinition) &&
                (isShared || source is IParameterReferenceOperation { Parameter: var all } && (IsHandedDown(again, all) || !SymbolEqualityComparer.Default.Equals(all.ContainingSymbol, function))))
            {
                return true;
            }
        }

        return false;
    }

    // What lies above the node that is visited: as long as the tree is deep, and another one at each node.
    private static bool IsWay(IOperation source) =>
        source.Type is { Name: "Stack" or "ImmutableStack" or "ConcurrentStack" } || Operations.SymbolOf(source)?.Name is { } name &&
        (name.EndsWith("stack", StringComparison.OrdinalIgnoreCase) || name.EndsWith("ancestors", StringComparison.OrdinalIgnoreCase) || name.EndsWith("parents", StringComparison.OrdinalIgnoreCase));

    private static bool IsOwnLoop(Site site, IInvocationOperation call) => site.Facts.Loops.Around(call)!.Source is { } source && Operations.IsWithin(call, source);

    private static bool IsHandedDown(IInvocationOperation self, IParameterSymbol all)
    {
        foreach (var argument in self.Arguments)
        {
            if (argument.Parameter?.Ordinal == all.Ordinal && Operations.Unconverted(argument.Value) is IParameterReferenceOperation { Parameter: var given } && SymbolEqualityComparer.Default.Equals(given, all))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ComparesWithParameter(IInvocationOperation call, IMethodSymbol function)
    {
        foreach (var argument in call.Arguments)
        {
            if (Operations.Unconverted(argument.Value) is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: [var element, ..] } lambda })
            {
                continue;
            }

            foreach (var part in lambda.Body.Descendants())
            {
                if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality &&
                    (Operations.Mentions(equality.LeftOperand, element) && MentionsOf(equality.RightOperand, function) || Operations.Mentions(equality.RightOperand, element) && MentionsOf(equality.LeftOperand, function)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool MentionsOf(IOperation value, IMethodSymbol function)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, function))
            {
                return true;
            }
        }

        return false;
    }
}
