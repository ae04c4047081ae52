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

        foreach (var function in slot.Functions)
        {
            var model = await solution.GetDocument(function.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (AsyncBoundaries.KeepsName(function.Symbol, model!.Compilation))
            {
                return;
            }

            foreach (var symbol in model.LookupSymbols(function.Syntax.SpanStart, function.Symbol.MethodKind == MethodKind.LocalFunction ? null : function.Symbol.ContainingType, renamed))
            {
                // Type parameters of both are compared by name.
                if (symbol is IMethodSymbol other && other.Parameters.Select(static parameter => parameter.Type.ToString()).SequenceEqual(function.Symbol.Parameters.Select(static parameter => parameter.Type.ToString())))
                {
                    slot.Refusal ??= "an asynchronous twin exists";
                    slot.NoTwin ??= slot.Refusal;
                }

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
}
