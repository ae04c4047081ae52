using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>What has to become asynchronous so that a wait can be awaited.</summary>
internal static class WayOut
{
    public static string Of(IOperation wait, Site site)
    {
        for (var parent = wait.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case ILockOperation:
                    return "await it before the lock is taken, or guard with SemaphoreSlim.WaitAsync";
                case IAnonymousFunctionOperation { Symbol.IsAsync: true } or ILocalFunctionOperation { Symbol.IsAsync: true }:
                    return "await it";
                case IAnonymousFunctionOperation lambda when !lambda.IsImplicit:
                    return OfLambda(lambda);
                case ILocalFunctionOperation local:
                    return $"make '{local.Symbol.Name}' async and await it";
            }
        }

        return OfMember(site.ContainingSymbol, wait);
    }

    private static string OfLambda(IAnonymousFunctionOperation lambda)
    {
        if (Loops.CallReceiving(lambda) is { } call)
        {
            return call.TargetMethod.Name switch
            {
                "GetOrAdd" or "AddOrUpdate" => "keep the task as the value and await what is returned",
                "AddSingleton" or "AddScoped" or "AddTransient" => "register the task or a factory and await it where it is used",
                _ => $"make the lambda given to '{call.TargetMethod.Name}' async and await it",
            };
        }

        return lambda.Parent?.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Lazy" } }
            ? "make it a Lazy<Task<…>> and await its value"
            : "make the lambda async and await it";
    }

    private static string OfMember(ISymbol member, IOperation wait)
    {
        if (member is not IMethodSymbol method)
        {
            return "keep the task and await it where the value is used";
        }

        if (method.IsAsync)
        {
            return "await it";
        }

        switch (method.MethodKind)
        {
            case MethodKind.Constructor or MethodKind.StaticConstructor:
                return $"await it in a static factory method that then constructs '{method.ContainingType.Name}'";
            case MethodKind.PropertyGet or MethodKind.PropertySet:
                return $"make '{method.AssociatedSymbol?.Name}' an async method and await it";
            case MethodKind.Destructor or MethodKind.UserDefinedOperator or MethodKind.Conversion or MethodKind.EventAdd or MethodKind.EventRemove:
                return "await it before this is called";
        }

        if (method is { Name: "Dispose", Parameters.Length: <= 1 })
        {
            return "implement IAsyncDisposable and await it in 'DisposeAsync'";
        }

        if (IsIterator(wait))
        {
            return $"make '{method.Name}' return IAsyncEnumerable and await it";
        }

        var name = NameOf(method);
        if (TwinOf(method, wait) is { } twin)
        {
            return $"let the callers of '{name}' await '{twin}'";
        }

        return method.OverriddenMethod is not null || ImplementsInterface(method)
            ? $"make '{name}', the member it implements and its callers async, and await it"
            : $"make '{name}' and its callers async, and await it";
    }

    private static bool IsIterator(IOperation wait)
    {
        var root = Operations.Function(wait);
        foreach (var operation in root.Descendants())
        {
            if (operation is IReturnOperation { Kind: OperationKind.YieldReturn } && ReferenceEquals(Operations.Function(operation), root))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A method's name; of an explicit implementation that of the member it implements.</summary>
    public static string NameOf(IMethodSymbol method) => method.ExplicitInterfaceImplementations is [var member, ..] ? member.Name : method.Name;

    /// <summary>The asynchronous method of the same type that is called for the wait.</summary>
    public static string? CalledTwin(IOperation wait)
    {
        foreach (var part in wait.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary, IsExtensionMethod: false } method } call &&
                (call.Instance is null || Operations.Unconverted(call.Instance) is IInstanceReferenceOperation) && method.Name.EndsWith("Async", StringComparison.Ordinal))
            {
                return method.Name;
            }
        }

        return null;
    }

    /// <summary>The asynchronous method beside a method of the same type: called for the wait, or declared for the same arguments.</summary>
    public static string? TwinOf(IMethodSymbol method, IOperation wait)
    {
        var name = NameOf(method) + "Async";
        if (CalledTwin(wait) == name)
        {
            return name;
        }

        foreach (var member in method.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol twin && twin.DeclaredAccessibility == method.DeclaredAccessibility && Operations.IsTask(twin.ReturnType) && TakesArgumentsOf(method, twin))
            {
                return name;
            }
        }

        return null;
    }

    // Perhaps a token besides.
    private static bool TakesArgumentsOf(IMethodSymbol method, IMethodSymbol twin)
    {
        if (twin.Parameters.Length < method.Parameters.Length || twin.Parameters.Length > method.Parameters.Length + 1)
        {
            return false;
        }

        foreach (var parameter in twin.Parameters)
        {
            if (parameter.Ordinal >= method.Parameters.Length)
            {
                return Operations.IsToken(parameter.Type);
            }

            var own = method.Parameters[parameter.Ordinal].Type;
            if (!SymbolEqualityComparer.Default.Equals(parameter.Type, own) && !(own is ITypeParameterSymbol && parameter.Type is ITypeParameterSymbol && own.Name == parameter.Type.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ImplementsInterface(IMethodSymbol method)
    {
        if (method.ExplicitInterfaceImplementations.Length > 0)
        {
            return true;
        }

        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
