using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which implementations the project registers for its interfaces: <c>AddScoped&lt;IStore, SqlStore&gt;()</c>, <c>typeof</c> forms,
/// factories that build or resolve one type, <c>RegisterType&lt;SqlStore&gt;().As&lt;IStore&gt;()</c>. Read from the text by simple
/// names, once, when a call has several implementations to choose from.
/// </summary>
internal sealed class Registrations(Facts facts)
{
    private readonly Lazy<Found> _found = new(() => Find(facts.Compilation));

    /// <summary>Whether the project registers <paramref name="implementation"/> for <paramref name="contract"/>; null when it registers none that can be told.</summary>
    public bool? Holds(INamedTypeSymbol contract, INamedTypeSymbol implementation) =>
        _found.Value.Implementations.TryGetValue(contract.Name, out var names) && names is not null ? names.Contains(implementation.Name) : null;

    /// <summary>Whether the project registers a type as the only one of its kind.</summary>
    public bool IsSingleton(INamedTypeSymbol implementation) => _found.Value.Singletons.Contains(implementation.Name);

    /// <summary>Whether the project registers a type to be built again for each scope or each user, and nowhere as a singleton.</summary>
    public bool IsShortLived(INamedTypeSymbol implementation) => _found.Value.ShortLived.Contains(implementation.Name) && !IsSingleton(implementation);

    /// <summary>Whether what a type or contract is registered as lives for one scope or user.</summary>
    public bool EndsWithScope(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Interface)
        {
            return IsShortLived(type);
        }

        if (!_found.Value.Implementations.TryGetValue(type.Name, out var names) || names is null || names.Count == 0)
        {
            return false;
        }

        foreach (var name in names)
        {
            if (!_found.Value.ShortLived.Contains(name) || _found.Value.Singletons.Contains(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the project registers a type, however long its objects live.</summary>
    public bool Has(INamedTypeSymbol implementation) => _found.Value.Types.Contains(implementation.Name);

    private static Found Find(Compilation compilation)
    {
        var found = new Found();
        foreach (var (tree, names) in SourceFiles.Of(compilation))
        {
            if (!MentionsRegistration(names))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } access } call)
                {
                    Read(call, access, name, found);
                }
            }
        }

        return found;
    }

    private static bool MentionsRegistration(TreeNames names)
    {
        foreach (var word in names.Words)
        {
            if (IsAddition(word) || word is "ServiceDescriptor" or "RegisterType" or "Decorate")
            {
                return true;
            }
        }

        return false;
    }

    private static void Read(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, SimpleNameSyntax name, Found found)
    {
        if (name is GenericNameSyntax { Identifier.ValueText: "As" or "Named" or "Keyed", TypeArgumentList.Arguments: { Count: 1 } services } && RegisteredBefore(access.Expression) is { } built)
        {
            found.Add(services[0], built, call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SingleInstance" });
            return;
        }

        if (!IsRegistration(name.Identifier.ValueText))
        {
            return;
        }

        var arguments = call.ArgumentList.Arguments;
        var isSingleton = name.Identifier.ValueText.EndsWith("Singleton", StringComparison.Ordinal);
        var isShort = name.Identifier.ValueText.EndsWith("Scoped", StringComparison.Ordinal) || name.Identifier.ValueText.EndsWith("Transient", StringComparison.Ordinal);
        switch (name)
        {
            case GenericNameSyntax { TypeArgumentList.Arguments: { Count: >= 2 } pair }:
                found.Add(pair[0], SimpleName(pair[1]), isSingleton, isShort);
                break;
            case GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } single }:
                // AddSingleton<Store>() registers the type as itself, a factory or an instance something else.
                found.Add(single[0], Made(arguments) ?? (arguments.Count == 0 ? SimpleName(single[0]) : null), isSingleton, isShort);
                break;
            default:
                var first = -1;
                for (var i = 0; i < arguments.Count && first < 0; i++)
                {
                    first = arguments[i].Expression is TypeOfExpressionSyntax ? i : -1;
                }

                if (first >= 0)
                {
                    found.Add(((TypeOfExpressionSyntax)arguments[first].Expression).Type,
                        first + 1 < arguments.Count && arguments[first + 1].Expression is TypeOfExpressionSyntax implementation ? SimpleName(implementation.Type)
                            : Made(arguments) ?? (arguments.Count == 1 ? SimpleName(((TypeOfExpressionSyntax)arguments[first].Expression).Type) : null), isSingleton, isShort);
                }
                else if ((isSingleton || isShort) && Made(arguments) is { } made)
                {
                    (isSingleton ? found.Singletons : found.ShortLived).Add(made);
                }

                break;
        }
    }

    private static bool IsRegistration(string name) => IsAddition(name) || name is "Scoped" or "Transient" or "Singleton" or "Describe" or "Decorate";

    private static bool IsAddition(string name) =>
        (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal)) &&
        (name.EndsWith("Scoped", StringComparison.Ordinal) || name.EndsWith("Transient", StringComparison.Ordinal) || name.EndsWith("Singleton", StringComparison.Ordinal) || name == "AddHttpClient");

    // builder.RegisterType<SqlStore>().As<IStore>()
    private static string? RegisteredBefore(ExpressionSyntax expression)
    {
        while (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax inner })
        {
            if (inner.Name is GenericNameSyntax { Identifier.ValueText: "RegisterType", TypeArgumentList.Arguments: { Count: 1 } types })
            {
                return SimpleName(types[0]);
            }

            expression = inner.Expression;
        }

        return null;
    }

    // sp => new SqlStore(…)   sp => sp.GetRequiredService<SqlStore>()   new SqlStore()
    private static string? Made(SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        foreach (var argument in arguments)
        {
            var value = argument.Expression is LambdaExpressionSyntax { ExpressionBody: { } body } ? body : argument.Expression;
            switch (value)
            {
                case ObjectCreationExpressionSyntax creation:
                    return SimpleName(creation.Type);
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "GetRequiredService" or "GetService" or "CreateInstance", TypeArgumentList.Arguments: { Count: 1 } types } } }:
                    return SimpleName(types[0]);
            }
        }

        return null;
    }

    private static string? SimpleName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What was read, by simple names.</summary>
    private sealed class Found
    {
        /// <summary>Implementations by contract; null where one registration cannot be read, which makes all of its contract unknown.</summary>
        public Dictionary<string, HashSet<string>?> Implementations { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Singletons { get; } = new(StringComparer.Ordinal);

        /// <summary>Those that are built per scope or per user.</summary>
        public HashSet<string> ShortLived { get; } = new(StringComparer.Ordinal);

        /// <summary>All implementations.</summary>
        public HashSet<string> Types { get; } = new(StringComparer.Ordinal);

        public void Add(TypeSyntax contract, string? implementation, bool isSingleton, bool isShortLived = false)
        {
            if (SimpleName(contract) is not { } name)
            {
                return;
            }

            if (implementation is null)
            {
                Implementations[name] = null;
                return;
            }

            Types.Add(implementation);
            if (isSingleton)
            {
                Singletons.Add(implementation);
            }

            if (isShortLived)
            {
                ShortLived.Add(implementation);
            }

            if (!Implementations.TryGetValue(name, out var names))
            {
                Implementations.Add(name, new(StringComparer.Ordinal) { implementation });
            }
            else
            {
                names?.Add(implementation);
            }
        }
    }
}
