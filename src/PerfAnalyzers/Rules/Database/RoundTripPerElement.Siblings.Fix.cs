using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Methods that look up many keys, beside those that look up one.</summary>
internal static class LookupSiblings
{
    /// <summary>Adds what is missing to the types and interfaces of the called method; returns the sibling's name, or null when it cannot be.</summary>
    public static string? Add(
        KeyBatch batch, SemanticModel model, Dictionary<SyntaxTree, List<(SyntaxNode Old, IReadOnlyList<SyntaxNode> New)>> edits, CancellationToken cancellation)
    {
        var called = ((IInvocationOperation)batch.Call).TargetMethod;
        var key = called.Parameters.First(parameter => parameter.Ordinal == KeyOrdinal(batch));
        var name = NameOf(called, key);
        if (called.MethodKind != MethodKind.LocalFunction && called.ContainingType.GetMembers(name).OfType<IMethodSymbol>().Any(member => IsSibling(member, batch, key.Ordinal)))
        {
            return name;
        }

        var holders = batch.Targets.Select(static target => target.Method).Append(called).ToList();
        if (holders.Any(holder => holder.MethodKind == MethodKind.LocalFunction
                ? model.LookupSymbols(batch.Loop.Statement.SpanStart, name: name).Any()
                : holder.ContainingType.GetMembers(name).Any()))
        {
            name += "2";
        }

        foreach (var (method, lookup) in batch.Targets)
        {
            if (method.DeclaringSyntaxReferences is not [{ } reference] || Written(reference.GetSyntax(cancellation), lookup, name, key.Ordinal) is not { } written)
            {
                return null;
            }

            RoundTripPerElementFix.Add(edits, reference.GetSyntax(cancellation), written);
        }

        if (!batch.Targets.Any(target => SymbolEqualityComparer.Default.Equals(target.Method, called.OriginalDefinition)))
        {
            if (called.DeclaringSyntaxReferences is not [{ } contract] || Written(contract.GetSyntax(cancellation), batch.Lookup, name, key.Ordinal, isContract: true) is not { } declared)
            {
                return null;
            }

            RoundTripPerElementFix.Add(edits, contract.GetSyntax(cancellation), declared);
        }

        return name;
    }

    /// <summary>The call of the sibling, with the other arguments as the loop passes them.</summary>
    public static string Call(KeyBatch batch, string sibling, string keys, string wait)
    {
        var call = (IInvocationOperation)batch.Call;
        var syntax = (InvocationExpressionSyntax)call.Syntax;
        var receiver = syntax.Expression is MemberAccessExpressionSyntax access ? access.Expression + "." : "";
        var arguments = new List<string>();
        foreach (var argument in syntax.ArgumentList.Arguments)
        {
            var isKey = argument.Span.Contains(batch.Key.Syntax.Span);
            arguments.Add(isKey ? keys : argument.ToString());
        }

        return $"{(batch.Lookup.IsAsync ? "await " : "")}{receiver}{sibling}({string.Join(", ", arguments)}){wait}";
    }

    private static int KeyOrdinal(KeyBatch batch) => ((IParameterReferenceOperation)Operations.Unconverted(batch.Lookup.Key)).Parameter.Ordinal;

    // FindAsync -> FindManyAsync, GetById -> GetByIds, LoadOrders(customerId) -> LoadOrdersByCustomerIds.
    private static string NameOf(IMethodSymbol method, IParameterSymbol key)
    {
        var name = method.Name;
        var suffix = name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 ? "Async" : "";
        name = name.Substring(0, name.Length - suffix.Length);
        return (name is "Find" or "Get" or "Load" or "Fetch" or "Read" or "Lookup" ? name + "Many"
            : name.EndsWith("ById", StringComparison.Ordinal) || name.EndsWith("By" + BatchText.Upper(key.Name), StringComparison.Ordinal) ? BatchText.Plural(name)
            : name + "By" + BatchText.Upper(BatchText.Plural(key.Name))) + suffix;
    }

    private static bool IsSibling(IMethodSymbol candidate, KeyBatch batch, int ordinal)
    {
        var called = ((IInvocationOperation)batch.Call).TargetMethod;
        if (candidate.Parameters.Length != called.Parameters.Length || candidate.ReturnType is not INamedTypeSymbol result)
        {
            return false;
        }

        var answer = batch.Lookup.IsAsync ? result.TypeArguments.FirstOrDefault() as INamedTypeSymbol : result;
        return answer?.Name == (batch.UsesDictionary ? "Dictionary" : "ILookup") && answer.TypeArguments is [{ } keyType, { } row] &&
            SymbolEqualityComparer.Default.Equals(keyType, batch.Lookup.Key.Type) && SymbolEqualityComparer.Default.Equals(row, batch.Lookup.Row) &&
            candidate.Parameters[ordinal].Type is INamedTypeSymbol { Name: "IReadOnlyCollection", TypeArguments: [{ } element] } && SymbolEqualityComparer.Default.Equals(element, batch.Lookup.Key.Type);
    }

    /// <summary>The declaration, and the sibling after it.</summary>
    private static IReadOnlyList<SyntaxNode>? Written(SyntaxNode declaration, KeyLookup lookup, string name, int ordinal, bool isContract = false)
    {
        var model = lookup.Operation.SemanticModel!;
        var compilation = model.Compilation;
        var position = declaration.SpanStart;
        if (isContract)
        {
#pragma warning disable RS0030 // a fix, not an analyzer
            model = compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS0030
        }

        var (modifiers, parameters, block, arrow) = declaration switch
        {
            MethodDeclarationSyntax method => (method.Modifiers, method.ParameterList, method.Body, method.ExpressionBody),
            LocalFunctionStatementSyntax local => (local.Modifiers, local.ParameterList, local.Body, local.ExpressionBody),
            _ => (default, null, null, null),
        };
        if (parameters is null || parameters.Parameters.Count <= ordinal)
        {
            return null;
        }

        var isNullAware = model.GetNullableContext(position).WarningsEnabled();
        var usesDictionary = KeyBatch.UsesDictionaryFor(lookup);
        var key = parameters.Parameters[ordinal].Identifier.ValueText;
        var keys = BatchText.Plural(key);
        for (var i = 2; parameters.Parameters.Any(parameter => parameter.Identifier.ValueText == keys); i++)
        {
            keys = BatchText.Plural(key) + i;
        }

        var keyType = Text(lookup.Key.Type!);
        var rowType = Text(lookup.Row);
        var container = compilation.GetTypesByMetadataName(usesDictionary ? "System.Collections.Generic.Dictionary`2" : "System.Linq.ILookup`2").FirstOrDefault();
        var collection = compilation.GetTypesByMetadataName("System.Collections.Generic.IReadOnlyCollection`1").FirstOrDefault();
        var task = compilation.GetTypesByMetadataName("System.Threading.Tasks.Task`1").FirstOrDefault();
        if (container is null || collection is null || task is null)
        {
            return null;
        }

        ITypeSymbol type = container.Construct(lookup.Key.Type!.WithNullableAnnotation(NullableAnnotation.None), lookup.Row.WithNullableAnnotation(NullableAnnotation.None));
        var result = Text(lookup.IsAsync ? task.Construct(type) : type);
        var list = string.Join(", ", parameters.Parameters.Select((parameter, index) =>
            index == ordinal ? $"{Text(collection.Construct(lookup.Key.Type!))} {keys}" : parameter.WithoutTrivia().ToString()));

        var layout = IndentOf(declaration);
        var newLine = declaration.SyntaxTree.GetText().ToString().Contains("\r\n") ? "\r\n" : "\n";
        var isAwaited = lookup.IsAsync && (modifiers.Any(SyntaxKind.AsyncKeyword) || !usesDictionary);
        var written = string.Concat(modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)).Select(static modifier => modifier.Text + " "));
        var head = $"{written}{(isAwaited && !isContract ? "async " : "")}{result} {name}({list})";
        string text;
        if (isContract)
        {
            text = head + ";";
        }
        else
        {
            var query = new BatchText(lookup, usesDictionary, keepsNull: false, isNullAware);
            var wait = WaitOf(declaration);
            var inner = layout + "    ";
            if (arrow is not null)
            {
                var ownLine = arrow.ArrowToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
                var value = query.Query(keys, layout, head.Length + 4, newLine, isAwaited ? wait : "", isTask: !isAwaited);
                if (ownLine || value.Contains(newLine))
                {
                    ownLine = true;
                    value = query.Query(keys, inner, 0, newLine, isAwaited ? wait : "", isTask: !isAwaited);
                }

                text = head + " =>" + (ownLine ? newLine + inner : " ") + value + ";";
            }
            else if (block is not null)
            {
                var value = query.Query(keys, inner, 7, newLine, isAwaited ? wait : "", isTask: !isAwaited);
                var isOneLine = !block.OpenBraceToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
                text = isOneLine ? $"{head} {{ return {value}; }}" : $"{head}{newLine}{layout}{{{newLine}{inner}return {value};{newLine}{layout}}}";
            }
            else
            {
                return null;
            }
        }

        SyntaxNode? sibling = declaration is LocalFunctionStatementSyntax ? SyntaxFactory.ParseStatement(text) : SyntaxFactory.ParseMemberDeclaration(text);
        if (sibling is null)
        {
            return null;
        }

        if (IsOnlyUsedOnce(declaration))
        {
            return [sibling.WithTriviaFrom(declaration)];
        }

        var isOwnLine = declaration.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        var spacing = !isOwnLine ? [SyntaxFactory.Space] : isContract || IsDense(declaration)
            ? new[] { SyntaxFactory.Whitespace(layout) }
            : [SyntaxFactory.EndOfLine(newLine), SyntaxFactory.Whitespace(layout)];
        var kept = isOwnLine ? declaration : declaration.WithTrailingTrivia();
        return [kept, sibling.WithLeadingTrivia(spacing).WithTrailingTrivia(declaration.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsKind(SyntaxKind.WhitespaceTrivia)))];

        string Text(ITypeSymbol symbol) => symbol.ToMinimalDisplayString(model, position);
    }

    // What the loop alone has called is not left behind.
    private static bool IsOnlyUsedOnce(SyntaxNode declaration)
    {
        var (name, scope) = declaration switch
        {
            LocalFunctionStatementSyntax local => (local.Identifier.ValueText, declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>()),
            MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.PrivateKeyword) && !method.HasStructuredTrivia && method.AttributeLists.Count == 0 &&
                method.Parent is TypeDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.PartialKeyword) => (method.Identifier.ValueText, (SyntaxNode)type),
            _ => ("", null),
        };
        return scope?.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name) == 2;
    }

    // Members without an empty line between them get none.
    private static bool IsDense(SyntaxNode declaration) =>
        declaration is LocalFunctionStatementSyntax || declaration.Parent?.ChildNodes().OfType<MemberDeclarationSyntax>().Skip(1).Any() == true &&
        declaration.Parent.ChildNodes().OfType<MemberDeclarationSyntax>().Skip(1).All(static member => !member.GetLeadingTrivia().Any(SyntaxKind.EndOfLineTrivia));

    private static string IndentOf(SyntaxNode declaration) =>
        declaration.GetLeadingTrivia().LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) && declaration.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) ? last.ToString() : "";

    private static string WaitOf(SyntaxNode declaration)
    {
        foreach (var node in declaration.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } wait)
            {
                return ".ConfigureAwait" + wait.ArgumentList;
            }
        }

        return "";
    }
}
