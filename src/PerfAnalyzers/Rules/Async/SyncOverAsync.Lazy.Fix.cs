using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>
/// A private field <c>Lazy&lt;T&gt;</c> whose lambda waits. As <c>Lazy&lt;Task&lt;T&gt;&gt;</c> it starts the work for its first
/// reader, keeps what it throws as before, and all readers await it.
/// </summary>
internal sealed class AsyncLazy
{
    private readonly IFieldSymbol _field;
    private readonly List<TextSpan> _types;

    private AsyncLazy(IFieldSymbol field, List<TextSpan> types) => (_field, _types) = (field, types);

    /// <summary>The field that a lambda makes the value of; null where it makes none, or others may see the field.</summary>
    public static AsyncLazy? Of(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        if (lambda is not ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0, ReturnType: null, Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: BaseObjectCreationExpressionSyntax creation } list } } ||
            model.GetTypeInfo(creation).Type is not INamedTypeSymbol { Name: "Lazy", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } || !KeepsFailures(list) ||
            Field(creation, model) is not { DeclaredAccessibility: Accessibility.Private, IsReadOnly: true, DeclaringSyntaxReferences: [var reference] } field ||
            reference.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var type } declaration } declarator || Argument(type) is not { } value)
        {
            return null;
        }

        // Assigned once: here, or in the one constructor there is. What is written is in one file.
        var constructors = field.IsStatic ? field.ContainingType.StaticConstructors : field.ContainingType.InstanceConstructors;
        if (declarator.SyntaxTree != lambda.SyntaxTree || (declarator.Initializer is not null ? declarator.Initializer.Value != creation : constructors.Length != 1))
        {
            return null;
        }

        List<TextSpan> types = [value.Span];
        if (creation is ObjectCreationExpressionSyntax { Type: var created })
        {
            if (Argument(created) is not { } made)
            {
                return null;
            }

            types.Add(made.Span);
        }

        return new AsyncLazy(field, types);
    }

    /// <summary>Adds all readers of the value to the slot; says what else is done with the field, or null.</summary>
    public async Task<string?> FindReaders(AsyncChain chain, AsyncSlot slot, Solution solution, CancellationToken cancellation)
    {
        foreach (var found in await SymbolFinder.FindReferencesAsync(_field, solution, cancellation).ConfigureAwait(false))
        {
            foreach (var location in found.Locations)
            {
                var model = await location.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
                var name = model?.SyntaxTree.GetRoot(cancellation).FindNode(location.Location.SourceSpan, getInnermostNodeForTie: true);
                var field = name?.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name ? own : name;
                if (field?.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment && assignment.Left == field && assignment.Right.Span.Contains(slot.Functions[0].Syntax.Span))
                {
                    continue;
                }

                if (field?.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } read || read.Expression != field || model!.GetOperation(read, cancellation) is not IPropertyReferenceOperation value || !Awaiting.IsPossible(value) || AsyncCallSites.IsInLock(read))
                {
                    return "a lazy value that is used otherwise";
                }

                var (function, isAsync, loops) = AsyncLoop.Around(read, model);
                if (function is null && !isAsync)
                {
                    return "read in a constructor, property, operator or initializer";
                }

                var caller = isAsync ? null : await chain.SlotOf(location.Document, function!).ConfigureAwait(false);
                slot.Calls.Add(new AsyncCall(location.Document.Id, read, name!.Span, function, caller, loops));
            }
        }

        return slot.Calls.Count > 0 ? null : "a lazy value that nobody reads";
    }

    /// <summary>Writes the types of the field and of what is created for it.</summary>
    public void Write(TextEdits edits, DocumentId document, string task)
    {
        foreach (var span in _types)
        {
            edits.Wrap(document, span, task + "<", ">");
        }
    }

    // By default an exception is thrown again to each reader, as by a task that is kept.
    private static bool KeepsFailures(ArgumentListSyntax list) => list.Arguments switch
    {
        [_] => true,
        [_, { Expression: LiteralExpressionSyntax { Token.ValueText: "true" } }] => true,
        [_, { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ExecutionAndPublication" } }] => true,
        _ => false,
    };

    private static IFieldSymbol? Field(ExpressionSyntax creation, SemanticModel model) => creation.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => model.GetDeclaredSymbol(declarator) as IFieldSymbol,
        AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ConstructorDeclarationSyntax } } } assignment when assignment.Right == creation => model.GetSymbolInfo(assignment.Left).Symbol as IFieldSymbol,
        _ => null,
    };

    private static TypeSyntax? Argument(TypeSyntax type) => type switch
    {
        GenericNameSyntax { TypeArgumentList.Arguments: [var only] } => only,
        QualifiedNameSyntax { Right: GenericNameSyntax { TypeArgumentList.Arguments: [var only] } } => only,
        _ => null,
    };
}
