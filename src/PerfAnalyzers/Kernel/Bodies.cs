using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The one place that binds code other than the operation a rule was called for. Binding costs what a method's body costs,
/// so ask only after everything cheaper has said yes; answers are kept for the life of the compilation.
/// </summary>
internal sealed class Bodies(Compilation compilation)
{
    private readonly ConcurrentDictionary<ISymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// The bound body of a method, accessor, constructor, local function or lambda, or the initializer of a field or property declared
    /// in this compilation. Null for metadata, abstract and extern members, and where nothing was written.
    /// </summary>
    public IOperation? Of(ISymbol member, CancellationToken cancellation)
    {
        member = member.OriginalDefinition;
        if (!_bodies.TryGetValue(member, out var body))
        {
            body = Bind(member, cancellation);
            _bodies.TryAdd(member, body);
        }

        return body;
    }

    /// <summary>
    /// The operation of a piece of code found by its name: where no symbol leads to it (configuration in top-level statements and
    /// lambdas). Binds the member around it.
    /// </summary>
    public IOperation? At(SyntaxNode code, CancellationToken cancellation)
    {
#pragma warning disable RS0030, RS1030
        return compilation.GetSemanticModel(code.SyntaxTree).GetOperation(code, cancellation);
#pragma warning restore RS0030, RS1030
    }

    /// <summary>The syntax that holds a member's code, without binding it; null as for <see cref="Of"/>.</summary>
    public static SyntaxNode? SyntaxOf(ISymbol member, CancellationToken cancellation)
    {
        if (member is IMethodSymbol { PartialImplementationPart: { } implementation })
        {
            member = implementation;
        }

        foreach (var reference in member.OriginalDefinition.DeclaringSyntaxReferences)
        {
            var code = reference.GetSyntax(cancellation) switch
            {
                BaseMethodDeclarationSyntax method when method.Body is not null || method.ExpressionBody is not null => method,
                AccessorDeclarationSyntax accessor when accessor.Body is not null || accessor.ExpressionBody is not null => accessor,
                AnonymousFunctionExpressionSyntax lambda => lambda,
                LocalFunctionStatementSyntax local when local.Body is not null || local.ExpressionBody is not null => local,
                ArrowExpressionClauseSyntax arrow => arrow,
                PropertyDeclarationSyntax property => (SyntaxNode?)property.ExpressionBody ?? property.Initializer,
                IndexerDeclarationSyntax indexer => indexer.ExpressionBody,
                VariableDeclaratorSyntax field => field.Initializer,
                _ => (SyntaxNode?)null,
            };
            if (code is not null)
            {
                return code;
            }
        }

        return null;
    }

    /// <summary>Whether a member's code may be one statement or expression, without binding it.</summary>
    public static bool MayForward(ISymbol member, CancellationToken cancellation) => SyntaxOf(member, cancellation) switch
    {
        BaseMethodDeclarationSyntax { Body.Statements.Count: > 1 } or AccessorDeclarationSyntax { Body.Statements.Count: > 1 } or
            LocalFunctionStatementSyntax { Body.Statements.Count: > 1 } or AnonymousFunctionExpressionSyntax { Block.Statements.Count: > 1 } => false,
        var code => code is not null,
    };

    private IOperation? Bind(ISymbol member, CancellationToken cancellation)
    {
        var syntax = SyntaxOf(member, cancellation);
        if (syntax is null || !compilation.ContainsSyntaxTree(syntax.SyntaxTree))
        {
            return null;
        }

        // 1,434 bodies cost 0.8 s of 2.7 s on a 68,000-line library; asked only from loops and behind a name filter it is a
        // few dozen. The driver's model provider shares what is bound here with the analysis itself.
#pragma warning disable RS0030, RS1030
        return compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellation);
#pragma warning restore RS0030, RS1030
    }
}
