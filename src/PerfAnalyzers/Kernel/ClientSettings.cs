using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether what a client is built from is the same for all callers: constants, fields and options, configuration, and objects made
/// of these. What a caller hands in, or what was loaded for it, may differ: an address, a tenant's account, a proxy, a cookie jar.
/// </summary>
internal sealed class ClientSettings(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 10;

    /// <summary>Whether everything a client is built from is the same on every call.</summary>
    public bool AreSame(IOperation built)
    {
        switch (built)
        {
            case IObjectCreationOperation creation:
                // A handler from elsewhere is what owns the connections.
                return !OwnsNoHandler(creation) && Are(creation.Arguments, 0) && IsInitializer(creation.Initializer, 0);
            case IInvocationOperation call:
                return (call.Instance is null || IsBuilder(call.Instance, 0)) && Are(call.Arguments, 0);
            default:
                return false;
        }
    }

    private static bool OwnsNoHandler(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Name == "disposeHandler" && argument.Value.ConstantValue is { HasValue: true, Value: false })
            {
                return true;
            }

            if (argument.Parameter?.Type.Name is "HttpMessageHandler" or "HttpClient" && Made(argument.Value) is null)
            {
                return true;
            }
        }

        return false;
    }

    private static IObjectCreationOperation? Made(IOperation value)
    {
        value = Operations.Unconverted(value);
        return value as IObjectCreationOperation ?? (value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only ? Operations.Unconverted(only) as IObjectCreationOperation : null);
    }

    private bool Are(IEnumerable<IArgumentOperation> arguments, int depth)
    {
        foreach (var argument in arguments)
        {
            if (!Is(argument.Value, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInitializer(IObjectOrCollectionInitializerOperation? initializer, int depth)
    {
        foreach (var part in initializer?.Initializers ?? [])
        {
            var isSame = part switch
            {
                ISimpleAssignmentOperation assignment => !IsOwnState(assignment.Target) && Is(assignment.Value, depth + 1),
                IMemberInitializerOperation inner => IsInitializer(inner.Initializer, depth + 1),
                IInvocationOperation added => Are(added.Arguments, depth),
                _ => false,
            };
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    // Cookies and client certificates are why a handler may be somebody's own.
    private static bool IsOwnState(IOperation target) => target is IPropertyReferenceOperation { Property.Name: "CookieContainer" or "Credentials" or "UseDefaultCredentials" or "DefaultProxyCredentials" };

    private bool Is(IOperation? value, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return Is(conversion.Operand, depth + 1);
            case IParenthesizedOperation or IBinaryOperation or IUnaryOperation or IConditionalOperation or ICoalesceOperation or IArrayCreationOperation or IArrayInitializerOperation
                or ICollectionExpressionOperation or ISpreadOperation or IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation or IDelegateCreationOperation
                or IDefaultValueOperation or ITypeOfOperation or IConditionalAccessOperation or IConditionalAccessInstanceOperation or IArrayElementReferenceOperation:
                foreach (var child in value.ChildOperations)
                {
                    if (!Is(child, depth + 1))
                    {
                        return false;
                    }
                }

                return true;
            case IInstanceReferenceOperation or IMethodReferenceOperation:
                return true;
            case IAnonymousFunctionOperation lambda:
                return CapturesNothing(lambda);
            case IFieldReferenceOperation field:
                return !SpeaksOfCaller(field.Field.Name) && (field.Instance is null || Is(field.Instance, depth + 1));
            case IPropertyReferenceOperation property:
                return !SpeaksOfCaller(property.Property.Name) && !(property.Property.IsStatic && StateChanges.IsClock(property.Property)) && (property.Instance is null || Is(property.Instance, depth + 1)) && Are(property.Arguments, depth);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsOfObject(parameter) && !SpeaksOfCaller(parameter.Name) && !SpeaksOfCaller(parameter.Type.Name) || parameter.Type.Name is "CancellationToken" or "IConfiguration" or "IConfigurationSection" or "IConfigurationRoot" or "ILoggerFactory" or "IServiceProvider";
            case ILocalReferenceOperation local:
                return IsLocal(local, depth);
            case IObjectCreationOperation creation:
                return !OwnsNoHandler(creation) && Are(creation.Arguments, depth) && IsInitializer(creation.Initializer, depth + 1);
            case IInvocationOperation call:
                return !facts.IsOwn(call.TargetMethod) && !SpeaksOfCaller(call.TargetMethod.Name) && !SpeaksOfCaller(call.Type?.Name ?? "") && (call.Instance is null || Is(call.Instance, depth + 1)) && Are(call.Arguments, depth) && !StateChanges.IsClock(call.TargetMethod);
            default:
                return false;
        }
    }

    // A builder or factory, and what is set on it.
    private bool IsBuilder(IOperation instance, int depth) => Is(instance, depth + 1);

    private bool IsLocal(ILocalReferenceOperation reference, int depth)
    {
        var root = Operations.Root(reference);
        if (Writes.OnlyValue(reference.Local, root) is not { } value || !Is(value, depth + 1))
        {
            return false;
        }

        // handler.ClientCertificates.Add(certificate); options.Endpoint = endpoint;
        foreach (var operation in root.Descendants())
        {
            if (operation is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, reference.Local))
            {
                continue;
            }

            IOperation top = use;
            while (top.Parent is IPropertyReferenceOperation property && ReferenceEquals(property.Instance, top))
            {
                top = property;
            }

            if (top.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, top) && !ReferenceEquals(top, use) && (IsOwnState(top) || !Is(assignment.Value, depth + 1)) ||
                top.Parent is IInvocationOperation call && ReferenceEquals(call.Instance, top) && !Are(call.Arguments, depth))
            {
                return false;
            }
        }

        return true;
    }

    // A parameter of the constructor that the whole type sees.
    private bool IsOfObject(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor };

    private bool CapturesNothing(IAnonymousFunctionOperation lambda)
    {
        foreach (var operation in lambda.Descendants())
        {
            cancellation.ThrowIfCancellationRequested();
            var outer = operation switch
            {
                IParameterReferenceOperation parameter when !IsOfObject(parameter.Parameter) => parameter.Parameter,
                ILocalReferenceOperation local => local.Local,
                _ => (ISymbol?)null,
            };
            if (outer is not null && !Operations.IsDeclaredIn(outer, lambda.Syntax))
            {
                return false;
            }
        }

        return true;
    }

    // _tenant.ConnectionString, CurrentUser.Token, HttpContext.Request.Headers
    private static bool SpeaksOfCaller(string name) =>
        name is "User" or "Request" or "Session" or "Items" || name.IndexOf("Tenant", StringComparison.OrdinalIgnoreCase) >= 0 && !name.EndsWith("Id", StringComparison.Ordinal) ||
        name.IndexOf("CurrentUser", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("HttpContext", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("Principal", StringComparison.Ordinal) >= 0;
}
