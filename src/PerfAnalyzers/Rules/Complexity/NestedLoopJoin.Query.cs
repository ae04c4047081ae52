using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>How <c>from a in x from b in y where b.Key == a.Key</c> becomes <c>from a in x join b in y on a.Key equals b.Key</c>.</summary>
internal static class QueryJoin
{
    /// <summary>
    /// Whether the join gives what the condition gave: keys are never missing and equal by their operator, and what they are read from
    /// does not change while the query runs, which it does at once.
    /// </summary>
    public static bool IsOffered(IInvocationOperation where, RepeatedSearch repeated, Site site)
    {
        if (where.Syntax is not WhereClauseSyntax clause || repeated.Search.Equality is not { } equality || Joined(clause) is null || !IsKey(equality.Key) || !IsKey(equality.Needle) ||
            !SymbolEqualityComparer.Default.Equals(equality.Key.Type, equality.Needle.Type) || QueryOf(where) is not { } query || !IsRunAtOnce(query))
        {
            return false;
        }

        var changes = new StateChanges(site.Facts, site.Cancellation).Add(query);
        return !changes.MayWrite && !Changes(equality.Key, changes) && !Changes(equality.Needle, changes) && IsRead(equality.Key, site.Facts) && IsRead(equality.Needle, site.Facts);
    }

    /// <summary>The body of a query with the join clause in place of a <c>from</c> clause and the condition behind it; null where it has another form.</summary>
    public static QueryBodySyntax? Joined(WhereClauseSyntax where)
    {
        if (where.Parent is not QueryBodySyntax body || body.Clauses.IndexOf(where) is var place && place < 1 || body.Clauses[place - 1] is not FromClauseSyntax from || Comments.In(from) || from.GetTrailingTrivia().Any(Comments.Is) || Comments.In(where) || where.GetLeadingTrivia().Any(Comments.Is) ||
            Split(where.Condition, from.Identifier.ValueText) is not var (needle, key, rest))
        {
            return null;
        }

        var type = from.Type is null ? "" : from.Type.WithoutTrivia() + " ";
        var query = (QueryExpressionSyntax)SyntaxFactory.ParseExpression($"from x in x join {type}{from.Identifier.ValueText} in {from.Expression.WithoutTrivia()} on {needle.WithoutTrivia()} equals {key.WithoutTrivia()} select x");
        var join = query.Body.Clauses[0].WithLeadingTrivia(from.GetLeadingTrivia()).WithTrailingTrivia(rest is null ? where.GetTrailingTrivia() : from.GetTrailingTrivia());
        var clauses = body.Clauses.Replace(body.Clauses[place - 1], join);
        return body.WithClauses(rest is null ? clauses.RemoveAt(place) : clauses.Replace(clauses[place], where.WithCondition(rest.WithTriviaFrom(where.Condition))));
    }

    // The first equality of the element with something else, and what else is asked.
    private static (ExpressionSyntax Needle, ExpressionSyntax Key, ExpressionSyntax? More)? Split(ExpressionSyntax condition, string element)
    {
        switch (condition)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equality:
                var (left, right) = (Root(equality.Left), Root(equality.Right));
                return left is null || right is null || left == right ? null : right == element ? (equality.Left, equality.Right, null) : left == element ? (equality.Right, equality.Left, null) : null;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both:
                if (Split(both.Left, element) is var (needle, key, rest))
                {
                    return (needle, key, rest is null ? both.Right : both.WithLeft(rest.WithTriviaFrom(both.Left)));
                }

                return Split(both.Right, element) is var (other, found, more) ? (other, found, more is null ? both.Left.WithoutTrailingTrivia() : both.WithRight(more.WithTriviaFrom(both.Right))) : null;
            default:
                return null;
        }
    }

    private static string? Root(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => Root(access.Expression),
        _ => null,
    };

    // Numbers and their like: never null, and equal when their operator says so.
    private static bool IsKey(IOperation key) => key.Type is { } type && (LinearSearches.IsVectorised(type) || type.SpecialType is SpecialType.System_Decimal or SpecialType.System_DateTime || type is { Name: "Guid", ContainingNamespace.Name: "System" }) &&
        key is not IConversionOperation;

    private static ITranslatedQueryOperation? QueryOf(IOperation where)
    {
        for (var current = where.Parent; current is not null; current = current.Parent)
        {
            if (current is ITranslatedQueryOperation query)
            {
                return query;
            }
        }

        return null;
    }

    private static bool IsRunAtOnce(IOperation query) =>
        Sequences.Next(query) is { TargetMethod: { Parameters.Length: 1, Name: not "AsEnumerable" } method } && !Sequences.IsLazy(method);

    // A path of names from a range variable, on which no code of the project runs.
    private static bool IsRead(IOperation key, Facts facts) => key switch
    {
        IPropertyReferenceOperation { Property.ContainingType.IsAnonymousType: true } or IParameterReferenceOperation => true,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: { } owner } => (!facts.IsOwn(property) || Operations.IsAutomatic(property)) && IsRead(owner, facts),
        IFieldReferenceOperation { Instance: { } owner } => IsRead(owner, facts),
        _ => false,
    };

    // The query itself writes what holds its range variables.
    private static bool Changes(IOperation key, StateChanges changes)
    {
        foreach (var part in key.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property: { ContainingType.IsAnonymousType: false } property } && changes.Changes(property) || part is IFieldReferenceOperation { Field: var field } && changes.Changes(field))
            {
                return true;
            }
        }

        return false;
    }
}
