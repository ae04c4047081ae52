using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>The same look and load through a <c>HybridCache</c> that is at hand.</summary>
internal static class HybridRewrite
{
    /// <summary>Fix shape.</summary>
    public const string Shape = "hybrid";

    private const string Space = "Microsoft.Extensions.Caching.Hybrid";

    /// <summary>The name of a <c>HybridCache</c> that can be used where a call stands; null when there is none.</summary>
    public static string? InReach(IInvocationOperation call, Site site)
    {
        if (site.Facts.Type(Space + ".HybridCache") is not { } hybrid || site.ContainingSymbol.ContainingType is not { } type)
        {
            return null;
        }

        for (var symbol = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, site.Cancellation); symbol is IMethodSymbol method; symbol = symbol.ContainingSymbol)
        {
            if (Of(method.Parameters, hybrid) is { } parameter)
            {
                return parameter;
            }
        }

        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IFieldSymbol { IsImplicitlyDeclared: false, CanBeReferencedByName: true } field when Knowledge.Inherits(field.Type, hybrid) && (field.IsStatic || !site.ContainingSymbol.IsStatic):
                    return field.Name;
                case IPropertySymbol property when Knowledge.Inherits(property.Type, hybrid) && (property.IsStatic || !site.ContainingSymbol.IsStatic):
                    return property.Name;
                case IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: [var declaration] } constructor when !site.ContainingSymbol.IsStatic && declaration.GetSyntax(site.Cancellation) is TypeDeclarationSyntax && Of(constructor.Parameters, hybrid) is { } parameter:
                    return parameter;
            }
        }

        return null;
    }

    private static string? Of(ImmutableArray<IParameterSymbol> parameters, INamedTypeSymbol hybrid)
    {
        foreach (var parameter in parameters)
        {
            if (Knowledge.Inherits(parameter.Type, hybrid))
            {
                return parameter.Name;
            }
        }

        return null;
    }

    /// <summary>The rewrite of a call; null when its form is another one.</summary>
    public static ImmutableDictionary<string, string?>? Plan(CacheUse use, string hybrid, Facts facts)
    {
        if (use.Store == CacheStore.Distributed)
        {
            return DistributedRewrite.Plan(use, hybrid, facts) is { } edits && !use.Call.Syntax.ContainsDirectives ? Importing(edits, use, true).ToProperties(Shape) : null;
        }

        if (use.Store != CacheStore.Memory || use.Key.Type is null || Operations.Unconverted(use.Key).Type?.SpecialType != SpecialType.System_String || use.Call.Syntax.ContainsDirectives)
        {
            return null;
        }

        return use.Act == CacheAct.Fill ? OfFill(use, hybrid) : OfSet(use, hybrid);
    }

    // cache.GetOrCreateAsync(key, async entry => { entry.AbsoluteExpirationRelativeToNow = ttl; return await Load(); })
    private static ImmutableDictionary<string, string?>? OfFill(CacheUse use, string hybrid)
    {
        if (use.HasSettings || use.Call.TargetMethod.Name != "GetOrCreateAsync" || Operations.Consumer(use.Call) is not IAwaitOperation && Operations.Consumer(use.Call) is not IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } ||
            use.Call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: [_, { NameColon: null, Expression: LambdaExpressionSyntax lambda } last] } ||
            EntryLifetimes.EntryOf(use) is not { } entry || Comments.In(lambda))
        {
            return null;
        }

        var edits = new PlannedEdits().Replace(access.Expression.Span, hybrid);
        string? time = null;
        foreach (var part in use.Lambda!.Body.Descendants())
        {
            if (part is not IParameterReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Parameter, entry))
            {
                continue;
            }

            if (time is not null || TimeOf(reference) is not { } given || reference.Syntax.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax } statement)
            {
                return null;
            }

            time = given;
            edits.Replace(Whole(statement), "");
        }

        var parameter = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters[0];
        var tokens = new FactoryTokens(use.Call.SemanticModel!);
        if (parameter.Type is not null || !tokens.Add(lambda))
        {
            return null;
        }

        var waits = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
        var name = parameter.Identifier.ValueText;
        if (name != "_" || tokens.Name is not null)
        {
            name = Layout.FreeName(lambda, "token");
            foreach (var passed in tokens.Uses)
            {
                edits.Replace(passed, name);
            }
        }

        if (!waits)
        {
            if (lambda.Body is not ExpressionSyntax body)
            {
                return null;
            }

            edits.Replace(new TextSpan(body.SpanStart, 0), "await ");
        }

        edits.Replace(TextSpan.FromBounds(waits ? parameter.SpanStart : lambda.SpanStart, parameter.Span.End), waits ? name : lambda is SimpleLambdaExpressionSyntax ? $"async {name}" : $"async ({name}");

        if (time is not null || tokens.Name is not null)
        {
            edits.Replace(new TextSpan(last.Span.End, 0), (time is null ? "" : Options(time)) + Waiting(tokens));
        }

        return Importing(edits, use, time is not null).ToProperties(Shape);
    }

    private static string Waiting(FactoryTokens tokens) => tokens.Name is null ? "" : $", cancellationToken: {tokens.Name}";

    private static string Options(string time) => $", new HybridCacheEntryOptions {{ Expiration = {time} }}";

    private static PlannedEdits Importing(PlannedEdits edits, CacheUse use, bool isNeeded) =>
        !isNeeded || use.Call.SemanticModel!.LookupNamespacesAndTypes(use.Call.Syntax.SpanStart, name: "HybridCacheEntryOptions").Length > 0 ? edits : edits.Import(Space);

    // entry.AbsoluteExpirationRelativeToNow = time; entry.SetAbsoluteExpiration(time);
    private static string? TimeOf(IParameterReferenceOperation entry) => entry.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "AbsoluteExpirationRelativeToNow", Parent: ISimpleAssignmentOperation { Parent: IExpressionStatementOperation, Value: { } value } } => value.Syntax.ToString(),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "SetAbsoluteExpiration", Parent: IExpressionStatementOperation, Arguments: [_, { Parameter.Type.Name: "TimeSpan", Value: { } value }] } } => value.Syntax.ToString(),
        _ => null,
    };

    // if (!cache.TryGetValue(key, out T? value)) { value = await Load(); cache.Set(key, value, time); }
    private static ImmutableDictionary<string, string?>? OfSet(CacheUse use, string hybrid)
    {
        if (use.Call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 or 3 } arguments } set || set.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax { Statements: [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } load }, var second], Parent: IfStatementSyntax { Else: null } check } } ||
            second != set.Parent || Comments.In(check) ||
            check.Condition is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: InvocationExpressionSyntax { ArgumentList.Arguments: [var key, { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword, Expression: DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax { Identifier.ValueText: var name } } }] } } ||
            load.Left is not IdentifierNameSyntax { Identifier.ValueText: var loaded } || loaded != name || load.Right is not AwaitExpressionSyntax || arguments[1].Expression is not IdentifierNameSyntax { Identifier.ValueText: var kept } || kept != name ||
            key.ToString() != arguments[0].ToString() || check.Parent is not BlockSyntax)
        {
            return null;
        }

        string? time = null;
        if (arguments.Count == 3)
        {
            if (use.Call.Arguments is not [.., { Parameter.Type.Name: "TimeSpan" }])
            {
                return null;
            }

            time = arguments[2].ToString();
        }

        var tokens = new FactoryTokens(use.Call.SemanticModel!);
        if (!tokens.Add(load.Right))
        {
            return null;
        }

        var token = Layout.FreeName(check, "token");
        var text = $"var {name} = await {hybrid}.GetOrCreateAsync({key}, async {token} => {tokens.TextOf(load.Right, token)}{(time is null ? "" : Options(time))}{Waiting(tokens)});";
        return Importing(new PlannedEdits().Replace(check.Span, text), use, time is not null).ToProperties(Shape);
    }

    // With the line it stands on.
    private static TextSpan Whole(StatementSyntax statement) => TextSpan.FromBounds(statement.SpanStart, statement.GetLastToken().GetNextToken().SpanStart);
}
