using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Lookups by the element's key through a repository whose implementation is not in this project: the port of an application
/// layer, the contract of another assembly. Its name and shape tell what it most likely does; nothing proves it.
/// </summary>
internal sealed class RepositoryLookups(Facts facts)
{
    private static readonly string[] s_contracts = ["Repository", "Repo", "Store", "Dao", "Reader", "Queries", "DataAccess"];
    private static readonly string[] s_verbs = ["Get", "Find", "Load", "Fetch", "Read", "Query"];
    private static readonly string[] s_keys = ["id", "key", "guid", "code", "number", "email", "sku", "slug", "name", "userName"];

    private readonly Flow _flow = new(facts);
    private readonly ElementGuards _guards = new(facts);

    /// <summary>The repetition in which a call or method group looks one row up by the element's key; null when it does not.</summary>
    public Repetition? Around(IOperation operation, CancellationToken cancellation)
    {
        var (method, loop) = operation switch
        {
            IInvocationOperation call when IsLookup(call.TargetMethod) => (call.TargetMethod, facts.Loops.Around(call)),
            IMethodReferenceOperation group when IsLookup(group.Method) => (group.Method, facts.Loops.AroundMethodGroup(group)),
            _ => (null, null),
        };
        if (method is null || loop is null || facts.Knowledge.Of(method) is not null || !facts.Dispatch.Targets(method).IsEmpty || Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        // Whatever is passed feeds it.
        var summary = new MethodSummary(ApiEffects.Query, [method.Name], [], ulong.MaxValue, false, 0, false);
        for (; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (_guards.IsRepeated(loop, cancellation) && (operation is IMethodReferenceOperation || IsFedByKey((IInvocationOperation)operation, loop)))
            {
                return _guards.IsRight(operation, null, summary, loop) ? null : loop;
            }
        }

        return null;
    }

    // Task<Customer?> GetByIdAsync(int id, CancellationToken cancellation)
    private static bool IsLookup(IMethodSymbol method) =>
        method.ContainingType is { TypeKind: TypeKind.Interface, Name: ['I', ..] } contract &&
        Ends(contract.Name, s_contracts) && !IsFramework(contract.ContainingAssembly) &&
        IsVerb(method.Name) && method.Parameters.Length > 0 && IsKey(method.Parameters[0]) && !HasCollection(method) && IsSingle(method.ReturnType);

    private bool IsFedByKey(IInvocationOperation call, Repetition loop) => Operations.Argument(call, 0) is { } key && _flow.Of(key, loop) == Variation.Varies;

    private static bool Ends(string name, string[] words)
    {
        foreach (var word in words)
        {
            if (name.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // GetAsync, FindByEmail, LoadOrder; not Getaway, not GetMany, not GetAllFor.
    private static bool IsVerb(string name)
    {
        foreach (var verb in s_verbs)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length])))
            {
                var rest = name.Substring(verb.Length);
                return !rest.StartsWith("Many", StringComparison.Ordinal) && !rest.StartsWith("All", StringComparison.Ordinal) && !rest.StartsWith("List", StringComparison.Ordinal) && rest.IndexOf("Cache", StringComparison.Ordinal) < 0;
            }
        }

        return false;
    }

    private static bool IsKey(IParameterSymbol parameter)
    {
        var type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : parameter.Type;
        if (type.TypeKind == TypeKind.Delegate || Operations.IsExpressionTree(type) || type.SpecialType == SpecialType.System_Boolean || type.TypeKind == TypeKind.Enum)
        {
            return false;
        }

        if (type is { Name: "Guid", ContainingNamespace.Name: "System" } || type.Name.EndsWith("Id", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var key in s_keys)
        {
            if (parameter.Name == key || parameter.Name.Length > key.Length && char.IsUpper(parameter.Name[parameter.Name.Length - key.Length]) &&
                parameter.Name.EndsWith(key.Substring(1), StringComparison.Ordinal) && char.ToLowerInvariant(parameter.Name[parameter.Name.Length - key.Length]) == key[0])
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasCollection(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (ElementGuards.IsCollection(parameter.Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSingle(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace.Name: "Tasks" } task)
        {
            if (task.TypeArguments is not [var result])
            {
                return false;
            }

            type = result;
        }

        return type.SpecialType != SpecialType.System_Void && !ElementGuards.IsCollection(type) && type.Name != "IAsyncEnumerable";
    }

    private static bool IsFramework(IAssemblySymbol? assembly) =>
        assembly is null || assembly.Name.StartsWith("System", StringComparison.Ordinal) || assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly.Name is "netstandard" or "mscorlib";
}
