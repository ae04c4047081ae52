using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

public sealed class ExpensiveObjectPerCallTruth
{
    private const string Using = """
        using System.Globalization;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        using System.Text.RegularExpressions;
        using System.Xml.Serialization;

        """;

    /// <summary>What a call allocates, before and after the fix: at least so many times less.</summary>
    [Theory]
    [InlineData("a regex", 20, """
        public static string Run(string s)
        {
            var rx = new Regex(@"^[\w.+-]+@[\w-]+\.[\w.]+$");
            return rx.IsMatch(s) ? "yes" : "no";
        }
        """)]
    [InlineData("a compiled regex", 20, """
        public static string Run(string s) => new Regex("^s.*e$", RegexOptions.Compiled).IsMatch(s) ? "yes" : "no";
        """)]
    [InlineData("options with a converter", 20, """
        public static string Run(string s)
        {
            var options = new JsonSerializerOptions { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
            return JsonSerializer.Serialize(new Item { Name = s, Day = DayOfWeek.Friday }, options);
        }
        """)]
    [InlineData("options with a resolver", 20, """
        public static string Run(string s) => JsonSerializer.Serialize(new Item { Name = s }, new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });
        """)]
    [InlineData("a leaking serializer", 5, """
        public static string Run(string s)
        {
            var serializer = new XmlSerializer(typeof(Item), new XmlRootAttribute("item"));
            using var writer = new StringWriter();
            serializer.Serialize(writer, new Item { Name = s });
            return writer.ToString();
        }
        """)]
    [InlineData("a compiled expression", 20, """
        public static string Run(string s)
        {
            Expression<Func<string, string>> trimmed = t => t.Trim() + "!";
            return trimmed.Compile()(s);
        }
        """)]
    [InlineData("a culture", 3, """
        public static string Run(string s) => s.Length.ToString("N2", new CultureInfo("de-DE")) + 1234.5m.ToString("C", new CultureInfo("de-DE"));
        """)]
    [InlineData("a set of constants", 3, """
        public static string Run(string s)
        {
            var n = 0;
            foreach (var c in s)
            {
                if (new HashSet<char> { 'a', 'e', 'i' }.Contains(c))
                {
                    n++;
                }
            }

            return n > 1 ? "yes" : "no";
        }
        """)]
    public async Task Allocates_once(string name, int factor, string method)
    {
        var bad = Using + "public class Item { public string Name { get; set; } = \"\"; public DayOfWeek Day { get; set; } }\npublic static class Truth\n{\n" + method + "\n}\n";
        Assert.NotEmpty(await Executed.Review<ExpensiveObjectPerCall>(bad));

        var good = await Executed.Fix<ExpensiveObjectPerCall, ExpensiveObjectPerCallFix>(bad);
        Assert.NotEqual(bad, good);
        Assert.Empty(await Executed.Review<ExpensiveObjectPerCall>(good));

        var before = Executed.Load(bad).Delegate<Func<string, string>>("Truth.Run");
        var after = Executed.Load(good).Delegate<Func<string, string>>("Truth.Run");
        foreach (var input in new[] { "", "someone@example.com", "  some\nlines é " })
        {
            Assert.Equal(before(input), after(input));
        }

        var (bytesBefore, bytesAfter) = (BytesPerCall(before), BytesPerCall(after));
        Assert.True(bytesBefore >= factor * bytesAfter, $"{name}: {bytesBefore} bytes per call before, {bytesAfter} after");
    }

    [Fact]
    public async Task Counts_constructions_of_a_converter()
    {
        const string Bad = Using + """
            public class Item { public int Count { get; set; } }

            public class Doubling : JsonConverter<int>
            {
                public static int Built;

                public Doubling() => Built++;

                public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetInt32() / 2;

                public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value * 2);
            }

            public static class Truth
            {
                public static int Built() => Doubling.Built;

                public static string Run(int n) => JsonSerializer.Serialize(new Item { Count = n }, Options());

                public static int Back(string s) => JsonSerializer.Deserialize<Item>(s, Options())!.Count;

                private static JsonSerializerOptions Options()
                {
                    var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new Doubling() } };
                    return options;
                }
            }
            """;
        Assert.Single(await Executed.Review<ExpensiveObjectPerCall>(Bad));
        var good = await Executed.Fix<ExpensiveObjectPerCall, ExpensiveObjectPerCallFix>(Bad);
        Assert.Equal(20, await Count(Bad));
        Assert.Equal(1, await Count(good));

        static async Task<int> Count(string source)
        {
            var code = Executed.Load(source);
            for (var i = 0; i < 10; i++)
            {
                var text = (string)(await code.Run("Truth.Run", i))!;
                Assert.Equal($$"""{"count":{{i * 2}}}""", text);
                Assert.Equal(i, await code.Run("Truth.Back", text));
            }

            return (int)(await code.Run("Truth.Built"))!;
        }
    }

    /// <summary>Building the serializer leaks: every call loads one more assembly.</summary>
    [Fact]
    public async Task Counts_assemblies_of_leaking_serializers()
    {
        const string Bad = Using + """
            public class Item { public int Count { get; set; } }

            public static class Truth
            {
                public static string Run(int n)
                {
                    using var writer = new StringWriter();
                    new XmlSerializer(typeof(Item), new XmlRootAttribute("item")).Serialize(writer, new Item { Count = n });
                    return writer.ToString();
                }
            }
            """;
        var good = await Executed.Fix<ExpensiveObjectPerCall, ExpensiveObjectPerCallFix>(Bad);
        var (before, after) = (Executed.Load(Bad), Executed.Load(good));
        Assert.Equal(await before.Run("Truth.Run", 1), await after.Run("Truth.Run", 1));
        Assert.Equal(5, await Loaded(before));
        Assert.Equal(0, await Loaded(after));

        static async Task<int> Loaded(Executed code)
        {
            var first = Generated();
            for (var i = 0; i < 5; i++)
            {
                await code.Run("Truth.Run", i);
            }

            return Generated() - first;
        }

        static int Generated() => AppDomain.CurrentDomain.GetAssemblies().Count(static assembly => assembly.GetName().Name == "Microsoft.GeneratedCode");
    }

    /// <summary>How often a mapper's maps are built, and a contract's members read, with counting stand-ins of the libraries.</summary>
    [Fact]
    public async Task Counts_maps_that_are_built()
    {
        const string Bad = """
            namespace AutoMapper
            {
                public interface IMapper { string Map(int n); }

                public class MapperConfiguration(Action<object> configure)
                {
                    public IMapper CreateMapper()
                    {
                        Counted.Built++;
                        configure(this);
                        return new Made();
                    }

                    private sealed class Made : IMapper { public string Map(int n) => "#" + n; }
                }
            }

            public static class Counted
            {
                public static int Built;
            }

            public static class Truth
            {
                public static string Run(int n)
                {
                    var maps = new AutoMapper.MapperConfiguration(c => { });
                    return maps.CreateMapper().Map(n);
                }

                public static int Built() => Counted.Built;
            }
            """;
        Assert.Single(await Executed.Review<ExpensiveObjectPerCall>(Bad));
        var code = Executed.Load(Bad);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("#" + i, await code.Run("Truth.Run", i));
        }

        Assert.Equal(10, await code.Run("Truth.Built"));
    }

    /// <summary>Patterns in turn: as many as the runtime keeps cost nothing again, one more and all are parsed again.</summary>
    [Theory]
    [InlineData(8, false)]
    [InlineData(16, true)]
    [InlineData(30, true)]
    public async Task Parses_patterns_beyond_the_cache(int patterns, bool isReported)
    {
        var source = Using + "public static class Truth { public static string Run(string s) { var n = 0; " +
            string.Concat(Enumerable.Range(0, patterns).Select(static i => $"n += Regex.IsMatch(s, \"[a-z]{{{i + 2}}}@x\") ? 1 : 0; ")) + "return n.ToString(); } }";
        Assert.Equal(isReported ? 1 : 0, (await Executed.Review<ExpensiveObjectPerCall>(source)).Length);

        var run = Executed.Load(source).Delegate<Func<string, string>>("Truth.Run");

        // Whoever else uses patterns in this process pushes some out.
        var bytes = BytesPerCall(run);
        Assert.Equal(isReported, bytes > 1000L * patterns);
        Assert.Equal(!isReported, bytes < 100);
    }

    private static long BytesPerCall(Func<string, string> run)
    {
        const int Calls = 20;
        for (var i = 0; i < 5; i++)
        {
            run("someone@example.com");
        }

        var bytes = AllocatedBytes.Of(() =>
        {
            for (var i = 0; i < Calls; i++)
            {
                run("someone@example.com");
            }
        });
        return bytes / Calls;
    }
}
