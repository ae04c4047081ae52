using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Keeps what is derived from the rules in step with them, and holds every rule to the form that <c>docs/adding-a-rule.md</c>
/// describes. A stale text is rewritten and fails once; build servers only compare.
/// </summary>
public sealed partial class RepositoryTests
{
    private const int MaximumLines = 400;

    // Longer than the house likes: may shrink, not grow. One switch over all that boxes reads best in one place.
    private static readonly Dictionary<string, int> s_longFiles = new(StringComparer.Ordinal)
    {
        ["Boxes.cs"] = 430,
    };

    private static readonly string[] s_headings =
        ["What it finds", "Why it is slow", "Measured", "How to fix it", "When it stays silent", "When to suppress", "Options"];

    // The families of the catalogue: a folder, a namespace, a category and a range of ids each.
    private static readonly Dictionary<string, (char Digit, string Category)> s_families = new(StringComparer.Ordinal)
    {
        ["Database"] = ('1', Categories.Database),
        ["Async"] = ('2', Categories.Async),
        ["Caching"] = ('3', Categories.Caching),
        ["Allocation"] = ('4', Categories.Allocation),
        ["Complexity"] = ('5', Categories.Complexity),
        ["Scaling"] = ('6', Categories.Scaling),
        ["Delivery"] = ('7', Categories.Delivery),
        ["Monitoring"] = ('8', Categories.Monitoring),
        ["Measurement"] = ('9', Categories.Measurement),
    };

    public static TheoryData<string> Rules => [.. Catalog.Rules.Select(static rule => rule.Name)];

    [Fact]
    public void Readme_lists_the_rules() => Section.Holds("README.md", "rules", Rendered.RuleTable("docs/rules/"));

    [Fact]
    public void Index_lists_the_rules() => Section.Holds("docs/rules/README.md", "rules", Rendered.RuleIndex());

    [Theory, MemberData(nameof(Rules))]
    public void Page_head_describes_the_rule(string name)
    {
        var rule = Catalog.Rule(name);
        if (!Repository.Exists(rule.Page))
        {
            Repository.Holds(rule.Page, $"<!-- head -->\n{Rendered.PageHead(rule)}\n<!-- /head -->\n{Rendered.PageBody.ReplaceLineEndings("\n")}");
        }

        Section.Holds(rule.Page, "head", Rendered.PageHead(rule));
    }

    [Theory, InlineData("off"), InlineData("default"), InlineData("review"), InlineData("gate")]
    public void Preset_names_the_rules(string mode) =>
        Repository.Holds($"src/PerfAnalyzers.CodeFixes/package/buildTransitive/presets/{mode}.globalconfig", Rendered.Preset(mode));

    [Fact]
    public void Release_tracking_lists_what_is_not_shipped() =>
        Repository.Holds("src/PerfAnalyzers/AnalyzerReleases.Unshipped.md", Rendered.UnshippedReleases(Repository.Read("src/PerfAnalyzers/AnalyzerReleases.Shipped.md")));

    [Fact]
    public void Configuration_lists_the_options() => Section.Holds("docs/configuration.md", "options", Rendered.OptionTable());

    [Fact]
    public void Words_of_api_tables_are_explained() => Section.Holds("docs/how-it-decides.md", "words", Rendered.WordTable());

    [Fact]
    public void Configuration_lists_the_properties_that_rules_see() => Section.Holds("docs/configuration.md", "properties", Rendered.PropertyList());

    [Fact]
    public void Ids_are_unique() => Assert.Equal(Catalog.Rules.Length, Catalog.Rules.Select(static rule => rule.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Nothing_is_public()
    {
        Assert.Empty(Catalog.AnalyzerAssembly.GetExportedTypes());
        Assert.Empty(Catalog.FixAssembly.GetExportedTypes());
    }

    [Theory, MemberData(nameof(Rules))]
    public void Rule_has_its_place_and_form(string name)
    {
        var rule = Catalog.Rule(name);
        Assert.Matches("^PERF[1-9][0-9]{3}$", rule.Id);
        Assert.True(s_families.TryGetValue(rule.Family, out var family), $"{rule.Family} is not a family.");
        Assert.Equal("PerfAnalyzers." + rule.Family, rule.Type.Namespace);
        Assert.Equal(family.Digit, rule.Id[4]);
        Assert.Equal(family.Category, rule.Descriptor.Category);
        Assert.True(Repository.Exists(rule.SourceFile), $"{rule.SourceFile} is missing.");
        Assert.True(rule.Type is { IsSealed: true, IsNotPublic: true, IsNested: false }, "A rule is a sealed internal class.");
        Assert.Equal([LanguageNames.CSharp], rule.Type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages ?? []);

        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Assert.Empty(rule.Type.GetFields(Declared | BindingFlags.Instance));
        Assert.All(rule.Type.GetFields(Declared | BindingFlags.Static), static field => Assert.True(field.IsInitOnly || field.IsLiteral, $"{field.Name} can change."));
        var descriptor = rule.Type.GetField("Rule", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.Same(rule.Descriptor, descriptor?.GetValue(null));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Rule_says_what_it_means(string name)
    {
        var descriptor = Catalog.Rule(name).Descriptor;
        Assert.True(descriptor.DefaultSeverity is DiagnosticSeverity.Warning or DiagnosticSeverity.Info, "A rule warns or suggests.");
        Assert.Equal($"https://github.com/PerfAnalyzers/PerfAnalyzers/blob/main/docs/rules/{descriptor.Id}.md", descriptor.HelpLinkUri);
        Assert.DoesNotMatch("\\.$", descriptor.Title.ToString());
        Assert.DoesNotMatch("\\.$", descriptor.MessageFormat.ToString());
        Assert.Matches("\\.$", descriptor.Description.ToString());
    }

    [Theory, MemberData(nameof(Rules))]
    public void Page_has_its_parts(string name)
    {
        var rule = Catalog.Rule(name);
        var page = Repository.Read(rule.Page);
        var parts = Section.Headings(page);
        Assert.Equal(s_headings, parts.Select(static part => part.Heading).ToArray());
        Assert.All(parts, part => Assert.True(part.Body.Length > 0, $"'{part.Heading}' of {rule.Page} is empty."));
        Assert.All(
            Catalog.Options.Where(option => option.Owner == rule.Type),
            option => Assert.Contains($"`{option.Key}`", page, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Rules))]
    public void Rule_is_tested(string name)
    {
        var rule = Catalog.Rule(name);
        Assert.True(rule.Tests is not null, $"{name}Tests is missing.");
        Assert.True(rule.Cases("Firing").Length + rule.Cases("Suggested").Length >= 5, $"{name}Tests.Firing holds fewer than 5 cases.");
        Assert.True(rule.Cases("Quiet").Length >= 10, $"{name}Tests.Quiet holds fewer than 10 cases.");
        var all = rule.Cases("Firing").Concat(rule.Cases("Suggested")).Concat(rule.Cases("Quiet")).Select(static code => code.Name).ToList();
        Assert.Equal(all.Distinct(StringComparer.Ordinal), all);

        Assert.True(Repository.Exists(rule.TestFile), $"{rule.TestFile} is missing.");
        var tests = string.Concat(Repository.Files(Path.GetDirectoryName(rule.TestFile)!, name + "*Tests*.cs").Select(Repository.Read));
        Assert.Matches(@"\.Says\(", tests);
        Assert.True(Repository.Exists($"tests/PerfAnalyzers.Tests/Truth/{name}Truth.cs"), $"{name} has no truth test.");
        // What no time of one process shows (a second instance, a header, a lost message) is counted by the truth test alone.
        var measured = Section.Headings(Repository.Read(rule.Page)).Single(static part => part.Heading == "Measured").Body;
        Assert.True(
            Repository.Exists($"tests/PerfAnalyzers.Benchmarks/Rules/{name}.cs") || measured.Contains($"`{name}Truth`", StringComparison.Ordinal),
            $"{name} has no benchmark, and its page does not name the truth test that counts.");
        if (rule.Fixes.Length > 0)
        {
            Assert.Matches(@"\.Fixes\(", tests);
            Assert.Matches(@"\.RefusesToFix\(", tests);
        }

        if (rule.Fixes.Any(static fix => fix.IsAutomatic))
        {
            Assert.Matches(@"\.FixesAll\(", tests);
        }
    }

    [Fact]
    public void Fixes_have_their_place_and_form() => Assert.All(Catalog.Fixes, static fix =>
    {
        var name = fix.GetType().Name;
        var rule = Catalog.Rules.SingleOrDefault(rule => rule.Id == fix.FixableDiagnosticIds[0]);
        Assert.True(rule is not null, $"{name} fixes {fix.FixableDiagnosticIds[0]}, which no rule reports.");
        Assert.Equal(rule.Type.Namespace, fix.GetType().Namespace);
        Assert.StartsWith(rule.Name, name, StringComparison.Ordinal);
        Assert.EndsWith("Fix", name, StringComparison.Ordinal);
        Assert.True(fix.GetType() is { IsSealed: true, IsNotPublic: true }, "A fix is a sealed internal class.");
        Assert.Equal([LanguageNames.CSharp], fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()?.Languages ?? []);
        Assert.Equal(fix.IsAutomatic, fix.GetFixAllProvider() is not null);
    });

    [Fact]
    public void Rules_stand_alone()
    {
        var names = Catalog.Rules.Select(static rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var parts = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var path in Repository.Files("src/PerfAnalyzers/Rules", "*.cs"))
        {
            var identifiers = CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot().DescendantTokens()
                .Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.Text);
            var part = Path.GetFileName(path).Split('.')[0];
            parts.TryAdd(part, new(StringComparer.Ordinal));
            parts[part].UnionWith(identifiers);
        }

        foreach (var (part, identifiers) in parts)
        {
            if (names.Contains(part))
            {
                Assert.Empty(names.Where(name => name != part && (identifiers.Contains(name) || identifiers.Contains(name + "Fix"))).Select(name => $"{part} names {name}."));
            }
            else
            {
                var users = names.Where(name => parts[name].Contains(part)).ToList();
                Assert.True(users.Count <= 1, $"{part} is used by {string.Join(" and ", users)}: what rules share lives in the kernel.");
            }
        }
    }

    [Fact]
    public void Files_are_short() => Assert.All(
        Repository.Files("src", "*.cs"),
        static path =>
        {
            var limit = s_longFiles.GetValueOrDefault(Path.GetFileName(path), MaximumLines);
            Assert.True(Repository.Read(path).Split('\n').Length <= limit, $"{path} has more than {limit} lines.");
        });

    [Fact]
    public void Solution_holds_all_projects()
    {
        var solution = Repository.Read("PerfAnalyzers.sln").Replace('\\', '/');
        Assert.All(
            Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj").Where(static path => !path.Contains("/Consumers/", StringComparison.Ordinal))),
            path => Assert.Contains($"\"{path}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Scaling_review_names_every_rule()
    {
        var named = new HashSet<int>();
        foreach (Match match in Named().Matches(Repository.Read("docs/scaling-review.md")))
        {
            var first = int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture);
            var last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value, CultureInfo.InvariantCulture) : first;
            named.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        Assert.All(Catalog.Rules, rule => Assert.True(named.Contains(int.Parse(rule.Id[4..], CultureInfo.InvariantCulture)), $"docs/scaling-review.md does not name {rule.Id}."));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        foreach (var path in Repository.Files("docs", "*.md").Concat(["README.md", "CHANGELOG.md"]))
        {
            foreach (var target in Link().Matches(Repository.Read(path)).Select(static match => match.Groups[1].Value))
            {
                if (!target.Contains("://", StringComparison.Ordinal))
                {
                    var full = Path.Combine(Path.GetDirectoryName(Repository.PathOf(path))!, target);
                    Assert.True(File.Exists(full) || Directory.Exists(full), $"{path} links to {target}, which does not exist.");
                }
            }
        }
    }

    // One rule, or all from one to another.
    [GeneratedRegex(@"\[PERF(?<first>\d{4})\]\([^)]*\)(?: to \[PERF(?<last>\d{4})\])?")]
    private static partial Regex Named();

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
