using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.ReflectionPerCall, PerfAnalyzers.Caching.ReflectionPerCallFix>;

namespace PerfAnalyzers.Tests;

public sealed class ReflectionPerCallTests
{
    public static readonly Cases Firing = new()
    {
        { "attributes of properties, for every item", In("var properties = typeof(Order).GetProperties(); foreach (var order in orders) { foreach (var p in properties) { if (p.[|GetCustomAttribute|]<ObsoleteAttribute>() is null) { Console.WriteLine(p.GetValue(order)); } } }") },
        { "marks of properties, for every item", In("var properties = typeof(Order).GetProperties(); foreach (var order in orders) { foreach (var p in properties.Where(p => Attribute.[|IsDefined|](p, typeof(ObsoleteAttribute)))) { Console.WriteLine(p.GetValue(order)); } }") },
        { "attributes of fields of a parameter", "using System.Reflection; class C { void M(List<Order> orders, FieldInfo[] fields) { foreach (var order in orders) { foreach (var f in fields) { Console.WriteLine(f.[|GetCustomAttributes|](true).Length + order.Id); } } } }" },
        { "methods of the type of items, for every pair", In("foreach (var a in orders) { foreach (var b in all) { Console.WriteLine(b.GetType().[|GetMethods|]().Length + a.Id); } }") },
        { "attribute of the type of items, in a request", "using System.Reflection; class C : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get([Microsoft.AspNetCore.Mvc.FromServices] List<object> all) { var n = 0; foreach (var one in all) { if (one.GetType().[|GetCustomAttribute|]<ObsoleteAttribute>() is not null) { n++; } } return n; } }" },
        { "all attributes while comparing", "class Key { public override int GetHashCode() => typeof(Key).[|GetMethods|]().Length; public override bool Equals(object? o) => o is Key; }" },
        { "members while comparing", "class Key { public override bool Equals(object? o) { return GetType().[|GetMembers|]().Length == o!.GetType().GetProperties().Length; } public override int GetHashCode() => 1; }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "methods of the type of items", In("foreach (var one in all) { foreach (var m in one.GetType().[|GetMethods|]()) { Console.WriteLine(m.Invoke(one, null)); } }") },
        { "members of the type of items, in a local", In("foreach (var one in all) { var type = one.GetType(); Console.WriteLine(type.[|GetMembers|]().Length); }") },
        { "attribute of the type of items", In("foreach (var one in all) { Console.WriteLine(one.GetType().[|GetCustomAttributes|](typeof(ObsoleteAttribute), true).Length); }") },
        { "mark of the type of items", In("Console.WriteLine(all.Count(one => one.GetType().[|IsDefined|](typeof(ObsoleteAttribute), true)));") },
        { "types of an assembly per request", Action("return typeof(Order).Assembly.[|GetTypes|]().Length;") },
        { "types of all assemblies per request", Action("var n = 0; foreach (var a in AppDomain.CurrentDomain.[|GetAssemblies|]()) { n += a.FullName!.Length; } return n;") },
        { "type by its name per request", Action("return Type.[|GetType|](\"Shop.Order, Shop\")!.Name.Length;") },
        { "type by a name that is asked for", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string? Get(string name) => Type.[|GetType|](name)?.Name; }" },
        { "version of a file per request", Action("return System.Diagnostics.FileVersionInfo.[|GetVersionInfo|](typeof(Order).Assembly.Location).FileMajorPart;") },
        { "endpoint", "using Microsoft.AspNetCore.Builder; static class Api { public static void Configure(WebApplication app) => app.MapGet(\"/types\", () => typeof(Order).Assembly.[|GetTypes|]().Length); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "lists that the runtime keeps", In("foreach (var a in orders) { foreach (var one in all) { Console.WriteLine(one.GetType().GetProperties().Length + one.GetType().GetFields().Length + one.GetType().GetInterfaces().Length + a.Id); } }") },
        { "mark of a member per request", Action("return Attribute.IsDefined(typeof(Order), typeof(ObsoleteAttribute)) ? 1 : 0;") },
        { "what the runtime keeps", In("foreach (var one in all) { Console.WriteLine(one.GetType().GetProperty(\"Id\")!.GetValue(one)); Console.WriteLine(one.GetType().Name); Console.WriteLine(one.GetType().GetMethod(\"ToString\", Type.EmptyTypes)); }") },
        { "objects by their type", In("foreach (var one in all) { Console.WriteLine(Activator.CreateInstance(one.GetType())); }") },
        { "once", In("var properties = typeof(Order).GetProperties(); foreach (var order in orders) { foreach (var p in properties) { Console.WriteLine(p.GetValue(order)); } }") },
        { "attributes of properties, once", In("foreach (var p in typeof(Order).GetProperties()) { if (p.GetCustomAttribute<ObsoleteAttribute>() is not null) { Console.WriteLine(p.Name); } }") },
        { "attributes of types of an assembly", In("foreach (var t in typeof(Order).Assembly.GetTypes()) { foreach (var p in t.GetProperties()) { Console.WriteLine(p.GetCustomAttributes(true).Length); } }") },
        { "what stays the same in a loop, which is told of the loop", In("foreach (var order in orders) { Console.WriteLine(typeof(Order).GetMethods().Length + order.Id); }") },
        { "kept per type", "class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, int> s_counts = new(); void M(List<object> all) { foreach (var one in all) { Console.WriteLine(s_counts.GetOrAdd(one.GetType(), t => t.GetMethods().Length)); } } }" },
        { "kept by hand", "class C { static readonly Dictionary<Type, int> s_counts = new(); void M(List<object> all) { foreach (var one in all) { if (!s_counts.TryGetValue(one.GetType(), out var n)) { s_counts[one.GetType()] = n = one.GetType().GetMethods().Length; } Console.WriteLine(n); } } }" },
        { "kept in a field", "class C { Type[]? _types; Type[] Types() => _types ??= typeof(C).Assembly.GetTypes(); void M(List<object> all) { foreach (var one in all) { Console.WriteLine(Types().Length); } } }" },
        { "static field", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Type[] s_types = typeof(C).Assembly.GetTypes(); public int Get() => s_types.Length; }" },
        { "lazy", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Lazy<Type[]> s_types = new(() => typeof(C).Assembly.GetTypes()); public int Get() => s_types.Value.Length; }" },
        { "not per request", "class C { public int M() => typeof(C).Assembly.GetTypes().Length + Type.GetType(\"C\")!.Name.Length; }" },
        { "a list per request", Action("return typeof(Order).GetProperties().Length + Enum.GetValues<DayOfWeek>().Length;") },
        { "an attribute per request", "using System.Reflection; class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string Get() => typeof(C).GetCustomAttribute<ObsoleteAttribute>()?.Message ?? \"\"; }" },
        { "start-up", "using Microsoft.Extensions.DependencyInjection; static class Setup { public static void AddHandlers(this IServiceCollection services) { foreach (var t in typeof(Setup).Assembly.GetTypes()) { foreach (var i in t.GetInterfaces()) { services.AddTransient(i, t); } } } }" },
        { "few items", In("foreach (var one in new object[] { 1, \"a\" }) { Console.WriteLine(one.GetType().GetMethods().Length); }") },
        { "search that ends", In("foreach (var one in all) { if (one is Order) { Console.WriteLine(one.GetType().GetMethods().Length); break; } }") },
        { "types as items", "class C { void M(List<Type> types) { foreach (var t in types) { Console.WriteLine(t.GetMethods().Length + t.GetInterfaces().Length); } } }" },
        { "attributes as items", "class C { void M(List<Attribute> all) { foreach (var a in all) { Console.WriteLine(a.GetType().GetMethods().Length); } } }" },
        { "methods of types, attributes of methods", "using System.Reflection; class C { void M(List<Type> types) { foreach (var t in types) { foreach (var m in t.GetMethods()) { Console.WriteLine(m.GetCustomAttribute<ObsoleteAttribute>()); } } } }" },
        { "on failure", In("foreach (var one in all) { try { Console.WriteLine(one); } catch (Exception) { Console.WriteLine(one.GetType().GetMethods().Length); } }") },
        { "own GetProperties", "class Bag { public new Bag GetType() => this; public int[] GetProperties() => [1]; } class C { void M(List<Bag> all) { foreach (var one in all) { Console.WriteLine(one.GetType().GetProperties().Length); } } }" },
        { "constructor of a request's service", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { readonly int _n; public C() { _n = typeof(C).Assembly.GetTypes().Length; } public int Get() => _n; }" },
        { "expression tree", "class C { public Expression<Func<object, int>> M() => o => o.GetType().GetMethods().Length; }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Keeps_types_in_a_field() => Verify.Fixes(
        "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    public int Get()\n    {\n        return typeof(C).Assembly.[|GetTypes|]().Length;\n    }\n}",
        "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static readonly Type[] s_types = typeof(C).Assembly.GetTypes();\n\n    public int Get()\n    {\n        return s_types.Length;\n    }\n}",
        DiagnosticSeverity.Info);

    [Fact]
    public Task Keeps_them_beside_other_fields() => Verify.Fixes(
        "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static int Hits;\n\n    public int Get() => typeof(C).Assembly.[|GetReferencedAssemblies|]().Length + Hits;\n}",
        "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static readonly System.Reflection.AssemblyName[] References = typeof(C).Assembly.GetReferencedAssemblies();\n    private static int Hits;\n\n    public int Get() => References.Length + Hits;\n}",
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("return Use(typeof(Order).Assembly.[|GetTypes|]()); int Use(Type[] all) { all[0] = typeof(int); return 1; }")]
    [InlineData("var types = typeof(Order).Assembly.[|GetTypes|](); types[0] = typeof(int); return types.Length;")]
    [InlineData("var name = \"a\" + id; return Type.[|GetType|](name) is null ? 0 : 1;")]
    [InlineData("return typeof(Order).Assembly.[|GetTypes|](/* all */).Length;")]
    [InlineData("return AppDomain.CurrentDomain.[|GetAssemblies|]().Length;")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(Action(body), DiagnosticSeverity.Info);

    [Fact]
    public Task Says_what_is_asked_again() => Verify.Says(
        In("foreach (var a in orders) { foreach (var b in all) { Console.WriteLine(b.GetType().[|GetMethods|]().Length + a.Id); } }"),
        "'GetMethods' asks the metadata again for every element of 'all', about 0.3 µs and an array each time; keep what it finds in a static field or dictionary");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Action("var known = Type.[|GetType|](\"A\") is not null;\n        return known ? typeof(C).Assembly.[|GetTypes|]().Length : 0;"),
            Action("var known = s_type is not null;\n        return known ? s_types.Length : 0;").Replace("class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n", "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static readonly Type[] s_types = typeof(C).Assembly.GetTypes();\n    private static readonly Type? s_type = Type.GetType(\"A\");\n\n", StringComparison.Ordinal)),
        ("class D : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    public int Get() => typeof(D).Assembly.[|GetTypes|]().Length;\n}",
            "class D : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static readonly Type[] s_types = typeof(D).Assembly.GetTypes();\n\n    public int Get() => s_types.Length;\n}"),
    ], DiagnosticSeverity.Info);

    private static string In(string body) => $$"""
        using System.Reflection;
        class C
        {
            void M(List<Order> orders, List<object> all)
            {
                {{body}}
            }
        }
        """;

    private static string Action(string body) => $$"""
        class C : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public int Get(int id)
            {
                {{body}}
            }
        }
        """;
}
