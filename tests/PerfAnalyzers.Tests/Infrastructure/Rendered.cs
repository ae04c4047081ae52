using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Tests;

/// <summary>The texts that are derived from the rules: tables, page heads, presets, release tracking.</summary>
internal static partial class Rendered
{
    public const string PageBody = """

        ## What it finds

        ## Why it is slow

        ## Measured
        <!-- benchmark -->
        <!-- /benchmark -->

        ## How to fix it

        ## When it stays silent

        ## When to suppress

        ## Options

        """;

    /// <summary>The table of all rules; <paramref name="pages"/> is the path from the file to the pages.</summary>
    public static string RuleTable(string pages)
    {
        var text = new StringBuilder("| Id | Rule | Finds | Severity | Code fix |\n|---|---|---|---|---|\n");
        foreach (var rule in Catalog.Rules)
        {
            text.Append(Row(rule, pages));
        }

        return text.ToString();
    }

    /// <summary>One table per family.</summary>
    public static string RuleIndex()
    {
        var text = new StringBuilder();
        foreach (var family in Catalog.Rules.GroupBy(static rule => rule.Family))
        {
            text.Append($"## {family.Key}: `{family.First().Descriptor.Category}`\n\n| Id | Rule | Finds | Severity | Code fix |\n|---|---|---|---|---|\n");
            foreach (var rule in family)
            {
                text.Append(Row(rule, ""));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public static string PageHead(CatalogRule rule) => $"""
        # {rule.Id}: {rule.Descriptor.Title}

        | Rule | Category | Severity | Code fix | Enabled by default |
        |---|---|---|---|---|
        | {rule.Name} | {rule.Descriptor.Category} | {rule.Severity} | {rule.CodeFix} | {(rule.Descriptor.IsEnabledByDefault ? "Yes" : "No")} |
        """.ReplaceLineEndings("\n");

    /// <summary>A global config that <c>PerfAnalyzersMode</c> selects.</summary>
    public static string Preset(string mode)
    {
        var text = new StringBuilder("# Written by RepositoryTests: PerfAnalyzersMode = ").Append(mode).Append(".\nis_global = true\nglobal_level = -98\n");
        text.Append(mode switch
        {
            "off" => "# No rule reports; switch single ones on in .editorconfig.\n",
            "default" => "# Every rule keeps its own severity.\n",
            "review" => "# Every rule is a warning, suggestions and opt-in rules included.\n",
            "gate" => "# What is proven fails the build; everything else stays a suggestion. Opt-in rules stay off.\n" + SuggestionsOff,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        });
        foreach (var rule in Catalog.Rules)
        {
            var severity = mode switch
            {
                "off" => "none",
                "review" => "warning",
                "gate" when rule.Descriptor.IsEnabledByDefault => rule.Descriptor.DefaultSeverity == DiagnosticSeverity.Warning ? "error" : "suggestion",
                _ => null,
            };
            if (severity is not null)
            {
                text.Append($"dotnet_diagnostic.{rule.Id}.severity = {severity}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Options by key, with default and what their documentation comment says.</summary>
    public static string OptionTable()
    {
        var text = new StringBuilder("| Option | Default | Read by | Meaning |\n|---|---|---|---|\n");
        foreach (var option in Catalog.Options)
        {
            var rule = Catalog.Rules.FirstOrDefault(rule => rule.Type == option.Owner);
            var reader = rule is null ? ReaderOf(option) : $"[{rule.Id}](rules/{rule.Id}.md)";
            var fallback = option.Fallback.Length == 0 ? "empty" : $"`{option.Fallback}`";
            Assert.True(Summary(option).Length > 0, $"{option.Key} has no documentation comment that was found.");
            text.Append($"| `{option.Key}` | {fallback} | {reader} | {Summary(option)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The words of API tables, from the documentation comments of <see cref="ApiEffects"/>.</summary>
    public static IEnumerable<(string Word, string Meaning, string Member)> Words()
    {
        foreach (var member in Parse("src/PerfAnalyzers/Kernel/ApiEffects.cs").DescendantNodes().OfType<EnumMemberDeclarationSyntax>())
        {
            var match = WordAndMeaning().Match(Summary(member));
            if (match.Success)
            {
                yield return (match.Groups[1].Value, match.Groups[2].Value, member.Identifier.Text);
            }
        }
    }

    public static string WordTable() =>
        "| Word | Meaning |\n|---|---|\n" + string.Concat(Words().Select(static word => $"| `{word.Word}` | {word.Meaning} |\n"));

    /// <summary>MSBuild properties that the package makes visible to the analyzers: those some rule asks for, and the rest.</summary>
    public static string PropertyList()
    {
        var source = string.Concat(Repository.Files("src", "*.cs").Select(Repository.Read));
        var visible = XDocument.Parse(Repository.Read("src/PerfAnalyzers.CodeFixes/package/buildTransitive/PerfAnalyzers.props")).Descendants()
            .Where(static element => element.Name.LocalName == "CompilerVisibleProperty")
            .SelectMany(static element => ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct().Order(StringComparer.Ordinal)
            .ToLookup(property => source.Contains($"build_property.{property}\"", StringComparison.Ordinal), static property => $"`{property}`");
        return $"Read by rules: {string.Join(", ", visible[true])}.\n\nVisible to rules and not read yet: {string.Join(", ", visible[false])}.\n";
    }

    /// <summary>
    /// What differs from the shipped releases, in the form Roslyn's release tracking reads. A release moves the text to
    /// <c>AnalyzerReleases.Shipped.md</c> under a <c>## Release x.y.z</c> heading.
    /// </summary>
    public static string UnshippedReleases(string shipped)
    {
        var before = new Dictionary<string, (string Category, string Severity)>(StringComparer.Ordinal);
        foreach (var raw in shipped.Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith("### Removed", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("A rule was removed in a shipped release: teach UnshippedReleases to read it.");
            }

            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length >= 4 && cells[0].StartsWith("PERF", StringComparison.Ordinal))
            {
                before[cells[0]] = (cells[1], cells[2]);
            }
        }

        var text = new StringBuilder("; Written by RepositoryTests from the rules.\n");
        var added = Catalog.Rules.Where(rule => !before.ContainsKey(rule.Id)).ToList();
        if (added.Count > 0)
        {
            text.Append("\n### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n");
            foreach (var rule in added)
            {
                text.Append($"{rule.Id} | {rule.Descriptor.Category} | {TrackedSeverity(rule)} | {rule.Name}, [Documentation]({rule.Descriptor.HelpLinkUri})\n");
            }
        }

        var changed = Catalog.Rules.Where(rule => before.TryGetValue(rule.Id, out var old) && old != (rule.Descriptor.Category, TrackedSeverity(rule))).ToList();
        if (changed.Count > 0)
        {
            text.Append("\n### Changed Rules\n\nRule ID | New Category | New Severity | Old Category | Old Severity | Notes\n--------|--------------|--------------|--------------|--------------|-------\n");
            foreach (var rule in changed)
            {
                var (category, severity) = before[rule.Id];
                text.Append($"{rule.Id} | {rule.Descriptor.Category} | {TrackedSeverity(rule)} | {category} | {severity} | {rule.Name}\n");
            }
        }

        var removed = before.Keys.Where(static id => Catalog.Rules.All(rule => rule.Id != id)).Order(StringComparer.Ordinal).ToList();
        if (removed.Count > 0)
        {
            text.Append("\n### Removed Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\n");
            foreach (var id in removed)
            {
                text.Append($"{id} | {before[id].Category} | {before[id].Severity} |\n");
            }
        }

        return text.ToString();
    }

    private static string SuggestionsOff => $"{Site.IncludeSuggestions.Key} = false\n";

    private static string TrackedSeverity(CatalogRule rule) =>
        rule.Descriptor.IsEnabledByDefault ? rule.Descriptor.DefaultSeverity.ToString() : "Disabled";

    private static string Row(CatalogRule rule, string pages)
    {
        var severity = rule.Descriptor.IsEnabledByDefault ? rule.Severity : rule.Severity + ", off by default";
        return $"| [{rule.Id}]({pages}{rule.Id}.md) | {rule.Name} | {Cell(rule.Descriptor.Title.ToString())} | {severity} | {rule.CodeFix} |\n";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    // A part of a rule carries the rule's name in that of its file: SyncOverAsync.Awaiting.cs.
    private static string ReaderOf(CatalogOption option)
    {
        var rule = Catalog.Rules.FirstOrDefault(rule => Repository.Exists($"{Path.ChangeExtension(rule.SourceFile, null)}.{option.Owner.Name}.cs"));
        return rule is null ? "all rules" : $"[{rule.Id}](rules/{rule.Id}.md)";
    }

    private static string Summary(CatalogOption option) => Repository.Files("src", "*" + option.Owner.Name + "*.cs")
        .SelectMany(static path => Parse(path).DescendantNodes().OfType<FieldDeclarationSyntax>())
        .Where(field => field.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text == option.Owner.Name)
        .Where(field => field.Declaration.Variables.Any(variable => variable.Identifier.Text == option.Field))
        .Select(Summary)
        .FirstOrDefault("");

    // Documentation comments are read from the source: the analyzers are built without a documentation file.
    private static string Summary(SyntaxNode member)
    {
        var comment = string.Join(' ', member.GetLeadingTrivia().ToFullString().Split('\n').Select(static line => line.Trim().TrimStart('/').Trim()));
        var summary = SummaryTag().Match(comment).Groups[1].Value;
        summary = CodeTag().Replace(summary, "`$1`");
        summary = CrefTag().Replace(summary, "`$1`");
        summary = summary.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        return Whitespace().Replace(summary, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static SyntaxNode Parse(string path) => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot();

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex SummaryTag();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex CodeTag();

    [GeneratedRegex("<see (?:cref|langword)=\"(.*?)\" ?/>")]
    private static partial Regex CrefTag();

    [GeneratedRegex("^`([a-z-]+)`: (.+)$")]
    private static partial Regex WordAndMeaning();

    [GeneratedRegex("\\s+")]
    private static partial Regex Whitespace();
}
