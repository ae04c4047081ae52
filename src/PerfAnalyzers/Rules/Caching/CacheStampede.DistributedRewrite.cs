using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>Look, load and set of an entry of an <c>IDistributedCache</c>, as one call of a <c>HybridCache</c>; only where all of it is understood.</summary>
internal sealed class DistributedRewrite
{
    private readonly CacheUse _use;
    private readonly SemanticModel _model;
    private readonly List<StatementSyntax> _dropped = [];
    private ExpressionSyntax? _options;

    private DistributedRewrite(CacheUse use, SemanticModel model) => (_use, _model) = (use, model);

    /// <summary>The rewrite; null when something about the code is not understood.</summary>
    public static PlannedEdits? Plan(CacheUse use, string hybrid, Facts facts) =>
        use.Call.SemanticModel is { } model && use.Call.TargetMethod.Name is "SetAsync" or "SetStringAsync" ? new DistributedRewrite(use, model).Plan(hybrid, facts) : null;

    private PlannedEdits? Plan(string hybrid, Facts facts)
    {
        if (_use.Call.Syntax is not InvocationExpressionSyntax set || Awaited(set) is not { Parent: ExpressionStatementSyntax setting } || DistributedShape.Around(setting) is not { } shape ||
            shape.Get.Declaration.Variables[0].Initializer?.Value is not AwaitExpressionSyntax wait || GetOf(wait, facts) is not { } get || HasNames(set) || HasNames(get) ||
            Receiver(get) != Receiver(set) || (get.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetStringAsync" }) != (_use.Call.TargetMethod.Name == "SetStringAsync"))
        {
            return null;
        }

        var whole = TextSpan.FromBounds(shape.Get.SpanStart, shape.Last.Span.End);
        if (HasComments(shape.Last.Parent!, whole) || IsTakenOut(get) || !FitsTogether(shape) || TimeOf(shape) is not { } time || Body(shape) is not { } loads)
        {
            return null;
        }

        var tokens = new FactoryTokens(_model);
        foreach (var load in loads)
        {
            if (!tokens.Add(load))
            {
                return null;
            }
        }

        var waiting = get.ArgumentList.Arguments is [_, { Expression: var asked }] ? asked.ToString() : tokens.Name;
        if (tokens.Name is not null && waiting != tokens.Name)
        {
            return null;
        }

        var token = Layout.FreeName(setting, "token");
        var configured = wait.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } configure ? ".ConfigureAwait" + configure.ArgumentList : "";
        var text = $"return await {hybrid}.GetOrCreateAsync({get.ArgumentList.Arguments[0]}, async {token} =>{Factory(shape, loads, tokens, token)}, new HybridCacheEntryOptions {{ Expiration = {time} }}{(waiting is null ? "" : $", cancellationToken: {waiting}")}){configured};";
        return new PlannedEdits().Replace(whole, text);
    }

    // One that others take out, or touch, is asked for by its key.
    private static bool IsTakenOut(InvocationExpressionSyntax get)
    {
        var cache = Receiver(get);
        foreach (var node in get.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.DescendantNodes() ?? [])
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Remove" or "RemoveAsync" or "Refresh" or "RefreshAsync" } access } && access.Expression.ToString() == cache)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasComments(SyntaxNode block, TextSpan span)
    {
        foreach (var trivia in block.DescendantTrivia(span))
        {
            if (Comments.Is(trivia) && span.Contains(trivia.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Receiver(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Expression.ToString();

    private static bool HasNames(InvocationExpressionSyntax call)
    {
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.NameColon is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static AwaitExpressionSyntax? Awaited(InvocationExpressionSyntax call) => call.Parent switch
    {
        AwaitExpressionSyntax wait => wait,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax wait } } => wait,
        _ => null,
    };

    private InvocationExpressionSyntax? GetOf(AwaitExpressionSyntax wait, Facts facts)
    {
        var call = wait.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax inner } } ? inner : wait.Expression as InvocationExpressionSyntax;
        return call is not null && _model.GetOperation(call) is IInvocationOperation asked && CacheUse.Of(asked, facts) is { Act: CacheAct.Get, Store: CacheStore.Distributed } found && CacheUse.IsSame(found.Key, _use.Key) && call.ArgumentList.Arguments is [var first, ..] && first.Span.Contains(found.Key.Syntax.Span) &&
            Operations.Unconverted(_use.Key).Type?.SpecialType == SpecialType.System_String
            ? call
            : null;
    }

    // What is set is what is answered, in the form that the look reads.
    private bool FitsTogether(DistributedShape shape)
    {
        if (_use.Value is null || _model.GetTypeInfo(shape.Result).Type is not { } type)
        {
            return false;
        }

        var stored = Inlined(_use.Value.Syntax as ExpressionSyntax, shape);
        var value = shape.Result.Identifier.ValueText;
        if (stored is IdentifierNameSyntax raw)
        {
            return raw.Identifier.ValueText == value && !shape.IsEmptyMissing && DistributedShape.Bare(shape.Hit) is IdentifierNameSyntax { Identifier.ValueText: var hit } && hit == shape.Name;
        }

        return stored is not null && Json(stored, "GetBytes", "Serialize") is { } written && written is { TargetMethod.Name: "Serialize" or "SerializeToUtf8Bytes" } && Argument(written) is IdentifierNameSyntax { Identifier.ValueText: var kept } && kept == value &&
            Json(DistributedShape.Bare(shape.Hit), "GetString", "Deserialize") is { TargetMethod: { Name: "Deserialize", TypeArguments: [var read] } } reading && SymbolEqualityComparer.Default.Equals(read, type) && IsFound(Argument(reading), shape.Name);
    }

    // JsonSerializer.Serialize(value), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))
    private IInvocationOperation? Json(ExpressionSyntax expression, string encoding, string start)
    {
        if (_model.GetOperation(expression) is not IInvocationOperation call)
        {
            return null;
        }

        if (call.TargetMethod.Name == encoding && encoding == "GetBytes" && IsUtf8(call) && Argument(call) is { } inner)
        {
            return Json(inner, "", start);
        }

        return call.TargetMethod is { ContainingType: { Name: "JsonSerializer", ContainingNamespace: { Name: "Json", ContainingNamespace.Name: "Text" } } } && call.TargetMethod.Name.StartsWith(start, StringComparison.Ordinal) ? call : null;
    }

    private bool IsFound(ExpressionSyntax? read, string name) => read switch
    {
        IdentifierNameSyntax found => found.Identifier.ValueText == name,
        InvocationExpressionSyntax decoded => _model.GetOperation(decoded) is IInvocationOperation { TargetMethod.Name: "GetString" } call && IsUtf8(call) && Argument(call) is IdentifierNameSyntax { Identifier.ValueText: var found } && found == name,
        _ => false,
    };

    private static bool IsUtf8(IInvocationOperation call) => call.Instance is IPropertyReferenceOperation { Property: { Name: "UTF8", ContainingType.Name: "Encoding" } };

    private static ExpressionSyntax? Argument(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null, Expression: { } only }] } ? DistributedShape.Bare(only) : null;

    // A local between the load and the setting that only the setting uses stands for its value.
    private ExpressionSyntax? Inlined(ExpressionSyntax? value, DistributedShape shape)
    {
        if (value is IdentifierNameSyntax { Identifier.ValueText: var name } && name != shape.Result.Identifier.ValueText)
        {
            foreach (var statement in shape.Loads)
            {
                if (statement is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } made } declared] } && declared.Identifier.ValueText == name)
                {
                    _dropped.Add(statement);
                    return made;
                }
            }
        }

        return value;
    }

    // The time to live, as it can be written outside the loads.
    private string? TimeOf(DistributedShape shape)
    {
        foreach (var argument in _use.Call.Arguments)
        {
            if (argument is not { Parameter.Type.Name: "DistributedCacheEntryOptions", ArgumentKind: ArgumentKind.Explicit, Syntax: ArgumentSyntax { Expression: { } options } })
            {
                continue;
            }

            _options = Inlined(options, shape);
            if (Time(_options) is { } time)
            {
                return time.ToString();
            }

            // Kept elsewhere, and never changed.
            return Operations.Unconverted(argument.Value) switch
            {
                IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaringSyntaxReferences: [var reference] } } when reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && Time(value) is not null => options + ".AbsoluteExpirationRelativeToNow",
                ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var reference] } when reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && Time(value) is not null && !shape.Loads.Contains(value.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()!) => options + ".AbsoluteExpirationRelativeToNow",
                _ => null,
            };
        }

        return null;
    }

    // new() { AbsoluteExpirationRelativeToNow = time }, new DistributedCacheEntryOptions().SetAbsoluteExpiration(time)
    private static ExpressionSyntax? Time(ExpressionSyntax? options) => options switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer.Expressions: [AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "AbsoluteExpirationRelativeToNow" }, Right: { } time }] } => time,
        InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "TimeSpan" } } } time }], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetAbsoluteExpiration", Expression: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } } } => time,
        _ => null,
    };

    // What the factory does: statements that end, none of which knows what was found or how it is stored.
    private List<SyntaxNode>? Body(DistributedShape shape)
    {
        var loads = new List<SyntaxNode>();
        var waits = false;
        var declares = false;
        foreach (var statement in shape.Loads)
        {
            if (_dropped.Contains(statement))
            {
                continue;
            }

            if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables.Count: 1 }) || BlockingCalls.Mentions(statement, shape.Name))
            {
                return null;
            }

            foreach (var dropped in _dropped)
            {
                if (BlockingCalls.Mentions(statement, ((LocalDeclarationStatementSyntax)dropped).Declaration.Variables[0].Identifier.ValueText))
                {
                    return null;
                }
            }

            foreach (var node in statement.DescendantNodes())
            {
                waits |= node is AwaitExpressionSyntax;
            }

            if (statement is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Identifier.ValueText: var declared }] })
            {
                declares |= declared == shape.Result.Identifier.ValueText;
                if (BlockingCalls.Mentions(_options!, declared))
                {
                    return null;
                }
            }

            loads.Add(statement);
        }

        return waits && declares && (loads.Count == 1 ? IsTyped(loads[0], shape.Result) : HaveALineEach(loads, shape)) ? loads : null;
    }

    // They keep their place in the branch, or move in by one step.
    private static bool HaveALineEach(List<SyntaxNode> loads, DistributedShape shape)
    {
        foreach (var load in loads)
        {
            if (!shape.Check.Span.Contains(load.Span) && load.ToString().IndexOf('\n') >= 0)
            {
                return false;
            }
        }

        return true;
    }

    // A value of another type than the variable would be stored as something else.
    private bool IsTyped(SyntaxNode load, IdentifierNameSyntax result) =>
        load is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value }] } && SymbolEqualityComparer.Default.Equals(_model.GetTypeInfo(value).Type, _model.GetTypeInfo(result).Type);

    private static string Factory(DistributedShape shape, List<SyntaxNode> loads, FactoryTokens tokens, string token)
    {
        if (loads is [LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value }] }])
        {
            return " " + tokens.TextOf(value, token);
        }

        var layout = new Layout(shape.Get.SpanStart, shape.Get.SyntaxTree);
        var inner = layout.Inner();
        var text = new StringBuilder(layout.Open);
        foreach (var load in loads)
        {
            text.Append(tokens.TextOf(load, token)).Append(inner.Line);
        }

        return text.Append("return ").Append(shape.Result).Append(';').Append(layout.Close).ToString();
    }
}
