using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Serialization;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Each costly object built per call, and built once.</summary>
[Page("PERF3001")]
public class ExpensiveObjectPerCallBenchmark
{
    private const string Email = @"^[\w.+-]+@[\w-]+\.[\w.]+$";
    private const string Text = "someone@example.com";

    private static readonly Regex s_regex = new(Email);
    private static readonly Regex s_compiled = new(Email, RegexOptions.Compiled);
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions s_converting = new() { Converters = { new JsonStringEnumConverter() } };
    private static readonly XmlSerializer s_serializer = new(typeof(Item), new XmlRootAttribute("item"));
    private static readonly Expression<Func<Item, bool>> s_expression = static item => item.Id > 3 && item.Day == DayOfWeek.Monday;
    private static readonly Func<Item, bool> s_predicate = s_expression.Compile();

    private const string Json = "{\"a\":[1,2,3],\"b\":2}";
    private const string Style = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template match='/'><r><xsl:for-each select='//a'><b><xsl:value-of select='@x'/></b></xsl:for-each></r></xsl:template></xsl:stylesheet>";
    private static readonly HashSet<string> s_set = new(StringComparer.OrdinalIgnoreCase) { "a", "b", "c", "d", "e", "f" };
    private static readonly JsonDocument s_document = JsonDocument.Parse(Json);
    private static readonly System.Xml.XPath.XPathDocument s_input = new(new StringReader("<list><a x='1'/><a x='2'/></list>"));
    private static readonly System.Xml.Xsl.XslCompiledTransform s_stylesheet = Load();

    private readonly Item _item = new() { Id = 7, Name = "Seven", Day = DayOfWeek.Monday };
    private readonly decimal _price = 1234.5m;

    [Benchmark]
    public bool Regex_per_call() => new Regex(Email).IsMatch(Text);

    [Benchmark]
    public bool Regex_once() => s_regex.IsMatch(Text);

    [Benchmark]
    public bool CompiledRegex_per_call() => new Regex(Email, RegexOptions.Compiled).IsMatch(Text);

    [Benchmark]
    public bool CompiledRegex_once() => s_compiled.IsMatch(Text);

    [Benchmark]
    public string JsonOptions_per_call() => JsonSerializer.Serialize(_item, new JsonSerializerOptions { WriteIndented = true });

    [Benchmark]
    public string JsonOptions_once() => JsonSerializer.Serialize(_item, s_indented);

    [Benchmark]
    public string JsonConverter_per_call() => JsonSerializer.Serialize(_item, new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } });

    [Benchmark]
    public string JsonConverter_once() => JsonSerializer.Serialize(_item, s_converting);

    [Benchmark]
    public string XmlSerializer_per_call() => Write(new XmlSerializer(typeof(Item), new XmlRootAttribute("item")));

    [Benchmark]
    public string XmlSerializer_once() => Write(s_serializer);

    [Benchmark]
    public bool Set_per_call() => new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a", "b", "c", "d", "e", "f" }.Contains(Text);

    [Benchmark]
    public bool Set_once() => s_set.Contains(Text);

    [Benchmark]
    public int Stylesheet_per_call() => Transform(Load());

    [Benchmark]
    public int Stylesheet_once() => Transform(s_stylesheet);

    [Benchmark]
    public int Document_per_call()
    {
        using var document = System.Text.Json.JsonDocument.Parse(Json);
        return document.RootElement.GetProperty("b").GetInt32();
    }

    [Benchmark]
    public int Document_once() => s_document.RootElement.GetProperty("b").GetInt32();

    [Benchmark]
    public bool Compile_per_call() => s_expression.Compile()(_item);

    [Benchmark]
    public bool Compile_once() => s_predicate(_item);

    [Benchmark]
    public string Culture_per_call() => _price.ToString("N2", new CultureInfo("de-DE"));

    [Benchmark]
    public string Culture_once() => _price.ToString("N2", CultureInfo.GetCultureInfo("de-DE"));

    [Benchmark]
    public int Random_per_call() => new Random().Next(100);

    [Benchmark]
    public int Random_once() => Random.Shared.Next(100);

    private static System.Xml.Xsl.XslCompiledTransform Load()
    {
        var stylesheet = new System.Xml.Xsl.XslCompiledTransform();
        using var reader = System.Xml.XmlReader.Create(new StringReader(Style));
        stylesheet.Load(reader);
        return stylesheet;
    }

    private static int Transform(System.Xml.Xsl.XslCompiledTransform stylesheet)
    {
        using var writer = new StringWriter();
        stylesheet.Transform(s_input, null, writer);
        return writer.GetStringBuilder().Length;
    }

    private string Write(XmlSerializer serializer)
    {
        using var writer = new StringWriter();
        serializer.Serialize(writer, _item);
        return writer.ToString();
    }

    public sealed class Item
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public DayOfWeek Day { get; set; }
    }
}
