using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What makes an operation run more than once: a loop statement, or a delegate called once per element.</summary>
internal sealed class Repetition
{
    private Repetition(IOperation owner, IOperation? source, IAnonymousFunctionOperation? lambda)
    {
        Owner = owner;
        Source = source;
        Lambda = lambda;
    }

    /// <summary>The <see cref="ILoopOperation"/>, or the <see cref="IInvocationOperation"/> that calls the delegate per element.</summary>
    public IOperation Owner { get; }

    /// <summary>The sequence whose elements are visited; null for <c>for</c> and <c>while</c>.</summary>
    public IOperation? Source { get; }

    /// <summary>The lambda that runs per element; null for loop statements and method groups.</summary>
    public IAnonymousFunctionOperation? Lambda { get; }

    /// <summary>The code that runs again and again; for a method group the call it is given to.</summary>
    public IOperation Region => Lambda ?? Owner;

    /// <summary>Where to point at, on one line: the loop's head or the name of the method that calls the delegate.</summary>
    public Location Location => Owner is IInvocationOperation call ? Locations.OfCall(call) : Locations.OfLoop(Owner.Syntax);

    /// <summary>How often, for a message: <c>element of 'orders'</c>, or <c>pass of the loop</c> where nothing short is visited.</summary>
    public string Phrase => Source is null
        ? "pass of the loop"
        : Locations.ShortText(Source.Syntax) is { } name ? $"element of '{name}'" : "element of the sequence";

    public static Repetition OfLoop(ILoopOperation loop) =>
        new(loop, loop is IForEachLoopOperation each ? Operations.Unconverted(each.Collection) : null, null);

    public static Repetition OfDelegate(IInvocationOperation call, IAnonymousFunctionOperation? lambda)
    {
        var source = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return new(call, source is null || source.Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } ? null : Operations.Unconverted(source), lambda);
    }

    /// <summary>Whether <paramref name="symbol"/> is bound anew per pass: the loop variable or a parameter of the per-element lambda.</summary>
    public bool IsElement(ISymbol symbol)
    {
        if (Lambda is not null)
        {
            return symbol is IParameterSymbol && SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, Lambda.Symbol);
        }

        if (Owner is ILoopOperation loop)
        {
            foreach (var local in loop.Locals)
            {
                if (SymbolEqualityComparer.Default.Equals(local, symbol))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

/// <summary>Where diagnostics point: short spans on one line.</summary>
internal static class Locations
{
    /// <summary>The called name: <c>Count</c> of <c>db.Orders.Count()</c>, the type of <c>new Regex(…)</c>.</summary>
    public static Location OfCall(IOperation call) => NameOf(call.Syntax) switch
    {
        GenericNameSyntax generic => generic.Identifier.GetLocation(),
        var name => name.GetLocation(),
    };

    /// <summary>The line that <see cref="OfCall"/> lies on, counted from 0: one line has one report.</summary>
    public static int LineOf(IOperation call) => OfCall(call).GetLineSpan().StartLinePosition.Line;

    /// <summary>A whole expression when it stands on one line, else the name it calls.</summary>
    public static Location OfExpression(SyntaxNode expression)
    {
        var location = expression.GetLocation();
        return IsOneLine(location) ? location : NameOf(expression).GetLocation();
    }

    /// <summary>Whether a location begins and ends on one line.</summary>
    public static bool IsOneLine(Location location)
    {
        var lines = location.GetLineSpan();
        return lines.StartLinePosition.Line == lines.EndLinePosition.Line;
    }

    /// <summary>The head of a loop statement up to its parenthesis, or its keyword when the head spans lines.</summary>
    public static Location OfLoop(SyntaxNode loop) => loop switch
    {
        CommonForEachStatementSyntax each => Head(each, each.ForEachKeyword, each.CloseParenToken),
        ForStatementSyntax counted => Head(counted, counted.ForKeyword, counted.CloseParenToken),
        WhileStatementSyntax conditional => Head(conditional, conditional.WhileKeyword, conditional.CloseParenToken),
        DoStatementSyntax conditional => conditional.DoKeyword.GetLocation(),
        _ => loop.GetFirstToken().GetLocation(),
    };

    /// <summary>Source text for a message: at most 40 characters on one line, or null.</summary>
    public static string? ShortText(SyntaxNode syntax)
    {
        if (syntax.Span.Length > 40)
        {
            return null;
        }

        var text = syntax.ToString();
        return text.IndexOf('\n') < 0 ? text : null;
    }

    private static SyntaxNode NameOf(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => NameOf(invocation.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        ConditionalAccessExpressionSyntax conditional => NameOf(conditional.WhenNotNull),
        ObjectCreationExpressionSyntax creation => creation.Type,
        AwaitExpressionSyntax wait => NameOf(wait.Expression),
        ParenthesizedExpressionSyntax parenthesized => NameOf(parenthesized.Expression),
        _ => syntax,
    };

    private static Location Head(SyntaxNode loop, SyntaxToken first, SyntaxToken last)
    {
        var head = Location.Create(loop.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(first.SpanStart, last.Span.End));
        return !last.IsMissing && IsOneLine(head) ? head : first.GetLocation();
    }
}
