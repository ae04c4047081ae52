using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>Which arguments, members and state of the request a value can depend on.</content>
internal static partial class KeyFaults
{
    private static readonly (string Noun, string[] Words)[] s_kinds =
    [
        ("culture", ["Culture", "Language", "Locale"]),
        ("user", ["User", "Principal"]),
        ("tenant", ["Tenant"]),
    ];

    // Say how the value is got or how long it is kept, not what it is.
    private static readonly string[] s_manner = ["ttl", "expir", "duration", "timeout", "lifetime", "correlation", "trace", "cache", "now", "today", "fallback", "default", "retry", "attempt", "log"];

    private static readonly string[] s_flags = ["force", "refresh", "reload", "bypass", "skip", "track", "throw", "ensure", "create", "async", "lazy"];

    private static readonly string[] s_identities = ["Id", "Key", "Code", "Hash", "Guid", "Slug", "Number", "Name", "Uri", "Url", "Path"];

    private static readonly string[] s_services =
    [
        "Service", "Services", "Repository", "Context", "Client", "Provider", "Factory", "Manager", "Handler", "Options", "Settings", "Configuration", "Logger", "Mapper", "Builder", "Connection", "Store", "Session", "Reader", "Writer",
        "Request", "Response", "Message", "Command", "Stream", "Source", "Scope", "Resolver", "Helper", "Loader", "Accessor", "Dispatcher", "Bus", "Visitor", "Converter", "Serializer", "Comparer", "Descriptor", "Metadata", "Model",
    ];

    private static bool IsArgument(IParameterSymbol parameter, CacheUse use) =>
        parameter is { RefKind: RefKind.None or RefKind.In, ContainingSymbol: IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) } function } &&
        Operations.Encloses(function, use.Call.Syntax) && (use.Factory is null || !Operations.IsDeclaredIn(parameter, use.Factory.Syntax));

    // Whether a parameter is data for certain, or an object with data (false); null when it is a service, a token, a delegate or how to go about it.
    private static bool? KindOf(IParameterSymbol parameter, CacheUse use, Facts facts)
    {
        var name = parameter.Name;
        foreach (var word in s_manner)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return null;
            }
        }

        if (IsData(parameter.Type))
        {
            return parameter.Type.SpecialType == SpecialType.System_Boolean && IsFlag(name) ? null : true;
        }

        return use.Store != CacheStore.Dictionary && IsRecordOfData(parameter.Type, facts) ? false : null;
    }

    private static bool IsFlag(string name)
    {
        foreach (var word in s_flags)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsData(ITypeSymbol? type)
    {
        switch (type)
        {
            case null or { TypeKind: TypeKind.Delegate or TypeKind.TypeParameter or TypeKind.Error }:
                return false;
            case { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime }:
                return true;
            case INamedTypeSymbol { IsTupleType: true } tuple:
                foreach (var element in tuple.TupleElements)
                {
                    if (!IsData(element.Type))
                    {
                        return false;
                    }
                }

                return true;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] }:
                return IsData(value);
            case { Name: "Guid" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "Uri" or "CultureInfo" or "Type" or "Version" or "Int128" or "UInt128" }:
                return true;
            default:
                return EntityModel.ElementOf(type) is { } item && type is IArrayTypeSymbol or INamedTypeSymbol { ContainingNamespace.Name: "Generic" } && IsData(EntityModel.ElementOf(type));
        }
    }

    // A class or struct of this project that holds values and does nothing.
    private static bool IsRecordOfData(ITypeSymbol type, Facts facts)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false } || !facts.IsOwn(type))
        {
            return false;
        }

        foreach (var end in s_services)
        {
            if (type.Name.EndsWith(end, StringComparison.Ordinal))
            {
                return false;
            }
        }

        var values = 0;
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, Type: var property }:
                    values += IsData(property) ? 1 : 0;
                    break;
                case IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, IsImplicitlyDeclared: false, IsOverride: false, Name: not ("Equals" or "CompareTo") }:
                    return false;
            }
        }

        return values > 0;
    }

    // if (includeHidden) { …one key… } else { …another… }
    private static bool IsChosen(IParameterSymbol parameter, CacheUse use)
    {
        foreach (var part in Operations.Root(use.Call).Descendants())
        {
            switch (part)
            {
                case IConditionalOperation conditional when !IsInFactory(conditional, use) && Decides(conditional.Condition, parameter) && (Operations.IsWithin(use.Call, conditional) || Operations.Jumps(conditional.WhenTrue)):
                case ISwitchOperation choice when Operations.Mentions(choice.Value, parameter) && !IsInFactory(choice, use):
                case ISwitchExpressionOperation expression when Operations.Mentions(expression.Value, parameter) && !IsInFactory(expression, use):
                    return true;
            }
        }

        return false;
    }

    private static bool IsInFactory(IOperation operation, CacheUse use) => use.Factory is { } factory && Operations.IsWithin(operation, factory);

    // The parameter itself, or whether it is a certain value; not whether it is there at all.
    private static bool Decides(IOperation condition, IParameterSymbol parameter)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
            {
                switch (Operations.Consumer(reference))
                {
                    case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                        if (comparison.LeftOperand.ConstantValue is not { HasValue: true, Value: null } && comparison.RightOperand.ConstantValue is not { HasValue: true, Value: null })
                        {
                            return true;
                        }

                        break;
                    case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: not null } } }:
                    case IInvocationOperation { TargetMethod.Name: "Equals" }:
                        return true;
                    default:
                        if (reference.Type?.SpecialType == SpecialType.System_Boolean)
                        {
                            return true;
                        }

                        break;
                }
            }
        }

        return false;
    }

    // What is written into a trace.
    private static bool IsIncidental(IOperation read, CacheUse use)
    {
        for (var current = read.Parent; current is not null && !ReferenceEquals(current, use.Call); current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod.Name: "StartActivity" or "SetTag" or "AddTag" or "BeginScope" })
            {
                return true;
            }
        }

        return false;
    }

    // A value that is set is loaded with the argument, not made of it.
    private static bool IsLoaded(IOperation read, Facts facts)
    {
        for (var current = read.Parent; current is not null and not IBlockOperation; current = current.Parent)
        {
            if (current is IAwaitOperation || current is IInvocationOperation call && (!StateChanges.IsLibrary(call.TargetMethod) || facts.RoundTrips.Of(call) is not null))
            {
                return true;
            }
        }

        return false;
    }

    // User.Identity.Name, CultureInfo.CurrentUICulture, _tenant.Id
    private static IOperation? Ambient(ValueSources key, ValueSources value, CacheUse use)
    {
        if (key.CallsUnknown || use.Store is CacheStore.Dictionary or CacheStore.Own)
        {
            return null;
        }

        foreach (var read in value.Reads)
        {
            if (KindOfState(read.Value) is { } kind && !Says(key, s_kinds[kind].Words))
            {
                return read.Value;
            }
        }

        return null;
    }

    private static int? KindOfState(IOperation read)
    {
        if (read is not IPropertyReferenceOperation { Property: var property } reference)
        {
            return null;
        }

        var name = property.Name;
        if (name is "CurrentCulture" or "CurrentUICulture" && (property.ContainingType.Name is "CultureInfo" or "Thread"))
        {
            return 0;
        }

        if (name == "User" && property.Type.Name is "ClaimsPrincipal" or "IPrincipal")
        {
            return 1;
        }

        // Of a service, not of an entity that was loaded.
        if (reference.Instance is not null && Operations.Unconverted(reference.Instance) is not (IFieldReferenceOperation or IInstanceReferenceOperation or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }))
        {
            return null;
        }

        var owner = reference.Instance?.Type?.Name ?? property.ContainingType.Name;
        return name is "CurrentUser" or "CurrentUserId" || name is "UserId" && owner.IndexOf("User", StringComparison.Ordinal) >= 0 ? 1
            : name is "CurrentTenant" or "CurrentTenantId" || name is "TenantId" or "Tenant" && owner.IndexOf("Tenant", StringComparison.Ordinal) >= 0 || name is "Id" && owner is "ITenant" or "ICurrentTenant" or "ITenantContext" ? 2
            : null;
    }

    private static bool Says(ValueSources key, string[] words)
    {
        foreach (var read in key.Reads)
        {
            foreach (var word in words)
            {
                if (read.Key.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0 || read.Key.ContainingType?.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The key is made of query.Category, the value of query.Category and query.Page.
    private static IOperation? MissingProperty(ValueSources key, ValueSources value, CacheUse use, Site site)
    {
        if (use.Lambda is not { } lambda || use.Store == CacheStore.Dictionary)
        {
            return null;
        }

        foreach (var read in value.Reads)
        {
            if (read.Value is IPropertyReferenceOperation { Instance: IParameterReferenceOperation { Parameter: var owner }, Property: var property } reference && Operations.IsWithin(reference, lambda) && key.Has(owner) && !key.Has(property) &&
                IsArgument(owner, use) && IsData(property.Type) && site.Facts.IsOwn(owner.Type) && !IsIdentified(owner, key) && !IsChosen(owner, use) && IsReadInParts(owner, lambda))
            {
                return reference;
            }
        }

        return null;
    }

    // A key that holds an identity says everything about the object; so does one that holds the object.
    private static bool IsIdentified(IParameterSymbol owner, ValueSources key)
    {
        var properties = 0;
        foreach (var read in key.Reads)
        {
            if (read.Value is IPropertyReferenceOperation { Instance: IParameterReferenceOperation { Parameter: var parameter }, Property.Name: var name } && SymbolEqualityComparer.Default.Equals(parameter, owner))
            {
                properties++;
                foreach (var word in s_identities)
                {
                    if (name.EndsWith(word, StringComparison.Ordinal))
                    {
                        return true;
                    }
                }
            }
        }

        return properties == 0 || !key.Reads.TryGetValue(owner, out var first) || first.Parent is not IPropertyReferenceOperation;
    }

    private static bool IsReadInParts(IParameterSymbol owner, IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, owner) && reference.Parent is not IPropertyReferenceOperation)
            {
                return false;
            }
        }

        return true;
    }
}
