using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>The names of methods that become async.</summary>
internal static class AsyncNames
{
    /// <summary>Gives the slot its new name, or none where the framework or a caller would no longer find it; refuses it where the name is taken by its twin.</summary>
    public static async Task Choose(AsyncSlot slot, Solution solution, CancellationToken cancellation)
    {
        var name = slot.Functions[0].Symbol.Name;
        name = name.Substring(name.LastIndexOf('.') + 1);
        var renamed = name + "Async";
        if (!slot.ChangesSignature)
        {
            return;
        }

        var models = new List<SemanticModel>();
        foreach (var function in slot.Functions)
        {
            var model = (await solution.GetDocument(function.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            if (AsyncBoundaries.KeepsName(function.Symbol, model.Compilation))
            {
                return;
            }

            models.Add(model);
        }

        slot.Refusal ??= await AsyncHiddenCallers.Of(slot, name, solution, cancellation).ConfigureAwait(false);
        for (var i = 0; i < models.Count; i++)
        {
            var (symbol, position) = (slot.Functions[i].Symbol, slot.Functions[i].Syntax.SpanStart);
            var taken = models[i].LookupSymbols(position, symbol.MethodKind == MethodKind.LocalFunction ? null : symbol.ContainingType, renamed);
            if (taken.Any(other => other is IMethodSymbol twin && IsTwin(twin, symbol)))
            {
                slot.Refusal ??= "an asynchronous twin exists";
                slot.NoTwin ??= "an asynchronous twin exists";
            }

            if (!taken.IsEmpty)
            {
                return;
            }
        }

        foreach (var call in slot.Calls)
        {
            var model = await solution.GetDocument(call.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            var receiver = ((call.Syntax as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression;
            if (!model!.LookupSymbols(call.Syntax.SpanStart, receiver is null ? null : model.GetTypeInfo(receiver).Type, renamed, includeReducedExtensionMethods: true).IsEmpty)
            {
                return;
            }
        }

        slot.NewName = renamed;
    }

    // With the same parameters, of which type parameters are compared by name, and perhaps others that nobody has to give: a token.
    private static bool IsTwin(IMethodSymbol twin, IMethodSymbol method)
    {
        foreach (var parameter in twin.Parameters)
        {
            if (parameter.Ordinal < method.Parameters.Length ? parameter.Type.ToString() != method.Parameters[parameter.Ordinal].Type.ToString() : !parameter.IsOptional && !parameter.IsParams && !Operations.IsToken(parameter.Type))
            {
                return false;
            }
        }

        return twin.Parameters.Length >= method.Parameters.Length;
    }
}
