using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>A concurrent dictionary is asked in a way that makes the value, or a delegate for it, on every call; or in two steps.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EagerCacheFactory() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3107", Categories.Caching, DiagnosticSeverity.Info,
        title: "A concurrent dictionary is asked in a way that makes the value, or a delegate for it, on every call",
        message: "'{0}' {1}; {2}",
        description: "GetOrAdd with a value computes it before it looks. A lambda that captures is made anew on each call, found or not. A look and a write are two steps, between which others make the value, too.");

    /// <summary>Fix shapes: text that the rule has planned, and what a lambda captures as an argument.</summary>
    public const string TextShape = "text", StateShape = "state";

    private const LanguageVersion CSharp9 = LanguageVersion.CSharp9;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Collections.Concurrent.ConcurrentDictionary`2") is not null)
        {
            context.On(Analyze, OperationKind.Invocation);
        }
    }

    private static void Analyze(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        if (call.TargetMethod is not { Name: "GetOrAdd" or "ContainsKey" or "TryGetValue", ContainingType: { Name: "ConcurrentDictionary", ContainingNamespace.Name: "Concurrent" } } || Operations.IsInExpressionTree(call) || RareCode.Is(site))
        {
            return;
        }

        if (call.TargetMethod.Name != "GetOrAdd")
        {
            OfCheck(call, site);
        }
        else if (call.TargetMethod.Parameters is [_, { Type: { TypeKind: not TypeKind.Delegate } }] && Operations.Argument(call, 1) is { } value)
        {
            OfValue(call, value, site);
        }
        else
        {
            OfLambda(call, site);
        }
    }

    // _lists.GetOrAdd(key, new List<int>())
    private static void OfValue(IInvocationOperation call, IOperation argument, Site site)
    {
        var value = Operations.Unconverted(argument);
        var isMade = value is IObjectCreationOperation { Type.IsReferenceType: true } or IArrayCreationOperation || value.Kind == OperationKind.CollectionExpression && value.Type?.IsReferenceType == true;
        if (!isMade && (value is not (IInvocationOperation or IAwaitOperation) || !IsCostly(value, site)) || site.Facts.MemoGuards.Guard(call, Operations.Function(call)))
        {
            return;
        }

        // A lazy value is cheap to make, and what it makes is made once.
        if (value is IObjectCreationOperation { Type.Name: "Lazy" } || HasWorse(call, site))
        {
            return;
        }

        var text = Locations.ShortText(argument.Syntax) ?? "the value";
        site.Report(Rule, Locations.OfCall(call), [argument.Syntax.GetLocation()], PlanLambda(call, value), call.TargetMethod.Name, $"computes '{text}' on every call and keeps it on the first one only", "hand it a delegate that computes it");
    }

    private static bool HasWorse(IInvocationOperation call, Site site) => CacheUse.Of(call, site.Facts) is { } use && CacheFaults.HasWorse(use, site);

    private static bool IsCostly(IOperation value, Site site)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IInvocationOperation call && (site.Facts.Knowledge.Of(call.TargetMethod) is { } known && (known.Has(ApiEffects.Costly | ApiEffects.Io) || known.Value("reflects") is not null) || CostlyLoads.Is(call, site.Facts, site.Cancellation)))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? PlanLambda(IInvocationOperation call, IOperation value) =>
        call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null } key, { NameColon: null } written] } && call.Syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= CSharp9 } &&
        LambdaText(value, key.Expression, written.Expression) is { } text && call.TargetMethod.ContainingType.TypeArguments is [_, { TypeKind: not TypeKind.Delegate }]
            ? new PlannedEdits().Replace(written.Expression.Span, text).ToProperties(TextShape)
            : null;

    // static key => new Entry(key); null where the value cannot move into a lambda.
    private static string? LambdaText(IOperation value, ExpressionSyntax key, ExpressionSyntax written)
    {
        var isFree = true;
        var keys = new List<TextSpan>();
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation or IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } or IAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } or IDeclarationExpressionOperation:
                    return null;
                case ILocalReferenceOperation or IParameterReferenceOperation when !Operations.IsDeclaredIn(Operations.SymbolOf(part)!, value.Syntax):
                    if (key is IdentifierNameSyntax && part.Syntax.ToString() == key.ToString() && written.Span.Contains(part.Syntax.Span))
                    {
                        if (!keys.Contains(part.Syntax.Span))
                        {
                            keys.Add(part.Syntax.Span);
                        }
                    }
                    else if (part is not ILocalReferenceOperation { Local.IsConst: true })
                    {
                        isFree = false;
                    }

                    break;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    isFree = false;
                    break;
            }
        }

        if (Comments.In(written) || written.ContainsDirectives)
        {
            return null;
        }

        keys.Sort();
        var name = keys.Count == 0 ? "_" : Layout.FreeName(written, "k");
        var text = written.ToString();
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            var start = keys[i].Start - written.SpanStart;
            text = text.Substring(0, start) + name + text.Substring(start + keys[i].Length);
        }

        return $"{(isFree ? "static " : "")}{name} => {text}";
    }

    // _known.GetOrAdd(id, i => Load(i, culture))
    private static void OfLambda(IInvocationOperation call, Site site)
    {
        if (call.Arguments is not [{ Value: { } key }, var factory] || StateArguments.LambdaOf(factory) is not { } lambda || site.Facts.Loops.Around(call) is not null || StateOverloads.Of(call, site.Facts) != StateForm.Argument)
        {
            return;
        }

        var captures = Captures.Of(lambda);
        if (captures.IsEmpty || captures.IsUnclear || site.Facts.MemoGuards.Guard(call, Operations.Function(call)) || HasWorse(call, site))
        {
            return;
        }

        // That it grows for ever weighs more than what a look costs.
        if (call.Instance is IFieldReferenceOperation field && SharedFills.Of(site, field, key) is not null)
        {
            return;
        }

        var captured = captures.Variables.Count > 0 ? captures.Variables[0].Name : "this";
        var isKey = !captures.This && captures.Variables is [var only] && SymbolEqualityComparer.Default.Equals(only, Operations.SymbolOf(Operations.Unconverted(key)));
        var properties = isKey ? PlanKey(lambda, captures.Variables[0]) : StateArguments.CanPass(lambda, call) ? FixProperties.Of(StateShape) : null;
        site.Report(
            Rule, Locations.OfCall(call), [lambda.Syntax.GetLocation()], properties, call.TargetMethod.Name, $"makes a delegate on every call, found or not, because its lambda captures '{captured}'",
            isKey ? "use the lambda's own parameter" : Assigns(lambda, captures) ? "ask with 'TryGetValue' first" : "use the overload that takes an argument, with a static lambda");
    }

    // created = true: no argument brings that back.
    private static bool Assigns(IAnonymousFunctionOperation lambda, Captures captures)
    {
        foreach (var variable in captures.Variables)
        {
            if (Writes.Any(variable, lambda.Body))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? PlanKey(IAnonymousFunctionOperation lambda, ISymbol key)
    {
        var parameter = lambda.Syntax switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var only] } => only,
            _ => null,
        };
        if (parameter is null || lambda.Syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= CSharp9 } || ((LambdaExpressionSyntax)lambda.Syntax).Modifiers.Count > 0)
        {
            return null;
        }

        var edits = new PlannedEdits().Replace(new TextSpan(lambda.Syntax.SpanStart, 0), "static ");
        var name = parameter.Identifier.ValueText;
        if (name == "_")
        {
            name = Layout.FreeName(lambda.Syntax, "k");
            edits.Replace(parameter.Identifier.Span, name);
        }

        foreach (var part in lambda.Body.Descendants())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), key))
            {
                if (part.Syntax is not IdentifierNameSyntax || part.Parent is IAssignmentOperation { Target: var target } && ReferenceEquals(target, part))
                {
                    return null;
                }

                edits.Replace(part.Syntax.Span, name);
            }
        }

        return edits.ToProperties(TextShape);
    }

    // if (!map.ContainsKey(key)) { map[key] = …; }   if (!map.TryGetValue(key, out var value)) { map[key] = value = …; }
    private static void OfCheck(IInvocationOperation call, Site site)
    {
        if (Operations.Consumer(call) is not IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not || not.Parent is not IConditionalOperation { WhenFalse: null } check || !ReferenceEquals(check.Condition, not) ||
            call.Instance is not { } map || Operations.Unconverted(map) is not (IFieldReferenceOperation or IPropertyReferenceOperation) || call.Arguments is not [{ Value: { } key }, ..] || LockRegions.Holding(call) is not null || HasLock(call))
        {
            return;
        }

        IOperation? write = null, value = null;
        foreach (var part in check.WhenTrue.Descendants())
        {
            switch (part)
            {
                case IAwaitOperation or ILoopOperation or ITryOperation:
                    return;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments: [{ Value: { } index }] } } assignment when IsSame(owner, map) && CacheUse.IsSame(index, key):
                    (write, value) = (assignment, assignment.Value);
                    break;
                case IInvocationOperation { TargetMethod.Name: "TryAdd", Instance: { } owner, Arguments: [{ Value: { } index }, { Value: { } added }] } add when IsSame(owner, map) && CacheUse.IsSame(index, key) && call.TargetMethod.Name == "ContainsKey" && add.Parent is IExpressionStatementOperation:
                    (write, value) = (add, added);
                    break;
            }
        }

        if (write is null || value is null)
        {
            return;
        }

        // Of equal values it does not matter which one is kept; of objects everyone is to have the same.
        if (call.TargetMethod.Name == "TryGetValue" && value.Type is not { IsReferenceType: true, SpecialType: SpecialType.None })
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), [write.Syntax.GetLocation()], PlanCheck(call, check, write, value, key), call.TargetMethod.Name, "and the write after it are two steps: callers in between make the value, too, and hold different ones", "use 'GetOrAdd'");
    }

    private static bool HasLock(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILockOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSame(IOperation left, IOperation right) => Operations.SymbolOf(Operations.Unconverted(left)) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, Operations.SymbolOf(Operations.Unconverted(right)));

    private static ImmutableDictionary<string, string?>? PlanCheck(IInvocationOperation call, IConditionalOperation check, IOperation write, IOperation value, IOperation key)
    {
        if (check.Syntax is not IfStatementSyntax { Parent: BlockSyntax } statement || Comments.In(statement) || statement.ContainsDirectives || Operations.OnlyStatement(check.WhenTrue) is not IExpressionStatementOperation { Operation: var only } || !ReferenceEquals(only, write) ||
            call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } || key.Syntax is not ExpressionSyntax keyText || call.Syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= CSharp9 })
        {
            return null;
        }

        var made = Operations.Unconverted(value);
        var declared = "";
        if (call.TargetMethod.Name == "TryGetValue")
        {
            // map[key] = value = …
            if (made is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: { } inner } || call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: [_, { Expression: DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var name } } }] } || local.Name != name)
            {
                return null;
            }

            declared = $"var {name} = ";
            made = Operations.Unconverted(inner);
        }

        return made.Syntax is ExpressionSyntax written && made.Type?.TypeKind != TypeKind.Delegate && made is not (ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation) && made.Kind != OperationKind.CollectionExpression && LambdaText(made, keyText, written) is { } text
            ? new PlannedEdits().Replace(statement.Span, $"{declared}{access.Expression}.GetOrAdd({keyText}, {text});").ToProperties(TextShape)
            : null;
    }
}
