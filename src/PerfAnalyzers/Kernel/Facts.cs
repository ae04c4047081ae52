using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What is known about one compilation, shared by all rules. Cheap to create, lazy inside, safe from any thread. Lives as
/// long as its compilation does.
/// </summary>
internal sealed class Facts
{
    /// <summary>Treat test projects like any other code.</summary>
    public static readonly PerfOption<bool> IncludeTests = PerfOption.Flag("include_tests", false);

    private static readonly ConditionalWeakTable<Compilation, Facts> s_facts = new();

    private const string HandlerName = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";

    private static readonly char[] s_separators = ['.', '+'];

    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, INamespaceSymbol?> _namespaces = new(StringComparer.Ordinal);
    private readonly Lazy<bool> _isTestProject;
    private readonly Lazy<bool> _usesDatabase;
    private readonly Lazy<Knowledge> _knowledge;
    private readonly Lazy<Loops> _loops;
    private readonly Lazy<Heat> _heat;
    private readonly Lazy<Bodies> _bodies;
    private readonly Lazy<Queries> _queries;
    private readonly Lazy<RoundTrips> _roundTrips;
    private readonly Lazy<Registrations> _registrations;
    private readonly Lazy<Dispatch> _dispatch;
    private readonly Lazy<Delegates> _delegates;
    private readonly Lazy<MemoGuards> _memoGuards;
    private readonly Lazy<RoundTripNames> _roundTripNames;
    private readonly Lazy<Summaries> _summaries;
    private readonly Lazy<Summaries> _saveSummaries;
    private readonly Lazy<Summaries> _remoteSummaries;
    private readonly Lazy<PerElement> _perElement;
    private readonly Lazy<RepositoryLookups> _repositoryLookups;
    private readonly Lazy<Recursion> _recursion;
    private readonly Lazy<EntityModel> _entities;
    private readonly Lazy<NavigationReads> _navigationReads;
    private readonly Lazy<AsyncTwins> _asyncTwins;
    private readonly Lazy<BlockingCalls> _blockingCalls;
    private readonly Lazy<Origins> _origins;
    private readonly Lazy<ContextUses> _contextUses;
    private readonly Lazy<SharedContexts> _sharedContexts;
    private readonly Lazy<ConcurrentReads> _concurrentReads;
    private readonly Lazy<ScanSummaries> _scanSummaries;
    private readonly Lazy<Sorts> _sorts;
    private readonly Lazy<Composition> _composition;
    private readonly Lazy<Deployment> _deployment;
    private readonly Lazy<Profiles> _profiles;
    private readonly Lazy<TypedClients> _typedClients;
    private readonly Lazy<StaticPatterns> _staticPatterns;

    private Facts(Compilation compilation, AnalyzerOptions options)
    {
        Compilation = compilation;
        Options = options;
        _isTestProject = new(FindWhetherTestProject);
        _usesDatabase = new(FindWhetherDatabaseIsUsed);
        _knowledge = new(() => new Knowledge(this));
        _loops = new(() => new Loops(this));
        _heat = new(() => new Heat(this));
        _bodies = new(() => new Bodies(compilation));
        _queries = new(() => new Queries(this));
        _roundTrips = new(() => new RoundTrips(this));
        _registrations = new(() => new(this));
        _dispatch = new(() => new Dispatch(this));
        _delegates = new(() => new Delegates(this));
        _memoGuards = new(() => new MemoGuards(this));
        _roundTripNames = new(() => new RoundTripNames(this));
        _summaries = new(() => new Summaries(this, Kernel.Summaries.Database));
        _saveSummaries = new(() => new Summaries(this, ApiEffects.Save));
        _remoteSummaries = new(() => new Summaries(this, ApiEffects.Remote));
        _perElement = new(() => new PerElement(this));
        _repositoryLookups = new(() => new RepositoryLookups(this));
        _recursion = new(() => new Recursion(this));
        _entities = new(() => new EntityModel(this));
        _navigationReads = new(() => new NavigationReads(this));
        _asyncTwins = new(() => new AsyncTwins(this));
        _blockingCalls = new(() => new BlockingCalls(this));
        _origins = new(() => new Origins(this));
        _contextUses = new(() => new ContextUses(this));
        _sharedContexts = new(() => new SharedContexts(this));
        _concurrentReads = new(() => new ConcurrentReads(this));
        _scanSummaries = new(() => new ScanSummaries(this));
        _sorts = new(() => new Sorts(this));
        _composition = new(() => new Composition(this));
        _deployment = new(() => new Deployment(this));
        _profiles = new(() => new Profiles(this));
        _typedClients = new(() => new TypedClients(this));
        _staticPatterns = new(() => new StaticPatterns(this));
    }

    public Compilation Compilation { get; }

    public AnalyzerOptions Options { get; }

    /// <summary>What is known of library members, bundled and from the user's <c>PerfAnalyzers.Apis.txt</c>.</summary>
    public Knowledge Knowledge => _knowledge.Value;

    public Loops Loops => _loops.Value;

    public Heat Heat => _heat.Value;

    public Bodies Bodies => _bodies.Value;

    public Queries Queries => _queries.Value;

    public RoundTrips RoundTrips => _roundTrips.Value;

    public Registrations Registrations => _registrations.Value;

    public Dispatch Dispatch => _dispatch.Value;

    public Delegates Delegates => _delegates.Value;

    public MemoGuards MemoGuards => _memoGuards.Value;

    public StaticPatterns StaticPatterns => _staticPatterns.Value;

    public RoundTripNames RoundTripNames => _roundTripNames.Value;

    /// <summary>What calls do to databases.</summary>
    public Summaries Summaries => _summaries.Value;

    /// <summary>Which calls save; apart, because few members do.</summary>
    public Summaries SaveSummaries => _saveSummaries.Value;

    /// <summary>What calls send to other machines; apart, because the names of such calls are everywhere.</summary>
    public Summaries RemoteSummaries => _remoteSummaries.Value;

    public PerElement PerElement => _perElement.Value;

    public RepositoryLookups RepositoryLookups => _repositoryLookups.Value;

    public Recursion Recursion => _recursion.Value;

    /// <summary>Entity Framework Core's model, as far as the source shows it.</summary>
    public EntityModel Entities => _entities.Value;

    public NavigationReads NavigationReads => _navigationReads.Value;

    public AsyncTwins AsyncTwins => _asyncTwins.Value;

    public BlockingCalls BlockingCalls => _blockingCalls.Value;

    public Origins Origins => _origins.Value;

    public ContextUses ContextUses => _contextUses.Value;

    public SharedContexts SharedContexts => _sharedContexts.Value;

    public ConcurrentReads ConcurrentReads => _concurrentReads.Value;

    /// <summary>Which members search linearly when they are called.</summary>
    public ScanSummaries ScanSummaries => _scanSummaries.Value;

    public Sorts Sorts => _sorts.Value;

    /// <summary>What the project registers, uses and maps.</summary>
    public Composition Composition => _composition.Value;

    /// <summary>How many instances run, and behind what.</summary>
    public Deployment Deployment => _deployment.Value;

    /// <summary>What recorded profiles say of the project's methods.</summary>
    public Profiles Profiles => _profiles.Value;

    public TypedClients TypedClients => _typedClients.Value;

    /// <summary>The project is a test project, and the user has not asked to review tests.</summary>
    public bool IsTestProject => _isTestProject.Value;

    /// <summary>
    /// The code can talk to a database: it references a mapper or a provider, names <c>System.Data.Common</c>, or its API table
    /// names round trips. Everything that looks for round trips is switched off where it is false.
    /// </summary>
    public bool UsesDatabase => _usesDatabase.Value;

    /// <summary>Whether a symbol is declared in this project: see <see cref="Operations.IsOwn"/>.</summary>
    public bool IsOwn(ISymbol symbol) => Operations.IsOwn(symbol, Compilation);

    public static Facts Of(Compilation compilation, AnalyzerOptions options) =>
        s_facts.TryGetValue(compilation, out var known) ? known : s_facts.GetValue(compilation, key => new Facts(key, options));

    /// <summary>
    /// The type with a metadata name (<c>System.Collections.Generic.List`1</c>), nested ones after <c>+</c> or a dot; null when it is
    /// not referenced.
    /// </summary>
    public INamedTypeSymbol? Type(string metadataName)
    {
        if (!_types.TryGetValue(metadataName, out var type))
        {
            type = Find(metadataName);
            _types.TryAdd(metadataName, type);
        }

        return type;
    }

    /// <summary>Whether interpolated strings are built without boxes: on .NET 6 and later.</summary>
    public static bool HasHandler(Compilation compilation) => s_facts.TryGetValue(compilation, out var facts)
        ? facts.Type(HandlerName) is not null
        : !compilation.GetTypesByMetadataName(HandlerName).IsEmpty;

    // By namespace: most types that are asked for lie in libraries that are not referenced, and one question answers for all of them.
    private INamedTypeSymbol? Find(string metadataName)
    {
        var end = metadataName.LastIndexOfAny(s_separators);
        if (end < 0)
        {
            return Best(Compilation.GlobalNamespace, metadataName);
        }

        var container = metadataName.Substring(0, end);
        return metadataName[end] == '.' && Namespace(container) is { } space ? Best(space, metadataName.Substring(end + 1))
            : Type(container) is { } around ? Best(around, metadataName.Substring(end + 1))
            : null;
    }

    private INamespaceSymbol? Namespace(string name)
    {
        if (!_namespaces.TryGetValue(name, out var space))
        {
            var end = name.LastIndexOf('.');
            var around = end < 0 ? Compilation.GlobalNamespace : Namespace(name.Substring(0, end));
            foreach (var member in around?.GetMembers(name.Substring(end + 1)) ?? [])
            {
                space ??= member as INamespaceSymbol;
            }

            _namespaces.TryAdd(name, space);
        }

        return space;
    }

    // Several assemblies may hold internal copies of a type (polyfills): the own one is meant, then the public one.
    private INamedTypeSymbol? Best(INamespaceOrTypeSymbol container, string metadataName)
    {
        var mark = metadataName.IndexOf('`');
        var candidates = mark < 0 ? container.GetTypeMembers(metadataName, 0)
            : int.TryParse(metadataName.Substring(mark + 1), out var arity) ? container.GetTypeMembers(metadataName.Substring(0, mark), arity)
            : [];
        if (candidates.Length < 2)
        {
            return candidates.Length == 0 ? null : candidates[0];
        }

        INamedTypeSymbol? best = null;
        foreach (var candidate in candidates)
        {
            if (IsOwn(candidate))
            {
                return candidate;
            }

            best ??= candidate.DeclaredAccessibility == Accessibility.Public ? candidate : null;
        }

        return best;
    }

    private bool FindWhetherTestProject()
    {
        var provider = Options.AnalyzerConfigOptionsProvider;
        SyntaxTree? first = null;
        foreach (var tree in Compilation.SyntaxTrees)
        {
            first = tree;
            break;
        }

        if (IncludeTests.In(Options, first))
        {
            return false;
        }

        if (provider.GlobalOptions.TryGetValue("build_property.IsTestProject", out var declared) && declared.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var reference in Compilation.ReferencedAssemblyNames)
        {
            if (reference.Name is "xunit.core" or "xunit.v3.core" or "nunit.framework" or "Microsoft.VisualStudio.TestPlatform.TestFramework" or "MSTest.TestFramework" or "TUnit.Core" or "NBench")
            {
                return true;
            }
        }

        // Helpers for tests know no framework: Contoso.TestKit, Contoso.Testing.Web.
        foreach (var part in (Compilation.AssemblyName ?? "").Split('.'))
        {
            if (part is "Test" or "Tests" or "TestKit" or "Testing" or "TestUtilities" or "TestHelpers" or "UnitTests" or "IntegrationTests" or "FunctionalTests")
            {
                return true;
            }
        }

        return false;
    }

    private bool FindWhetherDatabaseIsUsed()
    {
        if (Queries.HasMapper || Knowledge.HasUserRoundTrips || Knowledge.HasDatabase)
        {
            return true;
        }

        foreach (var module in Compilation.Assembly.Modules)
        {
            foreach (var referenced in module.ReferencedAssemblySymbols)
            {
                if ((!referenced.Name.StartsWith("System.", StringComparison.Ordinal) || referenced.Name is "System.Data.SqlClient" or "System.Data.Odbc" or "System.Data.OleDb" or "System.Data.SQLite") && !referenced.Name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal) &&
                    referenced.Name is not ("mscorlib" or "netstandard" or "System" or "Microsoft.CSharp" or "Newtonsoft.Json") && References(referenced, "System.Data.Common"))
                {
                    return true;
                }
            }
        }

        foreach (var tree in Compilation.SyntaxTrees)
        {
            if (tree.GetRoot() is CompilationUnitSyntax unit)
            {
                foreach (var import in unit.Usings)
                {
                    if (import.Name is QualifiedNameSyntax { Right.Identifier.ValueText: "Common", Left: QualifiedNameSyntax { Right.Identifier.ValueText: "Data" } })
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool References(IAssemblySymbol assembly, string name)
    {
        foreach (var module in assembly.Modules)
        {
            foreach (var identity in module.ReferencedAssemblies)
            {
                if (identity.Name == name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
