namespace PerfAnalyzers.Tests;

/// <summary>Frames for cases that are web applications.</summary>
internal static class WebCase
{
    /// <summary>WebUsings of web projects.</summary>
    public const string WebUsings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        """;

    /// <summary>Top-level statements with services and a pipeline.</summary>
    public static string Program(string services, string pipeline, string types = "") =>
        WebUsings + "var builder = WebApplication.CreateBuilder(args);\n" + Lines(services) + "var app = builder.Build();\n" + Lines(pipeline) + "app.Run();\n" + types;

    /// <summary>A host with a <c>Startup</c>.</summary>
    public static string Startup(string services, string pipeline, string types = "") =>
        WebUsings + "Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(web => web.UseStartup<Startup>()).Build().Run();\n" +
        "public class Startup\n{\n    public void ConfigureServices(IServiceCollection services)\n    {\n" + Indented(services) + "    }\n\n" +
        "    public void Configure(IApplicationBuilder app, IWebHostEnvironment env)\n    {\n" + Indented(pipeline) + "    }\n}\n" + types;

    private static string Lines(string code) => code.Length == 0 ? "" : code.TrimEnd('\n') + "\n";

    private static string Indented(string code) => code.Length == 0 ? "" : "        " + code.Trim('\n').Replace("\n", "\n        ", StringComparison.Ordinal) + "\n";
}
