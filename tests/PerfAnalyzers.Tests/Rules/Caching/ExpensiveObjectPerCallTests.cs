using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.ExpensiveObjectPerCall, PerfAnalyzers.Caching.ExpensiveObjectPerCallFix>;
using VerifyGenerated = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.ExpensiveObjectPerCall, PerfAnalyzers.Caching.ExpensiveObjectPerCallGeneratedFix>;

namespace PerfAnalyzers.Tests;

public sealed class ExpensiveObjectPerCallTests
{
    private const string More = """
        using System.Buffers;
        using System.Collections.Frozen;
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        using System.Globalization;
        using System.Resources;
        using System.Security.Cryptography.X509Certificates;
        using System.Text.Json;
        using System.Xml.Linq;
        using System.Xml.Schema;
        using System.Xml.Xsl;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;

        """;

    private const string Mapper = "namespace AutoMapper { public interface IMapperConfigurationExpression { void CreateMap<S, D>(); } public interface IMapper { D Map<D>(object s); } public class MapperConfiguration { public MapperConfiguration(Action<IMapperConfigurationExpression> a) { } public IMapper CreateMapper() => null!; } public class Mapper : IMapper { public Mapper(MapperConfiguration c) { } public D Map<D>(object s) => default!; } }\n";

    private const string Newtonsoft = "namespace Newtonsoft.Json { public class JsonConverter { } public class JsonSerializerSettings { public Serialization.DefaultContractResolver? ContractResolver { get; set; } public List<JsonConverter> Converters { get; set; } = new(); } public static class JsonConvert { public static string SerializeObject(object o, JsonSerializerSettings s) => \"\"; } } namespace Newtonsoft.Json.Serialization { public class NamingStrategy { } public class SnakeCaseNamingStrategy : NamingStrategy { } public class DefaultContractResolver { public NamingStrategy? NamingStrategy { get => null; set { } } } public class CamelCasePropertyNamesContractResolver : DefaultContractResolver { } }\n";

    private const string Templates = "namespace HandlebarsDotNet { public delegate string HandlebarsTemplate(object o); public static class Handlebars { public static HandlebarsTemplate Compile(string t) => o => t; } } namespace Markdig { public class MarkdownPipeline { } public class MarkdownPipelineBuilder { public MarkdownPipeline Build() => new(); } public static class Extras { public static MarkdownPipelineBuilder UseAdvancedExtensions(this MarkdownPipelineBuilder b) => b; } public static class Markdown { public static string ToHtml(string s, MarkdownPipeline p) => s; } }\n";

    private const string Using = """
        using System.Globalization;
        using System.Text.Encodings.Web;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        using System.Text.RegularExpressions;
        using System.Text.Unicode;
        using System.Xml.Serialization;

        """;

    public static readonly Cases Firing = new()
    {
        { "regex used at once", Using + """class C { bool M(string s) => new [|Regex|](@"^\d+$").IsMatch(s); }""" },
        { "regex in a local", Using + """class C { string M(string s) { var rx = new [|Regex|](@"\s+"); return rx.Replace(s, " "); } }""" },
        { "compiled regex", Using + """class C { bool M(string s) => new [|Regex|]("a+b", RegexOptions.Compiled | RegexOptions.IgnoreCase).IsMatch(s); }""" },
        { "regex with a timeout", Using + """class C { bool M(string s) => new [|Regex|]("a+b", RegexOptions.None, TimeSpan.FromSeconds(1)).IsMatch(s); }""" },
        { "implicit new", Using + """class C { bool M(string s) { Regex rx = [|new|]("a+b"); return rx.IsMatch(s); } }""" },
        { "pattern in a local", Using + """class C { bool M(string s) { var pattern = @"^\d+$"; return new [|Regex|](pattern).IsMatch(s); } }""" },
        { "pattern in a constant local", Using + """class C { bool M(string s) { const string Pattern = @"^\d+$"; return new [|Regex|](Pattern).IsMatch(s); } }""" },
        { "pattern in a static readonly field", Using + """class C { static readonly string Word = Environment.NewLine; bool M(string s) => new [|Regex|]("^" + Word).IsMatch(s); }""" },
        { "pattern escaped from a constant", Using + """class C { bool M(string s) => new [|Regex|](Regex.Escape("installation.") + "(.*?)").IsMatch(s); }""" },
        { "regex used twice", Using + """class C { int M(string a, string b) { var rx = new [|Regex|]("x"); return rx.Matches(a).Count + rx.Matches(b).Count; } }""" },
        { "regex used in a lambda of the method", Using + """class C { List<string> M(List<string> lines) { var rx = new [|Regex|]("x"); return lines.Where(l => rx.IsMatch(l)).ToList(); } }""" },
        { "regex per element", Using + """class C { List<string> M(List<string> lines) => lines.Where(l => new [|Regex|]("x").IsMatch(l)).ToList(); }""" },
        { "regex in a loop", Using + """class C { int M(List<string> lines) { int n = 0; foreach (var l in lines) { if (new [|Regex|]("x").IsMatch(l)) n++; } return n; } }""" },
        { "regex property", Using + """static class C { public static Regex Email => new [|Regex|](@"^\S+@\S+$", RegexOptions.Compiled); }""" },
        { "regex property with a body", Using + """class C { protected virtual Regex Email { get { return new [|Regex|](@"^\S+@\S+$"); } } }""" },
        { "private helper", Using + """class C { private static Regex Email() => new [|Regex|](@"^\S+@\S+$"); public bool M(string s) => Email().IsMatch(s); public bool N(string s) => Email().IsMatch(s); }""" },
        { "private options helper", Using + """class C { private JsonSerializerOptions Options() { var options = new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() } }; return options; } public string M(Order o) => JsonSerializer.Serialize(o, Options()); }""" },
        { "private options property", Using + """class C { private static JsonSerializerOptions Options => [|new|]() { Converters = { new JsonStringEnumConverter() } }; public string M(Order o) => JsonSerializer.Serialize(o, Options); }""" },
        { "in an async method", Using + """class C { async Task<bool> M(Stream s) { using var r = new StreamReader(s); return new [|Regex|]("x").IsMatch(await r.ReadToEndAsync()); } }""" },
        { "in a local function", Using + """class C { bool M(string s) { bool Is(string t) => new [|Regex|]("x").IsMatch(t); return Is(s); } }""" },
        { "in an interface member", Using + """interface I { bool M(string s) => new [|Regex|]("x").IsMatch(s); }""" },
        { "in a record struct", Using + """readonly record struct R(string S) { public bool M() => new [|Regex|]("x").IsMatch(S); }""" },
        { "in a generic type", Using + """class C<T> { bool M(string s) => new [|Regex|]("x").IsMatch(s); }""" },
        { "options with a converter", Using + """class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "options with a converter in an array", Using + """class C { string M(Order o) { var options = new [|JsonSerializerOptions|](JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } }; return JsonSerializer.Serialize(o, options); } }""" },
        { "options configured by statements", Using + """class C { string M(Order o) { var options = new [|JsonSerializerOptions|](); options.WriteIndented = true; options.Converters.Add(new JsonStringEnumConverter()); return JsonSerializer.Serialize(o, options); } }""" },
        { "options with an own converter", Using + """
            class Point : JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => r.GetInt32(); public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteNumberValue(v); }
            class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Converters = { new Point() } }); }
            """ },
        { "options with a resolver", Using + """class C { Order? M(string s) => JsonSerializer.Deserialize<Order>(s, new [|JsonSerializerOptions|] { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }); }""" },
        { "options with an encoder built for them", Using + """class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) }); }""" },
        { "options with an own naming policy", Using + """
            class Upper : JsonNamingPolicy { public override string ConvertName(string name) => name.ToUpperInvariant(); }
            class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { PropertyNamingPolicy = new Upper() }); }
            """ },
        { "options in generic code", Using + """class C { T? M<T>(string s) => JsonSerializer.Deserialize<T>(s, new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "options copied with a converter added", Using + """class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|](JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "result of an action", Using + """class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Microsoft.AspNetCore.Mvc.IActionResult M(Order o) => new Microsoft.AspNetCore.Mvc.JsonResult(o, new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "serializer with a root", Using + """class C { void M(Stream s, Order o) => new [|XmlSerializer|](typeof(Order), new XmlRootAttribute("order")).Serialize(s, o); }""" },
        { "serializer with extra types", Using + """class C { object? M(Stream s) { var serializer = new [|XmlSerializer|](typeof(Order), new[] { typeof(Customer), typeof(Product) }); return serializer.Deserialize(s); } }""" },
        { "serializer with a configured root", Using + """class C { object? M(Stream s) { var root = new XmlRootAttribute("order") { Namespace = "urn:x" }; return new [|XmlSerializer|](typeof(Order), root).Deserialize(s); } }""" },
        { "serializer of a type argument", Using + """class C { T M<T>(Stream s) => (T)new [|XmlSerializer|](typeof(T), new XmlRootAttribute("root")).Deserialize(s)!; }""" },
        { "serializer whose root varies", Using + """class C { object? M(Stream s, string root) { var serializer = new [|XmlSerializer|](typeof(Order), new XmlRootAttribute(root)); return serializer.Deserialize(s); } }""" },
        { "expression of a local", Using + """class C { bool M(Order o) { Expression<Func<Order, bool>> e = x => x.IsPaid; return e.[|Compile|]()(o); } }""" },
        { "expression of a static field", Using + """class C { static readonly Expression<Func<Order, bool>> Paid = x => x.IsPaid; List<Order> M(List<Order> orders) => orders.Where(Paid.[|Compile|]()).ToList(); }""" },
        { "expression of a static property", Using + """class Specs { public static Expression<Func<Order, bool>> Paid => x => x.IsPaid; } class C { bool M(Order o) { var paid = Specs.Paid.[|Compile|](); return paid(o) || paid.Invoke(o); } }""" },
        { "number formatted", Using + """class C { string M(decimal d) => d.ToString("N2", new [|CultureInfo|]("de-DE")); }""" },
        { "number parsed", Using + """class C { decimal M(string s) { var culture = new [|CultureInfo|]("en-US"); return decimal.Parse(s, culture); } }""" },
        { "format string", Using + """class C { string M(decimal d) => string.Format(new [|CultureInfo|]("de-DE", false), "{0:C}", d); }""" },
        { "culture handed to a method that formats", Using + """class C { string M(decimal d) { var culture = new [|CultureInfo|]("de-DE"); return Text(d, culture); } static string Text(decimal d, CultureInfo culture) => d.ToString("C", culture); }""" },
        { "number format of a culture", Using + """class C { string M(decimal d) => d.ToString("C", new [|CultureInfo|]("de-DE").NumberFormat); }""" },
        { "private helper called from a constructor and a method", Using + """class C { private readonly string _a; public C(string a) => _a = Clean(a); public string M(string s) => Clean(s) + _a; private static string Clean(string s) => new [|Regex|]("x").Replace(s, ""); }""" },
        { "lambda that a constructor subscribes", Using + """class C { public C(System.ComponentModel.BackgroundWorker w) { w.DoWork += (s, e) => e.Result = new [|Regex|]("x").IsMatch("a"); } }""" },
        { "stylesheet", More + """class C { void M(string a, Stream s) { var xslt = new [|XslCompiledTransform|](); xslt.Load("style.xslt"); xslt.Transform(a, null, s); } }""" },
        { "schemas", More + """class C { void M(XDocument d) { var schemas = new [|XmlSchemaSet|](); schemas.Add("", "order.xsd"); d.Validate(schemas, null); } }""" },
        { "certificate from the configuration", More + """class C(IConfiguration config) { public string M() { using var own = X509CertificateLoader.[|LoadPkcs12FromFile|](config["file"]!, config["password"]); return own.Thumbprint; } }""" },
        { "certificate by its constructor", More + """class Options { public string File = ""; } class C(Options options) { public string M() => new [|X509Certificate2|](options.File, "pw").Thumbprint; }""" },
        { "resources", More + """class C { string? M(string key) => new [|ResourceManager|]("Shop.Texts", typeof(C).Assembly).GetString(key); }""" },
        { "mapper", Mapper + """class C { Customer M(Order o) { var maps = new [|AutoMapper.MapperConfiguration|](c => c.CreateMap<Order, Customer>()); var mapper = maps.CreateMapper(); return mapper.Map<Customer>(o); } }""" },
        { "mapper in place", Mapper + """class C { Customer M(Order o) => new [|AutoMapper.MapperConfiguration|](c => c.CreateMap<Order, Customer>()).CreateMapper().Map<Customer>(o); }""" },
        { "contract resolver", Newtonsoft + """class C { string M(Order o) => Newtonsoft.Json.JsonConvert.SerializeObject(o, new [|Newtonsoft.Json.JsonSerializerSettings|] { ContractResolver = new Newtonsoft.Json.Serialization.DefaultContractResolver { NamingStrategy = new Newtonsoft.Json.Serialization.SnakeCaseNamingStrategy() } }); }""" },
        { "template", Templates + """class C { string M(Order o) { var template = HandlebarsDotNet.Handlebars.[|Compile|]("Order {{id}}"); return template(o); } }""" },
        { "object of the user's tables", Attached.To("""class Model(string file) { public int Length => file.Length; public int Predict(int n) => n; } class C { int M(int n) => new [|Model|]("model.bin").Predict(n); }""", "PerfAnalyzers.Apis.txt", "M:Model.#ctor costly share=static severity=warning cost=\"it reads the model\" name=model") },
        { "factory of the user's tables", Attached.To("""class Model { public static Model Load(string file) => new(); public int Predict(int n) => n; } class C { int M(int n) { var model = Model.[|Load|]("model.bin"); return model.Predict(n); } }""", "PerfAnalyzers.Apis.txt", "# Models.\nM:Model.Load costly share=static severity=warning cost=\"it reads the model\" name=model") },
        { "handler of a minimal API", Using + """
            using Microsoft.AspNetCore.Builder;
            static class C { public static void Map(WebApplication app) => app.MapGet("/{s}", (string s) => new [|Regex|]("x").IsMatch(s)); }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "plain options in an action", Using + """public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { WriteIndented = true }); }""" },
        { "plain options in a loop", Using + """class C { void M(List<Order> orders) { foreach (var o in orders) { Console.WriteLine(JsonSerializer.Serialize(o, new [|JsonSerializerOptions|](JsonSerializerDefaults.Web))); } } }""" },
        { "shared encoder per element", Using + """class C { List<string> M(List<Order> orders) => orders.Select(o => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })).ToList(); }""" },
        { "options configured by statements in a page", Using + """public class P : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public string OnGet(Order o) { var options = new [|JsonSerializerOptions|](); options.PropertyNameCaseInsensitive = true; return JsonSerializer.Serialize(o, options); } }""" },
        { "random in a loop", Using + """class C { int M(List<int> xs) { int n = 0; foreach (var x in xs) { n += new [|Random|]().Next(x); } return n; } }""" },
        { "provider in an action", More + """public class A : ControllerBase { public string M() { var services = new ServiceCollection(); services.AddSingleton<Customer>(); using var provider = services.[|BuildServiceProvider|](); return provider.GetRequiredService<Customer>().Name; } }""" },
        { "logging set up in an action", More + """public class A : ControllerBase { public bool M() { using var loggers = Microsoft.Extensions.Logging.LoggerFactory.[|Create|](b => { }); var log = loggers.CreateLogger("a"); return log is null; } }""" },
        { "configuration in an action", More + """public class A : ControllerBase { public string? M() { var config = new ConfigurationBuilder().[|Build|](); return config["a"]; } }""" },
        { "configuration bound in an action", More + """public class Limits { public int Max { get; set; } } public class A(IConfiguration config) : ControllerBase { public int M() { var limits = config.GetSection("Limits").[|Get|]<Limits>(); return limits!.Max; } }""" },
        { "configuration bound to an object in an action", More + """public class Limits { public int Max { get; set; } } public class A(IConfiguration config) : ControllerBase { public int M() { var limits = new Limits(); config.GetSection("Limits").[|Bind|](limits); return limits.Max; } }""" },
        { "configuration bound by its key in a loop", More + """public class Limits { public int Max { get; set; } } public class A(IConfiguration config) { public int M(List<string> keys) { var n = 0; foreach (var key in keys) { var limits = new Limits(); config.[|Bind|](key, limits); n += limits.Max; } return n; } }""" },
        { "more patterns than are kept", Using + """class C { public string M(string s) { s = Regex.[|Replace|](s, "a+", ""); s = Regex.Replace(s, "b+", ""); return s; } """ + Patterns(14) },
        { "set of constants per request", More + """public class A : ControllerBase { public bool M(string s) { var allowed = new [|HashSet|]<string>(StringComparer.OrdinalIgnoreCase) { "a", "b", "c" }; return allowed.Contains(s); } }""" },
        { "map of constants per element", More + """class C { int M(List<string> all) => all.Sum(s => new [|Dictionary|]<string, int> { ["a"] = 1, ["b"] = 2 }.TryGetValue(s, out var n) ? n : 0); }""" },
        { "set of an array per request", More + """public class A : ControllerBase { public bool M(int n) => new [|HashSet|]<int>(new[] { 1, 2, 3 }).Contains(n); }""" },
        { "frozen set per request", More + """public class A : ControllerBase { public bool M(string s) => new[] { "a", "b" }.[|ToFrozenSet|]().Contains(s); }""" },
        { "searched characters per request", More + """public class A : ControllerBase { public int M(string s) { var vowels = SearchValues.[|Create|]("aeiou"); return s.AsSpan().IndexOfAny(vowels); } }""" },
        { "format per element", More + """
            class C
            {
                int M(List<int> xs)
                {
                    var n = 0;
                    foreach (var x in xs)
                    {
                        var format = CompositeFormat.[|Parse|]("{0:N2} EUR");
                        n += format.MinimumArgumentCount + x;
                    }

                    return n;
                }
            }
            """ },
        { "document per request", More + """public class A : ControllerBase { public int M(string s) { using var document = JsonDocument.[|Parse|]("{\"a\":1,\"b\":2}"); return document.RootElement.GetProperty(s).GetInt32(); } }""" },
        { "pipeline per request", Templates + """public class A : Microsoft.AspNetCore.Mvc.ControllerBase { public string M(string s) => Markdig.Markdown.ToHtml(s, Markdig.Extras.UseAdvancedExtensions(new Markdig.MarkdownPipelineBuilder()).[|Build|]()); }""" },
        { "random in an action", Using + """public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public int M() { var random = new [|Random|](); return random.Next(10); } }""" },
    };

    private static string Patterns(int count) => "public bool N(string s, int n) => n switch { " + string.Concat(Enumerable.Range(0, count).Select(static i => $"{i} => Regex.{(i == 0 ? "[|IsMatch|]" : "IsMatch")}(s, \"p{i}\"), ")) + "_ => false }; }";

    public static readonly Cases Quiet = new()
    {
        { "as many patterns as are kept", Using + """class C { public string M(string s) => Regex.Replace(Regex.Replace(s, "a+", ""), "a+", "b"); """ + Patterns(14).Replace("[|IsMatch|]", "IsMatch", StringComparison.Ordinal) },
        { "more patterns, of which the project keeps more", Using + """class C { static C() => Regex.CacheSize = 50; public string M(string s) => Regex.Replace(Regex.Replace(s, "a+", ""), "b+", "b"); """ + Patterns(20).Replace("[|IsMatch|]", "IsMatch", StringComparison.Ordinal) },
        { "taken out of the tables by the user", Attached.To(Using + """class C { bool M(string s) => new Regex("x").IsMatch(s); }""", "PerfAnalyzers.Apis.txt", "M:System.Text.RegularExpressions.Regex.#ctor none") },
        { "object of the user's tables, with other arguments each time", Attached.To("""class Model(string file) { public int Length => file.Length; public int Predict(int n) => n; } class C { int M(string file, int n) => new Model(file).Predict(n); }""", "PerfAnalyzers.Apis.txt", "M:Model.#ctor costly share=static severity=warning cost=\"it reads the model\" name=model") },
        { "configuration bound to what is kept", More + """public class Limits { public int Max { get; set; } } public class A(IConfiguration config) : ControllerBase { private static Limits s_limits = new(); public int M() { config.Bind(s_limits); return s_limits.Max; } }""" },
        { "configuration bound to an object at start-up", More + """public class Limits { public int Max { get; set; } } static class Startup { public static void AddLimits(this IServiceCollection services, IConfiguration config) { var limits = new Limits(); config.GetSection("Limits").Bind(limits); services.AddSingleton(limits); } }""" },
        { "static field", Using + """class C { private static readonly Regex s_rx = new("x"); bool M(string s) => s_rx.IsMatch(s); }""" },
        { "instance field", Using + """class C { private readonly Regex _rx = new Regex("x", RegexOptions.Compiled); bool M(string s) => _rx.IsMatch(s); }""" },
        { "property with an initializer", Using + """class C { public Regex Rx { get; } = new Regex("x"); }""" },
        { "used in a field initializer", Using + """class C { static readonly bool B = new Regex("x").IsMatch("xy"); readonly bool _b = new Regex("x").IsMatch("xy"); }""" },
        { "static constructor", Using + """class C { static readonly bool B; static C() { var rx = new Regex("x"); B = rx.IsMatch("xy"); } }""" },
        { "constructor that keeps it", Using + """class C { private readonly Regex _rx; C() { _rx = new Regex("x"); } }""" },
        { "constructor that uses it", Using + """class C { private readonly bool _b; public C(string s) { _b = new Regex("x").IsMatch(s); } }""" },
        { "coalescing assignment", Using + """class C { private Regex? _rx; bool M(string s) => (_rx ??= new Regex("x")).IsMatch(s); }""" },
        { "null check and assignment", Using + """class C { private Regex? _rx; bool M(string s) { if (_rx is null) { _rx = new Regex("x"); } return _rx.IsMatch(s); } }""" },
        { "filling a memo", Using + """class C { private List<string>? _names; List<string> M(string[] files) { if (_names == null) { _names = new(); foreach (var f in files) { var rx = new Regex("a(.*)"); _names.Add(rx.Match(f).Value); } } return _names; } }""" },
        { "local assigned to a field", Using + """class C { private Regex? _rx; bool M(string s) { var rx = new Regex("x"); _rx = rx; return rx.IsMatch(s); } }""" },
        { "property with memo", Using + """class C { private Regex? _rx; public Regex Rx { get { return _rx ?? (_rx = new Regex("x")); } } }""" },
        { "lazy", Using + """class C { static readonly Lazy<Regex> Rx = new(() => new Regex("x")); }""" },
        { "lazy in a method", Using + """class C { bool M(string s) { var b = new Lazy<bool>(() => new Regex("x").IsMatch(s)); return b.Value; } }""" },
        { "cache factory", Using + """class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Regex> Cache = new(); bool M(string s) => Cache.GetOrAdd("a", _ => new Regex("x")).IsMatch(s); }""" },
        { "work in a cache factory", Using + """class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Cache = new(); bool M(string s) => Cache.GetOrAdd(s, k => new Regex("x").IsMatch(k)); }""" },
        { "singleton factory", Using + """
            using Microsoft.Extensions.DependencyInjection;
            static class C { public static void AddParts(this IServiceCollection services) { services.AddSingleton(_ => new Regex("x")); services.AddSingleton(_ => new Regex("x").IsMatch("y") ? "a" : "b"); } }
            """ },
        { "composition", Using + """
            using Microsoft.Extensions.DependencyInjection;
            static class C { public static void AddParts(this IServiceCollection services, string s) { if (new Regex("x").IsMatch(s)) { services.AddSingleton<Customer>(); } } }
            """ },
        { "configuration lambda", Using + """
            using Microsoft.Extensions.DependencyInjection;
            static class C { public static void Setup(IServiceCollection services) { services.AddSingleton(p => new Customer { Name = new Regex("x").Replace("xy", "") }); } }
            """ },
        { "Main", Using + """static class Program { static void Main(string[] args) { Console.WriteLine(new Regex("x").IsMatch(args[0])); } }""" },
        { "catch block", Using + """class C { string M(string s) { try { return s.Trim(); } catch (Exception e) { return new Regex("x").Replace(e.Message, ""); } } }""" },
        { "throw", Using + """class C { void M(string s) { if (s == "") throw new Exception(new Regex("x").Replace("xy", "")); } }""" },
        { "pattern is a parameter", Using + """class C { bool M(string s, string pattern) => new Regex(pattern).IsMatch(s); }""" },
        { "pattern built from a parameter", Using + """class C { bool M(string s, string word) => new Regex(@"\b" + Regex.Escape(word) + @"\b").IsMatch(s); }""" },
        { "pattern is interpolated", Using + """class C { bool M(string s, int n) => new Regex($"^a{{{n}}}$").IsMatch(s); }""" },
        { "options is a parameter", Using + """class C { bool M(string s, bool ignoreCase) => new Regex("x", ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None).IsMatch(s); }""" },
        { "pattern is an instance field", Using + """class C(string p) { private readonly string _p = p; bool M(string s) => new Regex(_p).IsMatch(s); }""" },
        { "pattern is a mutable static field", Using + """class C { public static string P = "x"; bool M(string s) => new Regex(P).IsMatch(s); }""" },
        { "pattern local assigned twice", Using + """class C { bool M(string s, bool b) { var p = "x"; if (b) p = "y"; return new Regex(p).IsMatch(s); } }""" },
        { "pattern depends on the clock", Using + """class C { bool M(string s) => new Regex(DateTime.Now.Year.ToString()).IsMatch(s); }""" },
        { "pattern depends on the culture", Using + """class C { bool M(string s) => new Regex(CultureInfo.CurrentCulture.NumberFormat.NumberGroupSeparator).IsMatch(s); }""" },
        { "static Regex methods", Using + """class C { bool M(string s) => Regex.IsMatch(s, "x"); string N(string s) => Regex.Replace(s, "x", ""); }""" },
        { "returned from a public method", Using + """public class C { public Regex Create() => new Regex("x"); public static JsonSerializerOptions Options() => new() { Converters = { new JsonStringEnumConverter() } }; }""" },
        { "public property of options", Using + """public class C { public static JsonSerializerOptions Options => new() { Converters = { new JsonStringEnumConverter() } }; }""" },
        { "private helper that fills a field", Using + """class C { private static readonly Regex Rx = Create(); private static Regex Create() { return new Regex("x"); } bool M(string s) => Rx.IsMatch(s); }""" },
        { "private helper used for a field and elsewhere", Using + """class C { private static readonly Regex Rx = Create(); private static Regex Create() => new Regex("x"); bool M(string s) => Create().IsMatch(s); }""" },
        { "private helper as a delegate", Using + """class C { private static Regex Create() => new Regex("x"); readonly Lazy<Regex> _rx = new(Create); }""" },
        { "private helper whose result is kept", Using + """class C { private Regex? _rx; private static Regex Create() => new Regex("x"); void M() { _rx = Create(); } }""" },
        { "private helper whose result is configured", Using + """class C { private static JsonSerializerOptions Create() => new() { Converters = { new JsonStringEnumConverter() } }; string M(Order o, bool b) { var options = Create(); options.WriteIndented = b; return JsonSerializer.Serialize(o, options); } }""" },
        { "private helper nobody calls", Using + """class C { private static Regex Create() => new Regex("x"); }""" },
        { "helper called from a static initializer only", Using + """class C { static readonly List<string> Words = Load("a b"); private static List<string> Load(string s) { var rx = new Regex(@"\s"); return rx.Split(s).ToList(); } }""" },
        { "helper called from a constructor only", Using + """class C { private readonly string _s; public C(string s) { _s = Clean(s); } private static string Clean(string s) => new Regex("x").Replace(s, ""); }""" },
        { "passed on", Using + """class C { bool M(string s) => Check(new Regex("x"), s); static bool Check(Regex r, string s) => r.IsMatch(s); }""" },
        { "stored in a list", Using + """class C { readonly List<Regex> _all = new(); void M() { _all.Add(new Regex("x")); } }""" },
        { "passed to a constructor", Using + """class V(Regex r) { public Regex R => r; } class C { V M() => new V(new Regex("x")); }""" },
        { "given to an object", Using + """class V { public Regex? R { get; set; } } class C { V M() => new V { R = new Regex("x") }; }""" },
        { "returned in a tuple", Using + """class C { (Regex, int) M() => (new Regex("x"), 1); }""" },
        { "yielded", Using + """class C { IEnumerable<Regex> M() { yield return new Regex("x"); } }""" },
        { "options whose flag is a parameter", Using + """class C { string M(Order o, bool indent) => JsonSerializer.Serialize(o, new JsonSerializerOptions { WriteIndented = indent, Converters = { new JsonStringEnumConverter() } }); }""" },
        { "options configured from a parameter", Using + """class C { string M(Order o, JsonConverter c) { var options = new JsonSerializerOptions(); options.Converters.Add(c); return JsonSerializer.Serialize(o, options); } }""" },
        { "options configured on a condition", Using + """class C { string M(Order o, bool b) { var options = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } }; if (b) { options.WriteIndented = true; } return JsonSerializer.Serialize(o, options); } }""" },
        { "options copied from a parameter", Using + """class C { string M(Order o, JsonSerializerOptions given) => JsonSerializer.Serialize(o, new JsonSerializerOptions(given) { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "converter with state", Using + """
            class Counting : JsonConverter<int> { private int _n; public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => _n++; public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteNumberValue(v + _n); }
            class C { string M(Order o) => JsonSerializer.Serialize(o, new JsonSerializerOptions { Converters = { new Counting() } }); }
            """ },
        { "converter made from a parameter", Using + """
            class Scaled(int k) : JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => r.GetInt32() * k; public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteNumberValue(v / k); }
            class C { string M(Order o, int k) => JsonSerializer.Serialize(o, new JsonSerializerOptions { Converters = { new Scaled(k) } }); }
            """ },
        { "plain options outside loops and requests", Using + """class C { string M(Order o) => JsonSerializer.Serialize(o, new JsonSerializerOptions { WriteIndented = true }); }""" },
        { "shared converter outside loops and requests", Using + """class C { static readonly JsonStringEnumConverter E = new(); string M(Order o) => JsonSerializer.Serialize(o, new JsonSerializerOptions { Converters = { E } }); }""" },
        { "options handed to own code", Using + """class Client { public Client(JsonSerializerOptions o) { } } class C { Client M() => new Client(new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } }); }""" },
        { "serializer of a type", Using + """class C { void M(Stream s, Order o) => new XmlSerializer(typeof(Order)).Serialize(s, o); }""" },
        { "serializer of a type and a namespace", Using + """class C { void M(Stream s, Order o) => new XmlSerializer(typeof(Order), "urn:x").Serialize(s, o); }""" },
        { "serializer that is kept per type", Using + """class C { static readonly Dictionary<Type, XmlSerializer> Cache = new(); XmlSerializer M(Type t) { if (!Cache.TryGetValue(t, out var x)) { x = new XmlSerializer(t, new XmlRootAttribute("r")); Cache[t] = x; } return x; } }""" },
        { "serializer with events", Using + """class C { object? M(Stream s, XmlElementEventHandler h) { var x = new XmlSerializer(typeof(Order), new XmlRootAttribute("o")); x.UnknownElement += h; return x.Deserialize(s); } }""" },
        { "expression of a parameter", Using + """class C { bool M(Order o, Expression<Func<Order, bool>> e) => e.Compile()(o); }""" },
        { "expression that captures", Using + """class C { bool M(Order o, int id) { Expression<Func<Order, bool>> e = x => x.Id == id; return e.Compile()(o); } }""" },
        { "expression that uses this", Using + """class C { int _id; bool M(Order o) { Expression<Func<Order, bool>> e = x => x.Id == _id; return e.Compile()(o); } }""" },
        { "expression compiled into a field", Using + """class C { static readonly Func<Order, bool> Paid = ((Expression<Func<Order, bool>>)(x => x.IsPaid)).Compile(); }""" },
        { "expression that is interpreted", Using + """class C { bool M(Order o) { Expression<Func<Order, bool>> e = x => x.IsPaid; return e.Compile(true)(o); } }""" },
        { "culture by a variable name", Using + """class C { string M(decimal d, string name) => d.ToString(new CultureInfo(name)); }""" },
        { "culture that becomes current", Using + """class C { void M() { CultureInfo.CurrentCulture = new CultureInfo("de-DE"); } }""" },
        { "culture for text only", Using + """class C { string M(string s) => new CultureInfo("en-US").TextInfo.ToTitleCase(s); }""" },
        { "culture that is changed", Using + """class C { string M(decimal d) { var c = new CultureInfo("de-DE"); c.NumberFormat.NumberDecimalDigits = 3; return d.ToString(c); } }""" },
        { "culture with changed formats", Using + """class C { string M(decimal d) => d.ToString(new CultureInfo("de-DE") { NumberFormat = { NumberDecimalDigits = 3 } }); }""" },
        { "shared culture", Using + """class C { string M(decimal d) => d.ToString("N2", CultureInfo.GetCultureInfo("de-DE")); }""" },
        { "seeded random", Using + """class C { int M(List<int> xs) { int n = 0; foreach (var x in xs) { n += new Random(42).Next(x); } return n; } }""" },
        { "random outside loops", Using + """class C { int M() => new Random().Next(10); }""" },
        { "http client", """class C { async Task<string> M() { using var c = new System.Net.Http.HttpClient(); return await c.GetStringAsync("http://localhost"); } }""" },
        { "own type called Regex", """namespace Own { class Regex(string p) { public bool IsMatch(string s) => s == p; } class C { bool M(string s) => new Regex("x").IsMatch(s); } }""" },
        { "attribute", Using + """[AttributeUsage(AttributeTargets.All)] class A : Attribute { public A(string s) { } } [A("x")] class C { }""" },
        { "migration", Using + """class M1 : Microsoft.EntityFrameworkCore.Migrations.Migration { protected override void Up(Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder b) { b.Sql(new Regex("x").Replace("select x", "1")); } }""" },
        { "routine of a migration", Using + """namespace Server.Migrations { class Rename { public void Perform(Stream s) => new XmlSerializer(typeof(Order), new XmlRootAttribute("o")).Deserialize(s); } }""" },
        { "stylesheet of a caller", More + """class C { void M(string style, string a, Stream s) { var xslt = new XslCompiledTransform(); xslt.Load(style); xslt.Transform(a, null, s); } }""" },
        { "stylesheet that is not loaded here", More + """class C { void M(string a, Stream s) { var xslt = new XslCompiledTransform(); Prepare(xslt); xslt.Transform(a, null, s); } static void Prepare(XslCompiledTransform x) => x.Load("a"); }""" },
        { "schemas that are kept", More + """class C { XmlSchemaSet? _schemas; void M(XDocument d) { if (_schemas == null) { var schemas = new XmlSchemaSet(); schemas.Add("", "order.xsd"); _schemas = schemas; } d.Validate(_schemas, null); } }""" },
        { "certificate of a caller", More + """class C { public string M(string file) { using var own = X509CertificateLoader.LoadPkcs12FromFile(file, "pw"); return own.Thumbprint; } }""" },
        { "certificate that is handed out", More + """class C(IConfiguration config) { public X509Certificate2 Load() => X509CertificateLoader.LoadPkcs12FromFile(config["file"]!, "pw"); }""" },
        { "resources of a caller", More + """class C { string? M(string name, string key) => new ResourceManager(name, typeof(C).Assembly).GetString(key); }""" },
        { "activity source in an action, of which the rule of instruments speaks", More + """public class A : ControllerBase { public void M() { using var activities = new ActivitySource("Shop"); using var activity = activities.StartActivity("pay"); } }""" },
        { "meter in an action, of which the rule of instruments speaks", More + """public class A : ControllerBase { public string M() { var meter = new Meter("Shop"); return meter.Name; } }""" },
        { "activity source in a field", More + """class C { static readonly ActivitySource s_activities = new("Shop"); void M() { using var activity = s_activities.StartActivity("pay"); } }""" },
        { "counter in a field", More + """class C { static readonly Meter s_meter = new("Shop"); static readonly Counter<int> s_orders = s_meter.CreateCounter<int>("orders"); void M() => s_orders.Add(1); }""" },
        { "counter of a constructor", More + """class C { readonly Counter<int> _orders; public C(IMeterFactory meters) { var meter = meters.Create("Shop"); _orders = meter.CreateCounter<int>("orders"); } void M() => _orders.Add(1); }""" },
        { "counter that its meter keeps", More + """class C { static readonly Meter s_meter = new("Shop"); void M() => s_meter.CreateCounter<int>("orders").Add(1); }""" },
        { "counter by a caller's name", More + """class C { static readonly Meter s_meter = new("Shop"); void M(string name) => s_meter.CreateCounter<int>(name).Add(1); }""" },
        { "mapper in a field", Mapper + """class C { static readonly AutoMapper.IMapper s_mapper = new AutoMapper.MapperConfiguration(c => c.CreateMap<Order, Customer>()).CreateMapper(); Customer M(Order o) => s_mapper.Map<Customer>(o); }""" },
        { "mapper that is handed out", Mapper + """public class C { public AutoMapper.IMapper Create() => new AutoMapper.MapperConfiguration(c => c.CreateMap<Order, Customer>()).CreateMapper(); }""" },
        { "maps of a caller", Mapper + """class C { Customer M(Order o, Action<AutoMapper.IMapperConfigurationExpression> more) => new AutoMapper.MapperConfiguration(c => { c.CreateMap<Order, Customer>(); more(c); }).CreateMapper().Map<Customer>(o); }""" },
        { "resolver with a shared cache", Newtonsoft + """class C { string M(Order o) => Newtonsoft.Json.JsonConvert.SerializeObject(o, new Newtonsoft.Json.JsonSerializerSettings { ContractResolver = new Newtonsoft.Json.Serialization.CamelCasePropertyNamesContractResolver() }); }""" },
        { "settings without a resolver", Newtonsoft + """public class A : Microsoft.AspNetCore.Mvc.ControllerBase { public string M(Order o) => Newtonsoft.Json.JsonConvert.SerializeObject(o, new Newtonsoft.Json.JsonSerializerSettings { Converters = { new Newtonsoft.Json.JsonConverter() } }); }""" },
        { "template of a caller", Templates + """class C { string M(Order o, string text) => HandlebarsDotNet.Handlebars.Compile(text)(o); }""" },
        { "template that is kept", Templates + """class C { static readonly HandlebarsDotNet.HandlebarsTemplate s_order = HandlebarsDotNet.Handlebars.Compile("Order {{id}}"); string M(Order o) => s_order(o); }""" },
        { "provider at start-up", More + """static class Startup { public static void AddParts(this IServiceCollection s) { using var provider = s.BuildServiceProvider(); Console.WriteLine(provider.GetRequiredService<Customer>().Name); } }""" },
        { "configuration bound at start-up", More + """static class Startup { public static void AddParts(this IServiceCollection s, IConfiguration config) { var limits = config.GetSection("x").Get<Customer>(); s.AddSingleton(limits!); } }""" },
        { "configuration bound by a constructor", More + """class C { readonly int _max; public C(IConfiguration config) { var limits = config.GetSection("x").Get<Customer>(); _max = limits!.Id; } public int Max => _max; }""" },
        { "set that grows", More + """public class A : ControllerBase { public int M(List<string> s) { var seen = new HashSet<string> { "a" }; foreach (var x in s) { seen.Add(x); } return seen.Count; } }""" },
        { "set that is returned", More + """public class A : ControllerBase { public HashSet<string> M() { var all = new HashSet<string> { "a", "b" }; return all; } }""" },
        { "set of a caller's elements", More + """public class A : ControllerBase { public bool M(string s, string a) => new HashSet<string> { a, "b" }.Contains(s); }""" },
        { "empty set", More + """public class A : ControllerBase { public bool M(string s) { var seen = new HashSet<string>(); return seen.Contains(s); } }""" },
        { "set of constants outside requests and loops", More + """class C { bool M(string s) => new HashSet<string> { "a", "b" }.Contains(s); }""" },
        { "map that is handed on", More + """public class A : ControllerBase { public IActionResult M() { var map = new Dictionary<string, int> { ["a"] = 1 }; return Ok(map); } }""" },
        { "document of a caller", More + """public class A : ControllerBase { public int M(string s) { using var document = JsonDocument.Parse(s); return document.RootElement.GetInt32(); } }""" },
        { "cheap look-ups", More + """public class A : ControllerBase { public string M(DateTime d) => TimeZoneInfo.FindSystemTimeZoneById("UTC").DisplayName + Encoding.GetEncoding("utf-8").WebName + typeof(A).GetProperties().Length + new RegionInfo("DE").CurrencySymbol; }""" },
        { "expression tree", Using + """class C { IQueryable<Order> M(ShopContext db) => db.Orders.Where(o => new Regex("x").IsMatch(o.Customer!.Name)); }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Names_the_cost_and_the_way_out() => Verify.Says(
        Using + """class C { bool M(string s) => new [|Regex|](@"^\d+$").IsMatch(s); }""",
        "'new Regex' on every call: parsing the pattern takes about 5 µs and 4 KB, many times what a match does; keep it in a static readonly field");

    [Fact]
    public Task Ways_out_differ() => Task.WhenAll(
        Verify.Says(
            Using + """class C { bool M(string s) => new [|Regex|]("x", RegexOptions.Compiled).IsMatch(s); }""",
            "'new Regex' on every call: RegexOptions.Compiled emits and compiles code, about 3 ms; keep it in a static readonly field"),
        Verify.Says(
            Using + """class C { T M<T>(Stream s) => (T)new [|XmlSerializer|](typeof(T), new XmlRootAttribute("root")).Deserialize(s)!; }""",
            "'new XmlSerializer' on every call: this constructor generates an assembly that is never unloaded, about 3 ms; keep one per type argument, in a static field of a generic class"),
        Verify.Says(
            Using + """class C { object? M(Stream s, Type t) => new [|XmlSerializer|](t, new XmlRootAttribute("root")).Deserialize(s); }""",
            "'new XmlSerializer' on every call: this constructor generates an assembly that is never unloaded, about 3 ms; keep one per set of arguments, in a static dictionary"),
        Verify.Says(
            Using + """class C { string M(decimal d) => d.ToString("N2", new [|CultureInfo|]("de-DE")); }""",
            "'new CultureInfo' on every call: loading the number formats of the culture takes about 260 µs; use 'CultureInfo.GetCultureInfo', which is built once"));

    public static readonly Cases Unfixed = new()
    {
        { "what is loaded after it was built", More + """class C { void M(string a, Stream s) { var xslt = new [|XslCompiledTransform|](); xslt.Load("style.xslt"); xslt.Transform(a, null, s); } }""" },
        { "what is disposed of", More + """class C { public string M() { using var own = X509CertificateLoader.[|LoadPkcs12FromFile|]("a.pfx", "pw"); return own.Thumbprint; } }""" },
        { "generic type", Using + """class C<T> { bool M(string s) => new [|Regex|]("x").IsMatch(s); }""" },
        { "nested in a generic type", Using + """class C<T> { class D { bool M(string s) => new [|Regex|]("x").IsMatch(s); } }""" },
        { "type argument of a method", Using + """class C { T M<T>(Stream s) => (T)new [|XmlSerializer|](typeof(T), new XmlRootAttribute("root")).Deserialize(s)!; }""" },
        { "type argument of a local function", Using + """class C { string M(Order o) { return N(o); string N<T>(T o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() }, TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { static t => _ = typeof(T) } } }); } }""" },
        { "inputs that vary", Using + """class C { object? M(Stream s, Type t) => new [|XmlSerializer|](t, new XmlRootAttribute("root")).Deserialize(s); }""" },
        { "field that a static constructor assigns", Using + """class C { static readonly string P; static C() { P = "x"; } bool M(string s) => new [|Regex|](P).IsMatch(s); }""" },
        { "field of another part", Using + """partial class C { static readonly string P = Environment.NewLine; } partial class C { bool M(string s) => new [|Regex|](P).IsMatch(s); }""" },
        { "local assigned after its declaration", Using + """class C { bool M(string s) { string p; p = "x"; return new [|Regex|](p).IsMatch(s); } }""" },
        { "conditional compilation inside", Using + """
            class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|]
            {
            #if DEBUG
                WriteIndented = true,
            #endif
                Converters = { new JsonStringEnumConverter() },
            }); }
            """ },
        { "settings set twice", Using + """class C { string M(Order o) { var options = new [|JsonSerializerOptions|](); options.MaxDepth = 8; options.MaxDepth = 9; options.Converters.Add(new JsonStringEnumConverter()); return JsonSerializer.Serialize(o, options); } }""" },
        { "settings made later", Using + """class C { string M(Order o) { var options = new [|JsonSerializerOptions|](); Console.WriteLine(); options.Converters.Add(new JsonStringEnumConverter()); return JsonSerializer.Serialize(o, options); } }""" },
        { "settings beside an initializer", Using + """class C { string M(Order o) { var options = new [|JsonSerializerOptions|] { MaxDepth = 8 }; options.Converters.Add(new JsonStringEnumConverter()); return JsonSerializer.Serialize(o, options); } }""" },
        { "local function as delegate", Using + """class C { string M(Order o) { return JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Trim } } }); static void Trim(JsonTypeInfo t) { } } }""" },
    };

    [Theory, MemberData(nameof(Unfixed))]
    public Task Offers_no_fix(Case code) => Verify.RefusesToFix(code.Source);

    private static Task Fixes(string source, string fixedSource, DiagnosticSeverity? severity = null) => Verify.Fixes(Using + source, Using + fixedSource, severity);

    [Fact]
    public Task Moves_an_expression() => Fixes(
        """
        class C
        {
            // Digits only.
            public bool M(string s) => /* all */ new [|Regex|](@"^\d+$").IsMatch(s); // so
        }
        """,
        """
        class C
        {
            private static readonly Regex Pattern = new Regex(@"^\d+$");

            // Digits only.
            public bool M(string s) => /* all */ Pattern.IsMatch(s); // so
        }
        """);

    [Fact]
    public Task Replaces_a_local_and_takes_its_name() => Fixes(
        """
        class C
        {
            public int M(string a, string b)
            {
                var digits = new [|Regex|](@"\d+", RegexOptions.Compiled);

                var n = digits.Matches(a).Count;
                return n + new[] { b }.Count(x => digits.IsMatch(x));
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Digits = new Regex(@"\d+", RegexOptions.Compiled);

            public int M(string a, string b)
            {
                var n = Digits.Matches(a).Count;
                return n + new[] { b }.Count(x => Digits.IsMatch(x));
            }
        }
        """);

    [Fact]
    public Task Keeps_an_initializer_and_its_comments() => Fixes(
        """
        class C
        {
            private readonly int _n;

            public string M(Order o)
            {
                // As the partner wants it.
                var options = new [|JsonSerializerOptions|](JsonSerializerDefaults.Web)
                {
                    WriteIndented = true, // for people
                    Converters =
                    {
                        new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
                    },
                };
                return JsonSerializer.Serialize(o, options) + _n;
            }
        }
        """,
        """
        class C
        {
            private static readonly JsonSerializerOptions Options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
            {
                WriteIndented = true, // for people
                Converters =
                {
                    new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
                },
            };
            private readonly int _n;

            public string M(Order o)
            {
                // As the partner wants it.
                return JsonSerializer.Serialize(o, Options) + _n;
            }
        }
        """);

    [Fact]
    public Task Follows_the_naming_of_static_fields() => Fixes(
        """
        namespace N
        {
            internal static class C
            {
                public const int Size = 3;
                private static readonly Regex s_other = new("y");
                private static int s_count;

                public static bool M(string s)
                {
                    s_count++;

                    Regex words = [|new|](@"\w+");
                    return words.IsMatch(s) || s_other.IsMatch(s);
                }
            }
        }
        """,
        """
        namespace N
        {
            internal static class C
            {
                public const int Size = 3;
                private static readonly Regex s_other = new("y");
                private static int s_count;
                private static readonly Regex s_words = new(@"\w+");

                public static bool M(string s)
                {
                    s_count++;

                    return s_words.IsMatch(s) || s_other.IsMatch(s);
                }
            }
        }
        """);

    [Fact]
    public Task Goes_before_fields_that_run_own_code_and_behind_what_it_needs() => Fixes(
        """
        class C
        {
            private static readonly string _word = Environment.NewLine;
            public static readonly C Instance = new C("a");

            private C(string s) => Ok = Check(s);

            public bool Ok { get; }

            public static bool Check(string s) => new [|Regex|]("x").IsMatch(s) || new [|Regex|]("^" + _word).IsMatch(s);
        }
        """,
        """
        class C
        {
            private static readonly string _word = Environment.NewLine;
            private static readonly Regex _pattern = new Regex("x");
            private static readonly Regex _pattern2 = new Regex("^" + _word);
            public static readonly C Instance = new C("a");

            private C(string s) => Ok = Check(s);

            public bool Ok { get; }

            public static bool Check(string s) => _pattern.IsMatch(s) || _pattern2.IsMatch(s);
        }
        """);

    [Fact]
    public Task Takes_constant_locals_along() => Fixes(
        """
        class C
        {
            public bool M(string s)
            {
                // One or more.
                const string pattern = @"\d+";
                var flags = RegexOptions.Compiled | RegexOptions.IgnoreCase;
                return new [|Regex|]("^" + pattern, flags).IsMatch(s);
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Pattern = new Regex("^" + @"\d+", RegexOptions.Compiled | RegexOptions.IgnoreCase);

            public bool M(string s)
            {
                // One or more.
                return Pattern.IsMatch(s);
            }
        }
        """);

    [Fact]
    public Task Leaves_constant_locals_used_elsewhere() => Fixes(
        """
        class C
        {
            public string M(string s)
            {
                const string pattern = @"\d+";
                return new [|Regex|](pattern).Replace(s, pattern);
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Pattern = new Regex(@"\d+");

            public string M(string s)
            {
                const string pattern = @"\d+";
                return Pattern.Replace(s, pattern);
            }
        }
        """);

    [Fact]
    public Task Keeps_the_local_where_its_name_is_needed() => Fixes(
        """
        class C
        {
            public string M(string s)
            {
                var digits = new [|Regex|](@"\d+");
                return digits.Replace(s, nameof(digits));
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Digits = new Regex(@"\d+");

            public string M(string s)
            {
                var digits = Digits;
                return digits.Replace(s, nameof(digits));
            }
        }
        """);

    [Fact]
    public Task Compiles_expressions_once() => Fixes(
        """
        class C
        {
            public List<Order> M(List<Order> orders)
            {
                Expression<Func<Order, bool>> paid = o => o.IsPaid;
                var isPaid = paid.[|Compile|]();
                return orders.Where(isPaid).ToList();
            }
        }
        """,
        """
        class C
        {
            private static readonly Func<Order, bool> IsPaid = ((Expression<Func<Order, bool>>)(o => o.IsPaid)).Compile();

            public List<Order> M(List<Order> orders)
            {
                return orders.Where(IsPaid).ToList();
            }
        }
        """);

    [Fact]
    public Task Moves_serializers_out_of_lambdas_and_local_functions() => Fixes(
        """
        struct C
        {
            public object? M(Stream s)
            {
                return Read();
                object? Read() => new Func<Stream, object?>(x => new [|XmlSerializer|](typeof(Order), new XmlRootAttribute("o")).Deserialize(x))(new MemoryStream());
            }
        }
        """,
        """
        struct C
        {
            private static readonly XmlSerializer Serializer = new XmlSerializer(typeof(Order), new XmlRootAttribute("o"));

            public object? M(Stream s)
            {
                return Read();
                object? Read() => new Func<Stream, object?>(x => Serializer.Deserialize(x))(new MemoryStream());
            }
        }
        """);

    [Fact]
    public Task Fills_a_property_from_the_field() => Fixes(
        """
        interface I
        {
            static Regex Email => new [|Regex|](@"^\S+@\S+$");
        }

        record R(string S)
        {
            private static Regex Pattern() => [|new|](@"^\S+$");

            public bool Ok => Pattern().IsMatch(S);
        }
        """,
        """
        interface I
        {
            private static readonly Regex Pattern = new Regex(@"^\S+@\S+$");

            static Regex Email => Pattern;
        }

        record R(string S)
        {
            private static readonly Regex Pattern2 = new(@"^\S+$");

            private static Regex Pattern() => Pattern2;

            public bool Ok => Pattern().IsMatch(S);
        }
        """);

    [Theory]
    [InlineData(
        """
        class C
        {
            public bool M(string s) => new [|Regex|](@"^\d+$").IsMatch(s);
        }
        """,
        """
        partial class C
        {
            public bool M(string s) => Pattern().IsMatch(s);

            [GeneratedRegex(@"^\d+$")]
            private static partial Regex {|CS8795:Pattern|}();
        }
        """)]
    [InlineData(
        """
        static class Outer
        {
            public readonly partial struct C
            {
                private const string Word = "a+";

                public string M(string s)
                {
                    // Words.
                    var word = new [|Regex|](Word, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
                    return word.Replace(s, "");
                }
            }
        }
        """,
        """
        static partial class Outer
        {
            public readonly partial struct C
            {
                private const string Word = "a+";

                public string M(string s)
                {
                    // Words.
                    var word = Word2();
                    return word.Replace(s, "");
                }

                [GeneratedRegex(Word, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
                private static partial Regex {|CS8795:Word2|}();
            }
        }
        """)]
    public Task Generates_the_code_of_patterns(string source, string expected) => VerifyGenerated.Fixes(Using + source, Using + expected);

    [Theory]
    [InlineData("class C { bool M(string s) => new [|Regex|](\"a+\", RegexOptions.None, TimeSpan.FromSeconds(1)).IsMatch(s); }")]
    [InlineData("class C { static readonly string Word = Environment.NewLine; bool M(string s) => new [|Regex|](\"^\" + Word).IsMatch(s); }")]
    [InlineData("class C { bool M(string s) { const string word = \"a+\"; return new [|Regex|](word).IsMatch(s); } }")]
    [InlineData("interface I { bool M(string s) => new [|Regex|](\"x\").IsMatch(s); }")]
    [InlineData("class C { string M(Order o) => JsonSerializer.Serialize(o, new [|JsonSerializerOptions|] { Converters = { new JsonStringEnumConverter() } }); }")]
    public Task Generates_only_what_an_attribute_can_say(string source) => VerifyGenerated.RefusesToFix(Using + source);

    [Fact]
    public Task Uses_shared_cultures() => Fixes(
        """
        class C
        {
            string M(decimal d) => d.ToString("N2", new [|CultureInfo|]("de-DE")) + d.ToString(new [|System.Globalization.CultureInfo|](1031, false));
            string N(decimal d) { CultureInfo c = [|new|](name: "de-DE"); return d.ToString(c); }
        }
        """,
        """
        class C
        {
            string M(decimal d) => d.ToString("N2", CultureInfo.GetCultureInfo("de-DE")) + d.ToString(System.Globalization.CultureInfo.GetCultureInfo(1031));
            string N(decimal d) { CultureInfo c = CultureInfo.GetCultureInfo(name: "de-DE"); return d.ToString(c); }
        }
        """);

    [Fact]
    public Task Uses_the_shared_random() => Fixes(
        """
        class C
        {
            int M(List<int> xs) => xs.Sum(x => new [|Random|]().Next(x));
        }
        """,
        """
        class C
        {
            int M(List<int> xs) => xs.Sum(x => Random.Shared.Next(x));
        }
        """,
        DiagnosticSeverity.Info);

    [Fact]
    public async Task Moves_sets_and_sources()
    {
        await Verify.Fixes(
            More + """
            public class A : ControllerBase
            {
                public bool M(string s)
                {
                    var allowed = new [|HashSet|]<string>(StringComparer.OrdinalIgnoreCase) { "a", "b" };
                    return allowed.Contains(s);
                }
            }
            """,
            More + """
            public class A : ControllerBase
            {
                private static readonly HashSet<string> Allowed = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a", "b" };

                public bool M(string s)
                {
                    return Allowed.Contains(s);
                }
            }
            """,
            DiagnosticSeverity.Info);
    }

    [Fact]
    public Task Fixes_all_in_a_document_with_one_field_per_expression() => Fixes(
        """
        class C
        {
            bool A(string s) => new [|Regex|]("a").IsMatch(s) && new [|Regex|]("b").IsMatch(s);
            bool B(string s)
            {
                var rx = new [|Regex|]("a" /* again */);
                return rx.IsMatch(s);
            }

            class D
            {
                bool A(string s) => new[] { s }.Any(x => new [|Regex|]("a").IsMatch(x) && new[] { x }.All(y => new [|Regex|]("c").IsMatch(y)));
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Pattern = new Regex("a");
            private static readonly Regex Pattern2 = new Regex("b");

            bool A(string s) => Pattern.IsMatch(s) && Pattern2.IsMatch(s);
            bool B(string s)
            {
                return Pattern.IsMatch(s);
            }

            class D
            {
                private static readonly Regex Pattern3 = new Regex("c");

                bool A(string s) => new[] { s }.Any(x => Pattern.IsMatch(x) && new[] { x }.All(y => Pattern3.IsMatch(y)));
            }
        }
        """);

    [Fact]
    public Task Keeps_comments_of_what_it_removes() => Fixes(
        """
        class C
        {
            bool M(string s)
            {
                s = s.Trim();

                // letters
                var letters = new [|Regex|]("[a-z]"); // no digits
                var digits = new [|Regex|]("[0-9]");
                // both
                return letters.IsMatch(s) && digits.IsMatch(s);
            }
        }
        """,
        """
        class C
        {
            private static readonly Regex Letters = new Regex("[a-z]");
            private static readonly Regex Digits = new Regex("[0-9]");

            bool M(string s)
            {
                s = s.Trim();

                // letters
                // no digits
                // both
                return Letters.IsMatch(s) && Digits.IsMatch(s);
            }
        }
        """);

    [Fact]
    public Task Folds_settings_into_an_initializer() => Fixes(
        """
        class C
        {
            string M(Order o)
            {
                const int depth = 8;
                var options = new [|JsonSerializerOptions|]();
                options.WriteIndented = true; // for people
                options.MaxDepth = depth;
                options.Converters.Add(new JsonStringEnumConverter());
                options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));

                return JsonSerializer.Serialize(o, options);
            }
        }
        """,
        """
        class C
        {
            private static readonly JsonSerializerOptions Options = new JsonSerializerOptions
            {
                WriteIndented = true,
                MaxDepth = 8,
                Converters = { new JsonStringEnumConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            };

            string M(Order o)
            {
                // for people
                return JsonSerializer.Serialize(o, Options);
            }
        }
        """);

    [Fact]
    public Task Fixes_all_documents_and_parts() => Verify.FixesAll(
    [
        (Using + """
        partial class C
        {
            bool A(string s) => new [|Regex|]("a").IsMatch(s);
        }
        """, Using + """
        partial class C
        {
            private static readonly Regex Pattern = new Regex("a");

            bool A(string s) => Pattern.IsMatch(s);
        }
        """),
        (Using + """
        partial class C
        {
            bool B(string s) => new [|Regex|]("b").IsMatch(s);
        }

        class D
        {
            bool B(string s) => new [|Regex|]("b").IsMatch(s);
        }
        """, Using + """
        partial class C
        {
            private static readonly Regex Pattern2 = new Regex("b");

            bool B(string s) => Pattern2.IsMatch(s);
        }

        class D
        {
            private static readonly Regex Pattern = new Regex("b");

            bool B(string s) => Pattern.IsMatch(s);
        }
        """),
    ]);
}
