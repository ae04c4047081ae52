using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What the code says about the model and the options of its contexts: found by the names of the configuring calls in the text,
/// and only those calls are bound.
/// </summary>
internal sealed class ModelConfiguration
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "UseLazyLoadingProxies", "AutoInclude", "SetIsEagerLoaded", "IsEagerLoaded", "OwnsOne", "OwnsMany", "Owned", "ComplexProperty", "ComplexCollection", "Ignore",
        "HasConversion", "HasColumnType", "Properties", "AddDbContext", "AddDbContextPool", "AddDbContextFactory", "AddPooledDbContextFactory",
        "DbContextOptionsBuilder", "OnConfiguring", "UseSqlite", "UseSqlServer", "UseNpgsql", "UseMySql", "UseInMemoryDatabase", "LazyLoadingEnabled", "UseQuerySplittingBehavior",
    };

    private readonly HashSet<string> _configured = new(StringComparer.Ordinal);
    private readonly HashSet<ISymbol> _proxied = new(SymbolEqualityComparer.Default);
    private bool _isProxiedSomewhere;
    private bool _seesProvider;

    private ModelConfiguration()
    {
    }

    /// <summary>Navigations that every query loads.</summary>
    public HashSet<ISymbol> AutoIncluded { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>A context loads each collection with a query of its own, unless a query says otherwise.</summary>
    public bool SplitsQueries { get; private set; }

    /// <summary>The code shows how a context is configured.</summary>
    public bool SeesOptions => _configured.Count > 0 || _seesProvider;

    /// <summary>Something is loaded always, and the code does not show what.</summary>
    public bool AutoIncludesUnknown { get; private set; }

    /// <summary>Properties that look like navigations and are owned, complex, converted or ignored.</summary>
    public HashSet<ISymbol> NotNavigations { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Types that are owned, complex or stored in a column.</summary>
    public HashSet<ISymbol> NotEntities { get; } = new(SymbolEqualityComparer.Default);

    public static ModelConfiguration Read(Facts facts)
    {
        var configuration = new ModelConfiguration();
        foreach (var (tree, names) in SourceFiles.Of(facts.Compilation))
        {
            var root = tree.GetRoot();
            if (!IsMentioned(names.Words, root))
            {
                continue;
            }

            foreach (var node in root.DescendantNodes())
            {
                if (node is SimpleNameSyntax name && s_names.Contains(name.Identifier.ValueText))
                {
                    configuration.Read(name, facts);
                }
                else if (node is MethodDeclarationSyntax { Identifier.ValueText: "OnConfiguring", Parent: TypeDeclarationSyntax type })
                {
                    configuration._configured.Add(type.Identifier.ValueText);
                }
            }
        }

        return configuration;
    }

    /// <summary>Whether a context makes proxies that load lazily.</summary>
    public LazyLoading ProxiesOf(INamedTypeSymbol context, int contexts)
    {
        for (var type = context; type is not null; type = type.BaseType)
        {
            if (_proxied.Contains(type.OriginalDefinition))
            {
                return LazyLoading.On;
            }
        }

        if (_isProxiedSomewhere)
        {
            return contexts <= 1 ? LazyLoading.On : LazyLoading.Unknown;
        }

        return _configured.Contains(context.Name) ? LazyLoading.Off : LazyLoading.Unknown;
    }

    private static bool IsMentioned(WordSet words, SyntaxNode root) =>
        !ConfiguredKeys.IsOldModel(words) && (words.Contains("OnConfiguring") || words.Overlaps(s_names) || root is CompilationUnitSyntax { Members: { Count: > 0 } members } && members[0] is GlobalStatementSyntax);

    private void Read(SimpleNameSyntax name, Facts facts)
    {
        switch (name.Identifier.ValueText)
        {
            case "UseLazyLoadingProxies":
                if (Call(name, facts) is { } proxies)
                {
                    ReadProxies(proxies, facts);
                }

                break;
            case "UseQuerySplittingBehavior":
                SplitsQueries |= Invocation(name)?.ArgumentList.ToString().IndexOf("SingleQuery", StringComparison.Ordinal) < 0;
                break;
            case "UseSqlite" or "UseSqlServer" or "UseNpgsql" or "UseMySql":
                _seesProvider = true;
                break;
            case "AutoInclude":
                if (Call(name, facts) is { } included)
                {
                    ReadAutoInclude(included);
                }

                break;
            case "SetIsEagerLoaded" or "IsEagerLoaded":
                AutoIncludesUnknown |= name.Parent is not AssignmentExpressionSyntax;
                break;
            case "OwnsOne" or "OwnsMany" or "ComplexProperty" or "ComplexCollection" or "Ignore":
                if (TakesLambda(name) && Call(name, facts) is { } mapped && SelectedProperty(mapped) is { } property)
                {
                    NotNavigations.Add(property);
                    if (name.Identifier.ValueText != "Ignore" && EntityModel.TargetOf(property) is { } target)
                    {
                        NotEntities.Add(target.OriginalDefinition);
                    }
                }
                else if (name is GenericNameSyntax && Call(name, facts) is { TargetMethod.TypeArguments: { Length: > 0 } ignored } && name.Identifier.ValueText == "Ignore")
                {
                    NotEntities.Add(ignored[0].OriginalDefinition);
                }

                break;
            case "Owned" or "Properties":
                if (name is GenericNameSyntax && Call(name, facts) is { TargetMethod.TypeArguments: { Length: > 0 } types })
                {
                    NotEntities.Add(types[0].OriginalDefinition);
                }

                break;
            case "HasConversion" or "HasColumnType":
                if (SelectionBefore(name) is { } selection && facts.Bodies.At(selection, default) is IInvocationOperation column && SelectedProperty(column) is { } converted)
                {
                    NotNavigations.Add(converted);
                }

                break;
            default:
                if (name is GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } arguments })
                {
                    foreach (var argument in arguments)
                    {
                        _configured.Add(argument is SimpleNameSyntax simple ? simple.Identifier.ValueText : (argument as QualifiedNameSyntax)?.Right.Identifier.ValueText ?? "");
                    }
                }

                break;
        }
    }

    private void ReadProxies(IInvocationOperation call, Facts facts)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.SpecialType == SpecialType.System_Boolean && argument.Value.ConstantValue is { HasValue: true, Value: false })
            {
                return;
            }
        }

        // UseLazyLoadingProxies<Shop>(builder of Shop), AddDbContext<Shop>(o => …)
        var isFound = false;
        for (IOperation? current = call; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation outer)
            {
                foreach (var type in outer.TargetMethod.TypeArguments)
                {
                    if (facts.Entities.IsContext(type))
                    {
                        isFound |= _proxied.Add(type.OriginalDefinition) || true;
                    }
                }
            }
        }

        if (!isFound && call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is { } method && facts.Entities.IsContext(method.ContainingType))
        {
            isFound = true;
            _proxied.Add(method.ContainingType.OriginalDefinition);
        }

        _isProxiedSomewhere |= !isFound;
    }

    private void ReadAutoInclude(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: false })
            {
                return;
            }
        }

        for (var current = call.Instance; current is IInvocationOperation configuring; current = configuring.Instance)
        {
            if (configuring.TargetMethod.Name == "Navigation")
            {
                if (SelectedProperty(configuring) is { } property)
                {
                    AutoIncluded.Add(property);
                    return;
                }

                break;
            }
        }

        AutoIncludesUnknown = true;
    }

    private static IInvocationOperation? Call(SimpleNameSyntax name, Facts facts) =>
        Invocation(name) is { } syntax ? facts.Bodies.At(syntax, default) as IInvocationOperation : null;

    private static InvocationExpressionSyntax? Invocation(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Name == name => call,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax call } => call,
        _ => null,
    };

    private static bool TakesLambda(SimpleNameSyntax name) =>
        Invocation(name)?.ArgumentList.Arguments is { Count: > 0 } arguments && arguments[0].Expression is LambdaExpressionSyntax;

    /// <summary>The selection a chain of calls begins with: <c>.Property(x => x.Email)</c> of <c>.Property(x => x.Email).HasMaxLength(9).HasConversion(…)</c>.</summary>
    public static InvocationExpressionSyntax? SelectionBefore(SimpleNameSyntax name)
    {
        var current = (name.Parent as MemberAccessExpressionSyntax)?.Expression;
        while (current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
        {
            if (access.Name.Identifier.ValueText == "Property")
            {
                return TakesLambda(access.Name) ? call : null;
            }

            current = access.Expression;
        }

        return null;
    }

    /// <summary>The property that a call names on a builder of its entity: <c>(x => x.Customer)</c>, <c>("Customer")</c>.</summary>
    public static IPropertySymbol? SelectedProperty(IInvocationOperation call)
    {
        if (call.Arguments.Length == 0)
        {
            return null;
        }

        var argument = Operations.Unconverted(call.Arguments[0].Value);
        if (argument.ConstantValue is { HasValue: true, Value: string text })
        {
            for (var type = call.TargetMethod.ContainingType is { TypeArguments: { Length: > 0 } types } ? types[0] : null; type is not null; type = type.BaseType)
            {
                foreach (var member in type.GetMembers(text))
                {
                    if (member is IPropertySymbol named)
                    {
                        return named.OriginalDefinition;
                    }
                }
            }

            return null;
        }

        foreach (var part in call.Arguments[0].Descendants())
        {
            if (part is IAnonymousFunctionOperation { Body.Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IReturnOperation { ReturnedValue: { } selected })
            {
                return (Operations.Unconverted(selected) as IPropertyReferenceOperation)?.Property.OriginalDefinition;
            }
        }

        return null;
    }
}
