using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>Where a chain of async methods has to stop.</summary>
internal static class AsyncBoundaries
{
    private static readonly string[] s_attributes =
    [
        "Obsolete", "EditorBrowsable", "Description", "DisplayName", "SuppressMessage", "ExcludeFromCodeCoverage", "DebuggerStepThrough", "DebuggerHidden", "DebuggerNonUserCode",
        "Fact", "Theory", "InlineData", "MemberData", "ClassData", "Trait", "Test", "TestCase", "TestCaseSource", "Category", "TestMethod", "DataTestMethod", "DataRow", "TestCategory",
        "NullableContext", "MustUseReturnValue", "UsedImplicitly", "PublicAPI",
    ];

    // Called by the compiler or the framework by their name.
    private static readonly string[] s_names =
    [
        "GetEnumerator", "GetAsyncEnumerator", "MoveNext", "Dispose", "DisposeAsync", "Deconstruct", "GetAwaiter", "GetResult", "GetPinnableReference", "Add", "Configure", "ConfigureServices",
        "ConfigureContainer", "CreateHostBuilder", "BuildWebHost", "CreateWebHostBuilder", "PrintMembers",
    ];

    private static readonly string[] s_affine =
    [
        "Monitor", "Mutex", "ReaderWriterLock", "ReaderWriterLockSlim", "SpinLock", "EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock", "CurrentThread", "CurrentPrincipal",
        "CallContext", "ThreadLocal", "EnterScope",
    ];

    /// <summary>Why a declaration cannot become async and return a task, and whether an asynchronous one can stand beside it.</summary>
    public static (string? Refusal, bool MayHaveTwin) OfSignature(AsyncFunction function, Document document)
    {
        if (OfDeclaration(function, document) is { } refusal)
        {
            return (refusal, false);
        }

        if (!HasKnownAttributes(function.Symbol))
        {
            return ("attributes", true);
        }

        if (function.Symbol.MethodKind != MethodKind.LocalFunction && s_names.Contains(function.Symbol.Name))
        {
            return ("called by its name", function.Symbol.Name == "Add");
        }

        return (IsPublicApi(function.Symbol, document) ? "public API" : null, function.Symbol.ContainingType is { TypeKind: not TypeKind.Interface } && !function.Symbol.IsAbstract);
    }

    private static string? OfDeclaration(AsyncFunction function, Document document)
    {
        var method = function.Symbol;
        if (IsGenerated(document))
        {
            return "generated code";
        }

        if (function.Syntax is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax))
        {
            return "not a method";
        }

        if (!Awaiting.HasPlainParameters(method) || method.IsVararg)
        {
            return "ref, out, span or pointer in the signature";
        }

        if (method.IsExtern || !method.GetReturnTypeAttributes().IsEmpty || (method.MethodImplementationFlags & System.Reflection.MethodImplAttributes.Synchronized) != 0)
        {
            return "attributes";
        }

        return HasUnknownBase(method.ContainingType, method.Name) ? "a base type that does not bind" : null;
    }

    /// <summary>Whether a method configures a host: a host that finds <c>Configure</c> or <c>ConfigureServices</c> with another result than it knows does not start.</summary>
    public static bool IsStartup(IMethodSymbol method) =>
        method.Name is "Configure" or "ConfigureServices" or "ConfigureContainer" && method.ContainingType.Name.EndsWith("Startup", StringComparison.Ordinal);

    /// <summary>Whether a name belongs to what holds on to its thread.</summary>
    public static bool IsAffine(string name) => s_affine.Contains(name);

    /// <summary>Why a body cannot have an <c>await</c>.</summary>
    public static string? OfBody(AsyncFunction function, SemanticModel model)
    {
        if (function.Symbol is { IsStatic: false, IsReadOnly: false, ContainingType: { TypeKind: TypeKind.Struct, IsReadOnly: false } })
        {
            return "instance method of a mutable struct";
        }

        foreach (var node in function.Syntax.DescendantNodes(node => node == function.Syntax || !IsFunction(node)))
        {
            switch (node)
            {
                case YieldStatementSyntax:
                    return "iterator";
                case IdentifierNameSyntax { Identifier.ValueText: var name } when s_affine.Contains(name):
                    return "bound to its thread";
                case AssignmentExpressionSyntax { Left: var target } when model.GetSymbolInfo(target).Symbol is IPropertySymbol { ContainingType.Name: "CultureInfo" or "AsyncLocal" or "Activity" } or IPropertySymbol { Name: "CurrentCulture" or "CurrentUICulture" }:
                    return "changes what only flows down from an async method";
                case IdentifierNameSyntax { Identifier.ValueText: "TransactionScope" } when !function.Syntax.DescendantTokens().Any(static token => token.ValueText == "TransactionScopeAsyncFlowOption"):
                    return "transaction scope";
                case IdentifierNameSyntax identifier when model.GetSymbolInfo(identifier).Symbol is IFieldSymbol { IsStatic: true } field &&
                    field.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute"):
                    return "bound to its thread";
            }
        }

        return null;
    }

    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>What the framework or a test runner finds by its name, or by attributes, keeps it.</summary>
    public static bool KeepsName(IMethodSymbol method, Compilation compilation)
    {
        if (method.Name.EndsWith("Async", StringComparison.Ordinal) || method.GetAttributes().Length > 0 ||
            SymbolEqualityComparer.Default.Equals(compilation.GetEntryPoint(default), method))
        {
            return true;
        }

        for (var type = method.ContainingType?.BaseType; type is not null && method.DeclaredAccessibility == Accessibility.Public; type = type.BaseType)
        {
            if (type.ContainingNamespace is { Name: not "System" } space && !type.Locations[0].IsInSource && IsFramework(space))
            {
                return true;
            }
        }

        return method.Name is "Main" or "Invoke" ||
            method is { DeclaredAccessibility: Accessibility.Public, ContainingType: { } owner } && owner.Name.EndsWith("Controller", StringComparison.Ordinal);
    }

    /// <summary>Whether a file is written by a tool.</summary>
    public static bool IsGenerated(Document document)
    {
        var name = Path.GetFileName(document.FilePath ?? document.Name);
        if (document is SourceGeneratedDocument || name.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".designer.cs", StringComparison.OrdinalIgnoreCase) ||
            name.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".g.i.cs", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return document.TryGetSyntaxRoot(out var root) && root.GetLeadingTrivia().Any(static trivia => trivia.ToString().Contains("<auto-generated"));
    }

    private static bool HasUnknownBase(INamedTypeSymbol? type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error)
            {
                return true;
            }
        }

        // An interface that is not implemented may mean the very method that does not match it, for want of a reference.
        return type is { TypeKind: not TypeKind.Interface } && type.AllInterfaces.Any(contract => contract.TypeKind == TypeKind.Error ||
            contract.GetMembers(name).Any(member => member.IsAbstract && type.FindImplementationForInterfaceMember(member) is null));
    }

    private static bool IsFramework(INamespaceSymbol space)
    {
        for (; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            if (space is { Name: "AspNetCore" or "Mvc" or "Web" or "Grpc" or "SignalR" or "Functions" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasKnownAttributes(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            var type = attribute.AttributeClass;
            var name = type?.Name ?? "";
            name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - 9) : name;
            var isFilter = type is not null && (IsFramework(type.ContainingNamespace) || type.AllInterfaces.Any(static contract => contract.Name is "IFilterMetadata" or "IAuthorizeData" or "IAllowAnonymous"));
            if (!s_attributes.Contains(name) && (!isFilter || method.ContainingType?.TypeKind == TypeKind.Interface))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPublicApi(IMethodSymbol method, Document document)
    {
        for (ISymbol? symbol = method; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } ||
                symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        document.TryGetSyntaxTree(out var tree);
        return Awaiting.PublicApi.In(document.Project.AnalyzerOptions, tree) switch
        {
            "keep" => true,
            "change" => false,
            _ => document.Project.AdditionalDocuments.Any(static file => file.Name == "PublicAPI.Shipped.txt"),
        };
    }
}
