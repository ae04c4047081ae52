using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Methods that do nothing but look rows up by one of their parameters.</summary>
internal static class LookupMethods
{
    /// <summary>The methods a call can run, when each is such a lookup by the same parameter, with the argument that is the key; else null.</summary>
    public static (ImmutableArray<(IMethodSymbol Method, KeyLookup Lookup)> Targets, IOperation Key)? Of(
        IOperation operation, Facts facts, Func<ISymbol, bool> varies, CancellationToken cancellation)
    {
        if (operation is not IInvocationOperation { TargetMethod: { IsGenericMethod: false, ContainingType.IsGenericType: false } method, Syntax: InvocationExpressionSyntax } call ||
            method.DeclaringSyntaxReferences.Length == 0)
        {
            return null;
        }

        // One argument is the element's; the others are the same for all.
        IArgumentOperation? key = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.ParamArray)
            {
                return null;
            }

            if (KeyLookup.Mentions(argument, varies))
            {
                if (key is not null)
                {
                    return null;
                }

                key = argument;
            }
        }

        if (key?.Parameter is not { RefKind: RefKind.None } parameter || call.Instance is { } receiver && (KeyLookup.Mentions(receiver, varies) || receiver.Syntax is BaseExpressionSyntax))
        {
            return null;
        }

        var targets = ImmutableArray.CreateBuilder<(IMethodSymbol, KeyLookup)>();
        foreach (var target in facts.Dispatch.Targets(method))
        {
            if (LookupIn(target, parameter.Ordinal, facts, cancellation) is not { } lookup || targets.Count > 0 && !Agrees(targets[0].Item2, lookup))
            {
                return null;
            }

            targets.Add((target, lookup));
        }

        return targets.Count > 0 && !HasOtherImplementations(method, targets) &&
            (method.ContainingType.TypeKind != TypeKind.Interface || AreAll(facts.Compilation.Assembly.GlobalNamespace, method, targets)) ? (targets.ToImmutable(), PlainKey(key.Value)) : null;
    }

    private static IOperation PlainKey(IOperation value) => value is IConversionOperation { IsImplicit: true, Operand: { } operand } && SymbolEqualityComparer.Default.Equals(value.Type, operand.Type) ? operand : value;

    // What is declared in a base type or a base interface would need its sibling there.
    private static bool HasOtherImplementations(IMethodSymbol method, IReadOnlyList<(IMethodSymbol Method, KeyLookup Lookup)> targets)
    {
        foreach (var (target, _) in targets)
        {
            if (IsUsedElsewhere(target) || target.IsOverride || target.IsVirtual || target.IsAbstract || target.ExplicitInterfaceImplementations.Length > 0 || target.ContainingType.IsGenericType || target.PartialDefinitionPart is not null ||
                !SymbolEqualityComparer.Default.Equals(target, method) && method.ContainingType.TypeKind != TypeKind.Interface)
            {
                return true;
            }
        }

        return false;
    }

    // Also those that no registration names: each gets the sibling.
    private static bool AreAll(INamespaceOrTypeSymbol container, IMethodSymbol contract, IReadOnlyList<(IMethodSymbol Method, KeyLookup Lookup)> targets)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner && !AreAll(inner, contract, targets))
            {
                return false;
            }

            if (member is INamedTypeSymbol type && type.AllInterfaces.Contains(contract.ContainingType, SymbolEqualityComparer.Default))
            {
                var implementation = type.TypeKind == TypeKind.Interface ? null : type.FindImplementationForInterfaceMember(contract);
                var isTarget = false;
                foreach (var (method, _) in targets)
                {
                    isTarget |= SymbolEqualityComparer.Default.Equals(method, implementation);
                }

                if (!isTarget && type.TypeKind != TypeKind.Interface)
                {
                    return false;
                }
            }
        }

        return true;
    }

    // An unused local function is a warning; the fix puts the sibling in the place of one that is called once.
    private static bool IsUsedElsewhere(IMethodSymbol method)
    {
        if (method is not { MethodKind: MethodKind.LocalFunction, DeclaringSyntaxReferences: [{ } reference] })
        {
            return false;
        }

        var mentions = 0;
        foreach (var token in reference.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantTokens() ?? [])
        {
            mentions += token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == method.Name ? 1 : 0;
        }

        return mentions != 2;
    }

    private static bool Agrees(KeyLookup left, KeyLookup right) =>
        left.Answer == right.Answer && left.IsAsync == right.IsAsync && KeyBatch.UsesDictionaryFor(left) == KeyBatch.UsesDictionaryFor(right) &&
        SymbolEqualityComparer.Default.Equals(left.Row, right.Row) && SymbolEqualityComparer.Default.Equals(left.Key.Type, right.Key.Type) && left.Column.Name == right.Column.Name;

    private static KeyLookup? LookupIn(IMethodSymbol method, int ordinal, Facts facts, CancellationToken cancellation)
    {
        if (method.Parameters.Length <= ordinal || facts.Bodies.Of(method, cancellation) is not { } body || ReturnedBy(body) is not { } returned || KeyBatch.HasComments(body.Syntax))
        {
            return null;
        }

        var parameter = method.Parameters[ordinal];
        var lookup = KeyLookup.Of(returned, facts, symbol => SymbolEqualityComparer.Default.Equals(symbol, parameter));

        // Groups and sets are handed on as they are only within a method.
        return lookup is { AnswersRows: true, Answer: not LookupAnswer.Sequence, IsKeyNullable: false } && Operations.Unconverted(lookup.Key) is IParameterReferenceOperation && lookup.Key.Syntax is IdentifierNameSyntax &&
            lookup.Value is null && SymbolEqualityComparer.Default.Equals(parameter.Type, lookup.Key.Type) ? lookup : null;
    }

    // return query; => query; return await query; with ConfigureAwait or not.
    private static IOperation? ReturnedBy(IOperation body)
    {
        IOperation? statements = body switch
        {
            IMethodBodyOperation method => (IOperation?)method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
        if (statements is not IBlockOperation { Operations: { Length: 1 } only } || only[0] is not IReturnOperation { ReturnedValue: { } value })
        {
            return null;
        }

        value = Operations.Unconverted(value);
        if (value is IAwaitOperation awaited)
        {
            value = Operations.Unconverted(awaited.Operation);
            if (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task })
            {
                value = Operations.Unconverted(task);
            }
        }

        return value;
    }
}
