using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <content>Sequences that callers hand over.</content>
internal sealed partial class DeferredRequery
{
    /// <summary>Whether a name stands for a local or parameter of that name.</summary>
    public static bool IsMention(IdentifierNameSyntax mention, string name) => mention.Identifier.ValueText == name &&
        !(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention) && mention.Parent is not (NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax);

    private static class Parameters
    {
        /// <summary>The local before the loop that keeps the elements, and whether it may be declared in any case; null when a list would not answer all uses in the loop.</summary>
        public static ImmutableDictionary<string, string?>? FixOf(Site site, IParameterReferenceOperation use, RepeatedEvaluation found)
        {
            if (!HasOperators(site) || found.Loop.Owner is not IForEachLoopOperation and not IForLoopOperation and not IWhileLoopOperation { ConditionIsTop: true } ||
                new RepeatedValues(site.Facts, site.Cancellation).PlaceBefore(use, found.Loop) is not { } place || !AreEvaluations(use.Parameter, found.Loop.Owner, place) ||
                use.Type is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } type || OneResult.ChangesMembers(type, Operations.Function(use)))
            {
                return null;
            }

            return FixProperties.Of(IsSameWhenever(site, use.Parameter) ? LocalShape : LocalAnywayShape);
        }

        // In the whole statement; a loop over the sequence itself walks it once.
        private static bool AreEvaluations(IParameterSymbol parameter, IOperation loop, StatementSyntax place)
        {
            var count = 0;
            foreach (var part in loop.DescendantsAndSelf())
            {
                if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
                {
                    if (reference.Syntax is not IdentifierNameSyntax || DeferredSequences.Evaluation(part) is null || Sequences.Next(part) is { TargetMethod.Name: "Reverse" or "AsEnumerable" or "ThenBy" or "ThenByDescending" })
                    {
                        return false;
                    }

                    count++;
                }
            }

            return count > 0 && loop.Syntax == place && count == Mentions(place, parameter.Name);
        }

        private static int Mentions(StatementSyntax place, string name)
        {
            var count = 0;
            foreach (var node in place.DescendantNodes())
            {
                count += node is IdentifierNameSyntax mention && IsMention(mention, name) ? 1 : 0;
            }

            return count;
        }

        // All callers are seen, and hand over a chain that only looks, over what is theirs.
        private static bool IsSameWhenever(Site site, IParameterSymbol parameter)
        {
            if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: var kind, DeclaredAccessibility: var accessibility } || kind != MethodKind.LocalFunction && accessibility != Accessibility.Private || IsHandedOn(site, parameter.ContainingSymbol))
            {
                return false;
            }

            foreach (var given in new DeferredSequences(site.Facts, site.Cancellation).Arguments(parameter))
            {
                if (given is null || PlainSource(site, given) is not (ILocalReferenceOperation or IParameterReferenceOperation))
                {
                    return false;
                }
            }

            return true;
        }

        // As a delegate others may call it with anything.
        private static bool IsHandedOn(Site site, ISymbol method)
        {
            foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
            {
                foreach (var node in reference.GetSyntax(site.Cancellation).DescendantNodes())
                {
                    if (node is IdentifierNameSyntax name && name.Identifier.ValueText == method.Name && name.Parent is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
