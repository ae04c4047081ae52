using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Keys that are wrong by what they are, whatever is stored under them.</summary>
internal static class KeyForm
{
    /// <summary>What is wrong with the key of a call; null when nothing is seen to be.</summary>
    public static KeyFault? Fault(CacheUse use, Site site)
    {
        var key = Value(use.Key);
        if (use.Store is CacheStore.Memory && IsObject(use) || use.Store == CacheStore.Dictionary && HasDefaultComparer(use, site))
        {
            if (ByReference(key, site.Facts) is { } kind)
            {
                return new KeyFault(key, $"is {kind}, compared by reference: it is never found again, and each call adds an entry", "use a string, tuple or record of the values", true);
            }
        }

        return key.Type?.SpecialType == SpecialType.System_String ? OfText(key, site.Facts) : null;
    }

    private static bool IsObject(CacheUse use) => use.Key.Type?.SpecialType == SpecialType.System_Object;

    // Behind a local that has one value.
    private static IOperation Value(IOperation key)
    {
        var value = Operations.Unconverted(key);
        return value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Function(local)) is { } only ? Operations.Unconverted(only) : value;
    }

    private static bool HasDefaultComparer(CacheUse use, Site site)
    {
        if (Operations.Receiver(use.Call) is not IFieldReferenceOperation { Field: { IsReadOnly: true } field } || !site.Facts.IsOwn(field) ||
            site.Facts.Bodies.Of(field, site.Cancellation) is not IFieldInitializerOperation { Value: { } initial } || Operations.Unconverted(initial) is not IObjectCreationOperation creation)
        {
            return false;
        }

        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Type.Name == "IEqualityComparer")
            {
                return false;
            }
        }

        return true;
    }

    private static string? ByReference(IOperation key, Facts facts)
    {
        switch (key)
        {
            case IArrayCreationOperation:
                return "a new array";
            case IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "ToHashSet" } method } when Sequences.IsOperator(method):
                return "a new collection";
            case IInvocationOperation call when Sequences.IsLazy(call.TargetMethod):
                return "a new sequence";
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation } or IAnonymousFunctionOperation:
                return "a lambda";
            case IObjectCreationOperation { Type: INamedTypeSymbol { IsRecord: true } record } creation:
                return facts.IsOwn(record) && !Overrides(record, "Equals", declaredOnly: true) && HoldsCollection(record, creation) is { } property ? $"a record with the collection '{property}'" : null;
            case IObjectCreationOperation { Type: INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } type } when !Overrides(type, "Equals", declaredOnly: false) && (facts.IsOwn(type) || IsCollection(type)):
                return $"a new '{type.Name}'";
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    if (IsCollection(Operations.Unconverted(element).Type))
                    {
                        return $"a tuple with the collection '{element.Syntax}'";
                    }
                }

                return null;
            case IAnonymousObjectCreationOperation anonymous:
                foreach (var initializer in anonymous.Initializers)
                {
                    if (initializer is ISimpleAssignmentOperation { Value: { } value } && IsCollection(Operations.Unconverted(value).Type))
                    {
                        return $"an object with the collection '{value.Syntax}'";
                    }
                }

                return null;
            default:
                return null;
        }
    }

    // Records compare their members, and collections compare by reference.
    private static string? HoldsCollection(INamedTypeSymbol record, IObjectCreationOperation creation)
    {
        if (creation.Constructor is null)
        {
            return null;
        }

        foreach (var member in record.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, IsImplicitlyDeclared: false } property && IsCollection(property.Type) && Operations.HasField(property))
            {
                return property.Name;
            }
        }

        return null;
    }

    private static bool IsCollection(ITypeSymbol? type) => type is IArrayTypeSymbol ||
        type is INamedTypeSymbol { IsTupleType: false, SpecialType: not SpecialType.System_String } named && named.ContainingNamespace is { Name: "Generic" or "Immutable" or "Collections" or "ObjectModel" or "Concurrent" } space && IsInSystem(space) && EntityModel.ElementOf(named) is not null;

    private static bool IsInSystem(INamespaceSymbol space)
    {
        for (var current = space; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
        {
            if (current.ContainingNamespace.IsGlobalNamespace)
            {
                return current.Name == "System";
            }
        }

        return false;
    }

    private static bool Overrides(INamedTypeSymbol type, string name, bool declaredOnly)
    {
        for (var current = type; current is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers(name))
            {
                if (member is IMethodSymbol { IsStatic: false } method && (declaredOnly ? !method.IsImplicitlyDeclared : method.IsOverride || name == "Equals"))
                {
                    return true;
                }
            }

            if (declaredOnly)
            {
                return false;
            }
        }

        return false;
    }

    private static KeyFault? OfText(IOperation key, Facts facts)
    {
        var parts = new List<IOperation>();
        Parts(key, parts);
        IOperation? previous = null;
        foreach (var part in parts)
        {
            var value = Operations.Unconverted(part);
            if (value.ConstantValue.HasValue)
            {
                previous = null;
                continue;
            }

            var written = value is IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true, ContainingType.SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }, Instance: { } instance } ? instance : value;
            if (HasNoText(written.Type, facts))
            {
                return new KeyFault(written, $"holds the name of the type in place of '{written.Syntax}': all of them share one entry", "write its values into the key", true);
            }

            if (IsVariableText(value))
            {
                if (previous is not null)
                {
                    return new KeyFault(value, $"writes '{previous.Syntax}' and '{value.Syntax}' without anything between them: different pairs give one key", "put a separator between them", false);
                }

                previous = value;
            }
            else
            {
                previous = null;
            }
        }

        return null;
    }

    private static void Parts(IOperation text, List<IOperation> parts)
    {
        switch (Operations.Unconverted(text))
        {
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts)
                {
                    switch (part)
                    {
                        case IInterpolatedStringTextOperation literal:
                            parts.Add(literal.Text);
                            break;
                        case IInterpolationOperation { Expression: { } hole }:
                            parts.Add(hole);
                            break;
                    }
                }

                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                Parts(sum.LeftOperand, parts);
                Parts(sum.RightOperand, parts);
                break;
            case var other:
                parts.Add(other);
                break;
        }
    }

    // An argument, or a property of one, whose text can have any length. What is held in a field is mostly a prefix.
    private static bool IsVariableText(IOperation value) =>
        (value is IParameterReferenceOperation || value is IPropertyReferenceOperation { Instance: IParameterReferenceOperation }) &&
        value.Type?.SpecialType is SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_Double &&
        (Operations.SymbolOf(value)?.Name is not { } name || name.IndexOf("prefix", StringComparison.OrdinalIgnoreCase) < 0 && name.IndexOf("suffix", StringComparison.OrdinalIgnoreCase) < 0 && name.IndexOf("key", StringComparison.OrdinalIgnoreCase) < 0);

    // Types whose text is the name of the type.
    private static bool HasNoText(ITypeSymbol? type, Facts facts)
    {
        switch (type)
        {
            case IArrayTypeSymbol or { TypeKind: TypeKind.Delegate }:
                return true;
            case INamedTypeSymbol { IsTupleType: false, IsAnonymousType: false, IsRecord: false } named:
                if (IsCollection(named))
                {
                    return true;
                }

                return named.TypeKind is TypeKind.Class or TypeKind.Struct && !named.IsAbstract && named.SpecialType == SpecialType.None && facts.IsOwn(named) && !Overrides(named, "ToString", declaredOnly: false) &&
                    !facts.Dispatch.HasDerived(named) && IsWhole(named);
            default:
                return false;
        }
    }

    // Of a base class from elsewhere nobody knows whether it writes itself.
    private static bool IsWhole(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error)
            {
                return false;
            }
        }

        return true;
    }
}
