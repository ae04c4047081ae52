using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>All uses of a dictionary or set that nobody else sees, when each of them gives it a key put together from the same kinds of values.</summary>
internal sealed class KeyedUses
{
    private readonly ISymbol _symbol;
    private readonly IOperation _creation;
    private readonly List<CompositeString> _keys = [];
    private readonly List<(IOperation Key, ISymbol Member)> _places = [];

    private KeyedUses(ISymbol symbol, IOperation creation) => (_symbol, _creation) = (symbol, creation);

    public string Name => _symbol.Name;

    /// <summary>Where keys are put together, once each; never empty.</summary>
    public IReadOnlyList<CompositeString> Keys => _keys;

    /// <summary>The same places, with the members they lie in.</summary>
    public IReadOnlyList<(IOperation Key, ISymbol Member)> Places => _places;

    public static bool IsKeyed(INamedTypeSymbol type) => type is
    {
        Name: "Dictionary" or "HashSet" or "ConcurrentDictionary",
        ContainingNamespace: { Name: "Generic" or "Concurrent", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } },
    };

    /// <summary>The uses of what is created, held by one local or private field; null when one of them is of another kind.</summary>
    public static KeyedUses? Of(IOperation creation, Facts facts, CancellationToken cancellation)
    {
        switch (Operations.Consumer(creation))
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                var ofLocal = new KeyedUses(local, creation);
                return LocalValues.Around(creation).Of(local).Count == 1 && Member(creation) is { } member && ofLocal.Reads(Operations.Root(creation), member) > 0 && ofLocal._keys.Count > 0 ? ofLocal : null;
            case IFieldInitializerOperation { InitializedFields: [{ DeclaredAccessibility: Accessibility.Private } field] } when facts.IsOwn(field):
                var ofField = new KeyedUses(field, creation);
                return ofField.ReadsOfType(facts, cancellation) && ofField._keys.Count > 0 ? ofField : null;
            default:
                return null;
        }
    }

    /// <summary>The tuple in place of the string, in types and keys; null where they are written in a form that is not known.</summary>
    public PlannedEdits? Plan()
    {
        var plan = new PlannedEdits();
        var place = _creation.Syntax;
        if (!Types(plan, place))
        {
            return null;
        }

        foreach (var key in _keys)
        {
            if (key.Text.Syntax.SyntaxTree != place.SyntaxTree || Comments.In(key.Text.Syntax))
            {
                return null;
            }

            plan.Replace(key.Text.Syntax.Span, key.Tuple);
            if (key.Text.Syntax.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: { IsVar: false } type, Variables.Count: var count } } })
            {
                if (count != 1)
                {
                    return null;
                }

                plan.Replace(type.Span, "var");
            }
        }

        return plan;
    }

    private bool Types(PlannedEdits plan, SyntaxNode creation)
    {
        var text = _keys[0].TypeAt(creation);
        var isFound = false;
        var declaration = creation.FirstAncestorOrSelf<VariableDeclarationSyntax>();
        if (declaration is not { Variables.Count: 1 })
        {
            return false;
        }

        foreach (var type in new[] { declaration.Type, (creation as ObjectCreationExpressionSyntax)?.Type })
        {
            switch (type is QualifiedNameSyntax qualified ? qualified.Right : type)
            {
                case GenericNameSyntax { TypeArgumentList.Arguments: [PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.StringKeyword } argument, ..] }:
                    plan.Replace(argument.Span, text);
                    isFound = true;
                    break;
                case null or IdentifierNameSyntax { IsVar: true }:
                    break;
                default:
                    return false;
            }
        }

        return isFound;
    }

    private static ISymbol? Member(IOperation operation) => operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);

    // Number of uses; -1 when one is of another kind.
    private int Reads(IOperation body, ISymbol member)
    {
        var count = 0;
        foreach (var part in body.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IFieldReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), _symbol))
            {
                count++;
                if (!IsKnownUse(part, body, member))
                {
                    return -1;
                }
            }
        }

        return count;
    }

    private bool ReadsOfType(Facts facts, CancellationToken cancellation)
    {
        var mentions = 0;
        foreach (var declaration in _symbol.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in declaration.GetSyntax(cancellation).DescendantTokens())
            {
                mentions += token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == _symbol.Name && token.Parent is IdentifierNameSyntax ? 1 : 0;
            }
        }

        var found = 0;
        foreach (var member in _symbol.ContainingType.GetMembers())
        {
            if (member is IMethodSymbol or IFieldSymbol or IPropertySymbol && Bodies.SyntaxOf(member, cancellation) is { } code && BlockingCalls.Mentions(code, _symbol.Name) && !(member is IPropertySymbol { GetMethod: { } getter } && Bodies.SyntaxOf(getter, cancellation) == code) &&
                facts.Bodies.Of(member, cancellation) is { } body)
            {
                var uses = Reads(body, member);
                if (uses < 0)
                {
                    return false;
                }

                found += uses;
            }
        }

        // What is not seen may be anything.
        return mentions > 0 && found == mentions;
    }

    private bool IsKnownUse(IOperation use, IOperation body, ISymbol member)
    {
        switch (Operations.Consumer(use))
        {
            case IPropertyReferenceOperation { Property.Name: "Count" or "Values" or "IsEmpty" } property when ReferenceEquals(property.Instance, use):
                return true;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } element when ReferenceEquals(element.Instance, use):
                return IsKey(index.Value, body, member);
            case IInvocationOperation call when ReferenceEquals(call.Instance, use):
                return call.TargetMethod.Name switch
                {
                    "Clear" or "EnsureCapacity" or "TrimExcess" => true,
                    "Add" or "Contains" or "ContainsKey" or "TryGetValue" or "TryAdd" or "Remove" or "TryRemove" => Operations.Argument(call, 0) is { } key && IsKey(key, body, member),
                    _ => false,
                };
            default:
                return false;
        }
    }

    // Put together here, or in a local that is used for nothing else.
    private bool IsKey(IOperation key, IOperation body, ISymbol member)
    {
        key = Operations.Unconverted(key);
        if (key is ILocalReferenceOperation { Local: var local })
        {
            if (LocalValues.Around(key).Of(local) is not [(IVariableDeclaratorOperation, { } value)] || !IsOnlyKey(local, body))
            {
                return false;
            }

            key = Operations.Unconverted(value);
        }

        foreach (var known in _keys)
        {
            if (ReferenceEquals(known.Text, key))
            {
                return true;
            }
        }

        if (CompositeString.Of(key) is not { } found || _keys.Count > 0 && !_keys[0].IsLike(found))
        {
            return false;
        }

        _keys.Add(found);
        _places.Add((key, member));
        return true;
    }

    private bool IsOnlyKey(ILocalSymbol local, IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part is ILocalReferenceOperation { IsDeclaration: false } reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsKeyOf(reference))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsKeyOf(IOperation reference) => reference.Parent is IArgumentOperation { Parameter.Ordinal: 0 } argument && argument.Parent switch
    {
        IInvocationOperation { Instance: { } owner } => SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(owner)), _symbol),
        IPropertyReferenceOperation { Instance: { } owner } => SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(owner)), _symbol),
        _ => false,
    };
}
