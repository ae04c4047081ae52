using System.Text;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Refactorings;

/// <summary>The text of a benchmark class for one method. What cannot be made up is left to the reader, and the setup says so.</summary>
internal sealed class BenchmarkText
{
    // Nested types behind the types around them; namespaces are imported.
    private static readonly SymbolDisplayFormat s_format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly IMethodSymbol _method;
    private readonly string _name;
    private readonly string? _space;
    private readonly SortedSet<string> _usings = new(StringComparer.Ordinal) { "BenchmarkDotNet.Attributes" };
    private readonly List<string> _fields = [];
    private readonly List<string> _setup = [];
    private readonly List<string> _missing = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public BenchmarkText(IMethodSymbol method, string name, string? space) => (_method, _name, _space) = (method, name, space);

    /// <summary>Whether a method can be called from a class of its own: it and its types are visible and closed, nothing is passed by reference but <c>out</c> and <c>in</c>.</summary>
    public static bool CanCall(IMethodSymbol method)
    {
        if (method is not { MethodKind: MethodKind.Ordinary, Arity: 0, ReturnsByRef: false, ReturnsByRefReadonly: false } || method.ReturnType is { IsRefLikeType: true } or { TypeKind: TypeKind.Error or TypeKind.Pointer } || !IsVisible(method, fromOutside: false) ||
            !method.IsStatic && method.ContainingType is { TypeKind: not (TypeKind.Class or TypeKind.Struct) } or { IsAbstract: true, IsStatic: false } && !method.IsStatic || method.IsAbstract)
        {
            return false;
        }

        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0 || type.IsRefLikeType)
            {
                return false;
            }
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind is RefKind.Ref || parameter.Type is { IsRefLikeType: true } or { TypeKind: TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether other types see a method and its type; those of other projects, too.</summary>
    public static bool IsVisible(IMethodSymbol method, bool fromOutside)
    {
        for (ISymbol? symbol = method; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (!(symbol.DeclaredAccessibility == Accessibility.Public || !fromOutside && symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Import(_method.ContainingType);
        var receiver = Receiver();
        var call = new StringBuilder(receiver).Append('.').Append(_method.Name).Append('(').Append(Arguments(_method)).Append(')').ToString();
        var benchmark = Benchmark(call);

        var text = new StringBuilder();
        var indent = "";
        foreach (var name in _usings)
        {
            if (name != _space)
            {
                text.Append("using ").Append(name).Append(";\n");
            }
        }

        text.Append('\n');
        if (_space is not null)
        {
            text.Append("namespace ").Append(_space).Append("\n{\n");
            indent = "    ";
        }

        text.Append(indent).Append("[MemoryDiagnoser]\n").Append(indent).Append("public class ").Append(_name).Append('\n').Append(indent).Append("{\n");
        foreach (var field in _fields)
        {
            text.Append(indent).Append("    ").Append(field).Append('\n');
        }

        if (_fields.Count > 0)
        {
            text.Append('\n');
        }

        if (_missing.Count > 0)
        {
            _setup.Add($"throw new NotImplementedException(\"Give {string.Join(", ", _missing)} a value.\");");
        }

        if (_setup.Count > 0)
        {
            text.Append(indent).Append("    [GlobalSetup]\n").Append(indent).Append("    public void ").Append(_method.Name == "Prepare" ? "MakeReady" : "Prepare").Append("()\n").Append(indent).Append("    {\n");
            foreach (var line in _setup)
            {
                text.Append(indent).Append("        ").Append(line).Append('\n');
            }

            text.Append(indent).Append("    }\n\n");
        }

        text.Append(indent).Append("    [Benchmark]\n");
        foreach (var line in benchmark.Split('\n'))
        {
            text.Append(indent).Append("    ").Append(line).Append('\n');
        }

        text.Append(indent).Append("}\n");
        return _space is null ? text.ToString() : text.Append("}\n").ToString();
    }

    private string Receiver()
    {
        var type = _method.ContainingType;
        if (_method.IsStatic)
        {
            return Written(type);
        }

        var constructor = Constructor(type);
        var arguments = constructor is null ? null : Arguments(constructor);
        _fields.Insert(0, $"private {Written(type)} _target{(type.IsValueType ? "" : " = null!")};");
        if (arguments is null)
        {
            _missing.Add("_target");
            _usings.Add("System");
        }
        else
        {
            _setup.Add($"_target = new {Written(type)}({arguments});");
        }

        return "_target";
    }

    // The one with the fewest parameters.
    private static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        IMethodSymbol? best = null;
        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal && (best is null || constructor.Parameters.Length < best.Parameters.Length) && constructor.Parameters.All(static parameter => parameter.RefKind is RefKind.None or RefKind.In && !parameter.Type.IsRefLikeType))
            {
                best = constructor;
            }
        }

        return best;
    }

    private string Arguments(IMethodSymbol method)
    {
        var arguments = new List<string>();
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out)
            {
                arguments.Add("out _");
            }
            else if (parameter.Type is { Name: "CancellationToken" })
            {
                arguments.Add("default");
            }
            else if (parameter.IsOptional)
            {
                // What follows is passed by name, or not at all.
                break;
            }
            else
            {
                arguments.Add(Value(parameter));
            }
        }

        return string.Join(", ", arguments);
    }

    private string Value(IParameterSymbol parameter)
    {
        var type = parameter.Type;
        Import(type);
        switch (type.SpecialType)
        {
            case SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_UInt16:
                return Parameter(parameter.Name, Written(type), "10, 1000");
            case SpecialType.System_Byte or SpecialType.System_SByte:
                return Parameter(parameter.Name, Written(type), "1, 100");
            case SpecialType.System_Boolean:
                return Parameter(parameter.Name, Written(type), "false, true");
        }

        var field = Free("_" + parameter.Name);
        if (One(type, "1") is { } value)
        {
            _fields.Add($"private readonly {Written(type)} {field} = {value};");
            return field;
        }

        _fields.Add($"private {Written(type)} {field} = {(type.IsValueType ? "default" : "null!")};");
        if (Sequence(type) is { } sequence)
        {
            // An int parameter of that name serves as well.
            if (!_names.Contains("Size"))
            {
                Parameter("Size", "int", "10, 1000");
            }

            _usings.Add("System.Linq");
            _setup.Add($"{field} = {sequence};");
        }
        else
        {
            _missing.Add(field);
            _usings.Add("System");
        }

        return field;
    }

    private string Parameter(string name, string type, string values)
    {
        var property = Free(char.ToUpperInvariant(name[0]) + name.Substring(1));
        _fields.Add($"[Params({values})]");
        _fields.Add($"public {type} {property} {{ get; set; }}");
        return property;
    }

    // A value of a simple type, made from a number.
    private static string? One(ITypeSymbol type, string number) => type switch
    {
        { SpecialType: SpecialType.System_String } => number == "1" ? "\"some text\"" : $"\"item\" + {number}",
        { SpecialType: SpecialType.System_Char } => "'a'",
        { SpecialType: SpecialType.System_Double } => number == "1" ? "1.5" : $"{number} * 1.5",
        { SpecialType: SpecialType.System_Single } => number == "1" ? "1.5f" : $"{number} * 1.5f",
        { SpecialType: SpecialType.System_Decimal } => number == "1" ? "1.5m" : $"{number} * 1.5m",
        { SpecialType: SpecialType.System_DateTime } => $"new DateTime(2024, 1, 1).AddDays({number})",
        { TypeKind: TypeKind.Enum } => $"default({Written(type)})",
        { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => $"new Guid({number}, 2, 3, new byte[8])",
        { Name: "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => $"TimeSpan.FromSeconds({number})",
        { Name: "DateTimeOffset", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => $"new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays({number})",
        { Name: "Uri", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => $"new Uri(\"http://localhost/\" + {number})",
        _ => null,
    };

    // Enumerable.Range(0, Size).Select(…).ToList()
    private static string? Sequence(ITypeSymbol type)
    {
        var element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { Name: "List" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" or "ICollection" or "IList" or "HashSet" or "ISet", TypeArguments: [var item], ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } => item,
            _ => null,
        };
        if (element is null)
        {
            return null;
        }

        var select = element.SpecialType switch
        {
            SpecialType.System_Int32 => "",
            SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_Byte or SpecialType.System_UInt32 or SpecialType.System_UInt64 => $".Select(i => ({Written(element)})i)",
            SpecialType.System_Boolean => ".Select(i => i % 2 == 0)",
            _ => One(element, "i") is { } one ? $".Select(i => {one})" : null,
        };
        return select is null ? null : $"Enumerable.Range(0, Size){select}.{(type is IArrayTypeSymbol ? "ToArray" : type.Name is "HashSet" or "ISet" ? "ToHashSet" : "ToList")}()";
    }

    // Tasks are awaited, lazy sequences enumerated.
    private string Benchmark(string call)
    {
        var name = _name == _method.Name ? "Run" : _method.Name;
        switch (_method.ReturnType)
        {
            case { SpecialType: SpecialType.System_Void }:
                return $"public void {name}() => {call};";
            case INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks" }, TypeArguments: var results }:
                _usings.Add("System.Threading.Tasks");
                if (results.Length == 0)
                {
                    return $"public async Task {name}() => await {call};";
                }

                Import(results[0]);
                return $"public async Task<{Written(results[0])}> {name}() => await {call};";
            case INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments.Length: 1 }:
                _usings.Add("System.Threading.Tasks");
                return $"public async Task<int> {name}()\n{{\n    var count = 0;\n    await foreach (var _ in {call})\n    {{\n        count++;\n    }}\n\n    return count;\n}}";
            case INamedTypeSymbol { Name: "IEnumerable" or "IQueryable", TypeArguments.Length: 1 } sequence:
                Import(sequence.TypeArguments[0]);
                _usings.Add("System.Collections.Generic");
                _usings.Add("System.Linq");
                return $"public List<{Written(sequence.TypeArguments[0])}> {name}() => {call}.ToList();";
            default:
                Import(_method.ReturnType);
                return $"public {Written(_method.ReturnType)} {name}() => {call};";
        }
    }

    private string Free(string name)
    {
        var free = name;
        for (var number = 2; !_names.Add(free) || free == _method.Name || free == "_target"; number++)
        {
            free = name + number;
        }

        return free;
    }

    /// <summary>A type or namespace as it is written in code.</summary>
#pragma warning disable RS0030 // text is written, nothing is compared
    public static string Written(ISymbol symbol) => symbol.ToDisplayString(symbol is INamespaceSymbol ? null : s_format);
#pragma warning restore RS0030

    private void Import(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Import(array.ElementType);
                break;
            case INamedTypeSymbol named:
                // int and string have names of their own.
                if (named.ContainingNamespace is { IsGlobalNamespace: false } space && (named.SpecialType is SpecialType.None or SpecialType.System_DateTime || space.Name != "System"))
                {
                    _usings.Add(Written(space));
                }

                foreach (var argument in named.TypeArguments)
                {
                    Import(argument);
                }

                break;
        }
    }
}
