using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

public sealed class CompositionTests
{
    private const string Using = "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Hosting; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;\n";
    private const string Start = Using + "var builder = WebApplication.CreateBuilder(args);\n";

    [Theory]
    [InlineData(Start + "builder.Services.AddRateLimiter(_ => { }); var app = builder.Build(); app.UseRateLimiter(); app.MapGet(\"/\", () => 1).RequireRateLimiting(\"x\"); app.Run();", "AddRateLimiter UseRateLimiter MapGet RequireRateLimiting")]
    [InlineData(Using + "Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(w => w.UseStartup<Startup>()).Build().Run(); class Startup { public void ConfigureServices(IServiceCollection s) => s.AddSignalR().AddHubOptions<Hub>(_ => { }); public void Configure(IApplicationBuilder a) { a.UseRouting(); a.UseEndpoints(e => e.MapHub<Hub>(\"/h\")); } } class Hub : Microsoft.AspNetCore.SignalR.Hub { }", "ConfigureWebHostDefaults UseStartup AddSignalR AddHubOptions UseRouting UseEndpoints MapHub")]
    [InlineData(Start + "builder.AddShop(); builder.Build().UseShop(); static class Wiring { public static TBuilder AddShop<TBuilder>(this TBuilder b) where TBuilder : IHostApplicationBuilder { b.Services.AddOutputCache(); return b; } public static void UseShop(this IApplicationBuilder a) => a.UseOutputCache(); }", "AddShop UseShop AddOutputCache UseOutputCache")]
    public void All_calls_are_found(string source, string names)
    {
        var composition = Snippet.Of(source).Facts.Composition;
        var found = composition.Calls.Select(static call => call.Name).ToHashSet();
        Assert.True(composition.IsApplication);
        Assert.Superset(names.Split(' ').ToHashSet(), found);
        Assert.Equal(CompositionPart.None, composition.Opaque);
    }

    [Theory]
    [InlineData("app.UseRateLimiter();", nameof(CompositionCondition.Always))]
    [InlineData("if (app.Environment.IsDevelopment()) { app.UseRateLimiter(); }", nameof(CompositionCondition.Development))]
    [InlineData("if (!app.Environment.IsDevelopment()) { } else app.UseRateLimiter();", nameof(CompositionCondition.Development))]
    [InlineData("if (args.Length > 0 && app.Environment.IsDevelopment()) { app.UseRateLimiter(); }", nameof(CompositionCondition.Development))]
    [InlineData("if (app.Environment.IsEnvironment(\"Development\")) { app.UseRateLimiter(); }", nameof(CompositionCondition.Development))]
    [InlineData("var isDevelopment = app.Environment.IsDevelopment(); if (isDevelopment) app.UseRateLimiter();", nameof(CompositionCondition.Development))]
    [InlineData("if (args.Length > 0 || app.Environment.IsDevelopment()) { app.UseRateLimiter(); }", nameof(CompositionCondition.Sometimes))]
    [InlineData("if (!app.Environment.IsDevelopment()) { app.UseRateLimiter(); }", nameof(CompositionCondition.Sometimes))]
    [InlineData("if (app.Environment.IsDevelopment()) { } else { app.UseRateLimiter(); }", nameof(CompositionCondition.Sometimes))]
    [InlineData("if (app.Configuration[\"limit\"] != null) { app.UseRateLimiter(); }", nameof(CompositionCondition.Sometimes))]
    [InlineData("switch (args.Length) { case 1: app.UseRateLimiter(); break; }", nameof(CompositionCondition.Sometimes))]
    [InlineData("app.UseWhen(c => c.Request.Path == \"/\", b => b.UseRateLimiter());", nameof(CompositionCondition.Sometimes))]
    [InlineData("\n#if !NEVER\napp.UseRateLimiter();\n#endif\n", nameof(CompositionCondition.Sometimes))]
    public void Conditions_are_read(string code, string condition)
    {
        var composition = Snippet.Of(Start + "var app = builder.Build(); " + code + " app.Run();").Facts.Composition;
        Assert.Equal(condition, composition.Calls.Single(static call => call.Name == "UseRateLimiter").Condition.ToString());
        Assert.Equal(condition == nameof(CompositionCondition.Development), composition.First("UseRateLimiter") is null);
    }

    [Theory]
    [InlineData("app.MapGet(\"/\", () => 1);", true)]
    [InlineData("// app.UseRateLimiter();\n", true)]
    [InlineData("app.UseRateLimiter();", false)]
    [InlineData("if (args.Length > 0) app.UseRateLimiter();", false)]
    [InlineData("app.Map(\"/x\", b => b.UseRateLimiter());", false)]
    [InlineData("\n#if NEVER\napp.UseRateLimiter();\n#endif\n", false)]
    [InlineData("void Configure(Action<IApplicationBuilder> more) => more(app); Configure(a => a.UseWebSockets());", false)]
    [InlineData("foreach (var module in new List<IModule>()) { module.Configure(app); }", false)]
    [InlineData("MissingHelpers(app);", true)]
    public void What_is_missing_is_certain(string code, bool isMissing)
    {
        var source = Start + "var app = builder.Build(); " + code + " app.Run(); interface IModule { void Configure(IApplicationBuilder app); } partial class Program { static void MissingHelpers(IApplicationBuilder a) { } }";
        var snippet = Snippet.Of(source);
        var tree = snippet.Facts.Compilation.SyntaxTrees.Last();
        Assert.Equal(isMissing, snippet.Facts.Composition.Lacks(CompositionPart.Pipeline, tree, "UseRateLimiter"));
        Assert.True(snippet.Facts.Composition.Lacks(CompositionPart.Services, tree, "AddRateLimiter"));
    }

    [Fact]
    public void A_library_lacks_nothing()
    {
        var facts = Snippet.Of(Using + "class Startup { public void Configure(IApplicationBuilder a) { } }").Facts;
        Assert.False(facts.Composition.IsApplication);
        Assert.False(facts.Composition.Lacks(CompositionPart.Pipeline, facts.Compilation.SyntaxTrees.Last(), "UseRateLimiter"));
    }

    [Theory]
    [InlineData("app.UseDefaults();", "Shop.Defaults", CompositionPart.Pipeline, null)]
    [InlineData("app.UseDefaults();", "Serilog.AspNetCore", CompositionPart.None, null)]
    [InlineData("app.UseDefaults();", "Microsoft.Extensions.Shop", CompositionPart.None, null)]
    [InlineData("builder.Services.AddDefaults();", "Shop.Defaults", CompositionPart.Services, null)]
    [InlineData("builder.AddHostDefaults();", "Shop.Defaults", CompositionPart.Host, null)]
    [InlineData("builder.AddHostDefaults();", "Shop.Defaults", CompositionPart.Host, "true")]
    [InlineData("_ = Defaults.Create();", "Shop.Defaults", CompositionPart.Pipeline, null)]
    [InlineData("_ = new Wiring(builder.Services);", "Shop.Defaults", CompositionPart.Services, null)]
    [InlineData("_ = new Wiring(builder.Services);", "Microsoft.Extensions.Shop", CompositionPart.None, null)]
    [InlineData("app.UseMissing();", "Shop.Defaults", CompositionPart.Pipeline, null)]
    [InlineData("app.UseMissing().UseMore(1);", "Shop.Defaults", CompositionPart.Pipeline, null)]
    [InlineData("Missing.Use(app); Missing.Other(1); Missing.None(); new Missing().Do();", "Shop.Defaults", CompositionPart.Pipeline, null)]
    public void Helpers_without_source_are_opaque(string code, string assembly, object expected, string? trust)
    {
        const string Defaults = "using System;\n" + Using + "public static class Defaults { public static void UseDefaults(this IApplicationBuilder a) => a.UseRateLimiter(); public static void AddDefaults(this IServiceCollection s) { } public static void AddHostDefaults(this IHostApplicationBuilder b) { } public static IApplicationBuilder Create() => null!; } public class Wiring { public Wiring(IServiceCollection s) { } }";
        var library = CSharpCompilation.Create(assembly, [CSharpSyntaxTree.ParseText(Defaults)], Library.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var tree = AllRules.Parse(Start + "var app = builder.Build(); " + code + " app.Run();");
        var compilation = AllRules.With(tree).AddReferences(Emit(library));
        var composition = Facts.Of(compilation, new AnalyzerOptions([], trust is null ? new GlobalConfig() : new GlobalConfig((Composition.TrustVisible.Key, trust)))).Composition;
        Assert.Equal((CompositionPart)expected, composition.Opaque & (CompositionPart.Services | CompositionPart.Pipeline | CompositionPart.Host));
        var silences = trust is null && ((CompositionPart)expected & (CompositionPart.Pipeline | CompositionPart.Host)) != 0;
        Assert.Equal(!silences, composition.Lacks(CompositionPart.Pipeline, tree, "UseRateLimiter"));
    }

    [Theory]
    [InlineData("app.UseRouting(); app.UseCors(); app.UseAuthorization();", "UseRouting UseCors UseAuthorization")]
    [InlineData("app.UseRouting().UseCors().UseAuthorization();", "UseRouting UseCors UseAuthorization")]
    [InlineData("app.UseShop(1); app.UseAuthorization();", "UseRouting UseCors UseAuthorization")]
    [InlineData("Wiring.More(app); app.UseAuthorization();", "UseRouting UseCors UseAuthorization")]
    [InlineData("app.UseRouting(); app.Map(\"/x\", b => { b.UseWebSockets(); }); app.UseWhen(c => true, b => b.UseSession()); app.UseAuthorization();", "UseRouting Map UseWhen UseAuthorization")]
    [InlineData("IApplicationBuilder plain = app; plain.UseWebSockets(); ((IApplicationBuilder)app).UseRouting(); app.UseAuthorization();", "UseRouting UseAuthorization")]
    [InlineData("if (args.Length > 0) { app.UseRouting(); } app.UseAuthorization();", "UseRouting? UseAuthorization")]
    public void Pipelines_are_in_order(string code, string steps)
    {
        var snippet = Snippet.Of(Start + "var app = builder.Build(); " + code + " [|app.Run()|]; static class Wiring { public static IApplicationBuilder UseShop(this IApplicationBuilder a, int n) { a.UseRouting(); return a.UseCors(); } public static void More(WebApplication app) => app.UseShop(2); }");
        var found = new Pipelines(snippet.Facts).Around((Microsoft.CodeAnalysis.Operations.IInvocationOperation)snippet.Operation, default);
        Assert.Equal(steps + " Run", string.Join(' ', found.Select(static step => step.Name + (step.Condition == CompositionCondition.Sometimes ? "?" : ""))));
        Assert.All(found, static step => Assert.False(step.IsOpaque));
    }

    private static MetadataReference Emit(CSharpCompilation library)
    {
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success, string.Join('\n', library.GetDiagnostics()));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
