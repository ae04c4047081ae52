using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether a client that dies with its call can be a static field instead: it is built from constants, nobody changes it, and its
/// disposal goes with it.
/// </summary>
internal static class ClientMoves
{
    public static bool IsMovable(IOperation built, ApiEntry known, Site site)
    {
        var traits = HoistTraits.None;
        var hoisting = new Hoisting(site.Facts, site.Cancellation);
        if (!hoisting.HasFixedInputs(built, ref traits) || Comments.In(built.Syntax))
        {
            return false;
        }

        // Sharing the cookies of several requests would show one caller's to another.
        var onlyOnce = known.Value("handler") is not null;
        var consumer = Operations.Consumer(built);
        if (consumer is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return AreUses(declarator, built, onlyOnce, hoisting, ref traits) && IsUsingUnwrapped(declarator) && FieldMoves.IsMovable(built, traits, site.ContainingSymbol);
        }

        return (consumer is IInvocationOperation call && ReferenceEquals(call.Instance, built) && IsUse(call.TargetMethod) || consumer is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } }) && FieldMoves.IsMovable(built, traits, site.ContainingSymbol);
    }

    private static bool AreUses(IVariableDeclaratorOperation declarator, IOperation built, bool onlyOnce, Hoisting hoisting, ref HoistTraits traits)
    {
        var settings = new List<IOperation>();
        var uses = 0;
        foreach (var operation in Operations.Function(declarator).Descendants())
        {
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                continue;
            }

            if (reference.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } setting } && hoisting.IsFixed(setting.Value, ref traits))
            {
                settings.Add(setting);
            }
            else if (reference.Parent is IInvocationOperation call && ReferenceEquals(call.Instance, reference) && IsUse(call.TargetMethod) ||
                reference.Parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } })
            {
                uses += Operations.IsRepeated(reference, declarator) ? 2 : 1;
            }
            else
            {
                return false;
            }
        }

        return uses > 0 && (!onlyOnce || uses == 1) && (settings.Count == 0 || declarator.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax && FieldMoves.CanFold(built, settings));
    }

    private static bool IsUse(IMethodSymbol method) => method.Name is not ("Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "CancelPendingRequests" or "ShutdownAsync" or "GetType" or "Equals");

    // using (var client = …) { … } leaves its statements behind, where no other of their names may be.
    private static bool IsUsingUnwrapped(IVariableDeclaratorOperation declarator)
    {
        if (declarator.Syntax.Parent?.Parent is not UsingStatementSyntax around)
        {
            return declarator.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1, Parent: BlockSyntax };
        }

        if (around is not { Statement: BlockSyntax { Statements.Count: > 0 } body, Parent: BlockSyntax block, Declaration.Variables.Count: 1 } || around.ContainsDirectives ||
            HasComment(body.OpenBraceToken) || HasComment(body.CloseBraceToken) || HasComment(around.CloseParenToken) || HasComment(around.OpenParenToken))
        {
            return false;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax variable:
                    names.Add(variable.Identifier.ValueText);
                    break;
                case SingleVariableDesignationSyntax designation:
                    names.Add(designation.Identifier.ValueText);
                    break;
                case ForEachStatementSyntax each:
                    names.Add(each.Identifier.ValueText);
                    break;
                case LocalFunctionStatementSyntax function:
                    names.Add(function.Identifier.ValueText);
                    break;
            }
        }

        foreach (var token in block.DescendantTokens())
        {
            if (!around.Span.Contains(token.Span) && token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasComment(SyntaxToken token) => Comments.Among(token.LeadingTrivia) || Comments.Among(token.TrailingTrivia);
}
