using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>
/// The token of a caller, where code becomes a factory that all callers wait for: the factory passes on a token of its own, so that one
/// who leaves does not take the load from the others.
/// </summary>
internal sealed class FactoryTokens(SemanticModel model)
{
    private readonly List<TextSpan> _uses = [];

    /// <summary>The token that was passed on; null when none was.</summary>
    public string? Name { get; private set; }

    /// <summary>Where the code passes it on.</summary>
    public IReadOnlyList<TextSpan> Uses => _uses;

    /// <summary>Looks for tokens from outside in a piece of code; false when there are several.</summary>
    public bool Add(SyntaxNode code)
    {
        foreach (var node in code.DescendantNodesAndSelf())
        {
            if (node is not (IdentifierNameSyntax or MemberAccessExpressionSyntax) || node.Parent is MemberAccessExpressionSyntax access && access.Name == node || model.GetSymbolInfo(node).Symbol is not { } symbol || !IsToken(symbol) || Operations.IsDeclaredIn(symbol, code))
            {
                continue;
            }

            var text = node.ToString();
            if (Name is not null && Name != text)
            {
                return false;
            }

            Name = text;
            _uses.Add(node.Span);
        }

        return true;
    }

    /// <summary>The text of code that was looked through, with another name for the token.</summary>
    public string TextOf(SyntaxNode code, string token)
    {
        var text = new StringBuilder();
        var at = code.SpanStart;
        var all = code.ToString();
        foreach (var use in _uses)
        {
            if (code.Span.Contains(use))
            {
                text.Append(all, at - code.SpanStart, use.Start - at).Append(token);
                at = use.End;
            }
        }

        return text.Append(all, at - code.SpanStart, code.Span.End - at).ToString();
    }

    // context.RequestAborted, token; not CancellationToken.None.
    private static bool IsToken(ISymbol symbol) => symbol switch
    {
        IPropertySymbol { IsStatic: false } property => Operations.IsToken(property.Type),
        IFieldSymbol { IsStatic: false } field => Operations.IsToken(field.Type),
        IParameterSymbol parameter => Operations.IsToken(parameter.Type),
        ILocalSymbol local => Operations.IsToken(local.Type),
        _ => false,
    };
}
