using Microsoft.CodeAnalysis.Text;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

public sealed class PipelineHomeTests
{
    [Theory]
    [InlineData(nameof(PipelineStage.Front), "var app = builder.Build();\napp.UseHsts();\napp.UseX();\napp.UseStaticFiles();\napp.UseRouting();\napp.MapControllers();\n")]
    [InlineData(nameof(PipelineStage.Endpoint), "var app = builder.Build();\napp.UseHsts();\napp.UseStaticFiles();\napp.UseRouting();\napp.UseX();\napp.MapControllers();\n")]
    [InlineData(nameof(PipelineStage.Mapping), "var app = builder.Build();\napp.UseHsts();\napp.UseStaticFiles();\napp.UseRouting();\napp.MapControllers();\napp.UseX();\n")]
    public void Calls_have_their_place(string stage, string expected)
    {
        var source = Program("", "app.UseHsts();\napp.UseStaticFiles();\napp.UseRouting();\napp.MapControllers();");
        Assert.Contains(expected, Insert(source, Enum.Parse<PipelineStage>(stage)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_is_given_the_builder_is_a_home() =>
        Assert.Contains("        app.UseRouting();\n        app.UseX();\n        app.UseEndpoints", Insert(Startup("", "app.UseRouting();\napp.UseEndpoints(e => e.MapControllers());"), PipelineStage.Endpoint), StringComparison.Ordinal);

    [Fact]
    public void Two_pipelines_in_one_file_have_no_home() =>
        Assert.Null(Insert(Program("", "app.UseRouting();", "class Other { void Configure(IApplicationBuilder app) => app.UseRouting(); }"), PipelineStage.Front));

    [Fact]
    public void A_file_without_a_pipeline_has_no_home() => Assert.Null(Insert("class C { }", PipelineStage.Front));

    private static string? Insert(string source, PipelineStage stage)
    {
        var facts = Snippet.Of(source).Facts;
        var tree = facts.Compilation.SyntaxTrees.Last();
        var edits = new PlannedEdits();
        if (PipelineHome.In(tree, facts, default)?.Insert(edits, "UseX", "", stage) != true)
        {
            return null;
        }

        var plan = PlannedEdits.Read(edits.ToProperties("x")).Edits;
        return tree.GetText().WithChanges(plan.Select(static edit => new TextChange(edit.Span, edit.Before))).ToString();
    }
}
