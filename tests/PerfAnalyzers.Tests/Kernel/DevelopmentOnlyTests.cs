namespace PerfAnalyzers.Tests;

public sealed class DevelopmentOnlyTests
{
    [Theory]
    [InlineData("if (env.IsDevelopment()) { [|F()|]; }", true)]
    [InlineData("if (!env.IsDevelopment()) { F(); } else { [|F()|]; }", true)]
    [InlineData("_ = env.IsDevelopment() && n > 5 ? [|F()|] : 1;", true)]
    [InlineData("if (System.Diagnostics.Debugger.IsAttached) { [|F()|]; }", true)]
    [InlineData("if (env.IsEnvironment(\"Development\")) { [|F()|]; }", true)]
    [InlineData("if (!env.IsDevelopment()) { [|F()|]; }", false)]
    [InlineData("if (env.IsDevelopment()) { F(); } else { [|F()|]; }", false)]
    [InlineData("if (env.IsDevelopment() || n > 5) { [|F()|]; }", false)]
    [InlineData("if (env.IsProduction()) { [|F()|]; }", false)]
    [InlineData("if (env.IsDevelopment()) { F(); } [|F()|];", false)]
    public void Conditions_tell_what_only_developers_run(string body, bool isDevelopment) =>
        Assert.Equal(isDevelopment, DevelopmentOnly.Is(Snippet.Of($$"""using Microsoft.Extensions.Hosting; class C { int F() => 1; void M(IHostEnvironment env, int n) { {{body}} } }""").Operation));

    [Theory]
    [InlineData("#if DEBUG\n[|F()|];\n#endif", true)]
    [InlineData("#if DEBUG && true\n[|F()|];\n#endif", true)]
    [InlineData("#if DEBUG\nF();\n#endif\n[|F()|];", false)]
    [InlineData("#if !DEBUG\n#else\n[|F()|];\n#endif", false)]
    [InlineData("#if OTHER\n#elif DEBUG\n#if true\n[|F()|];\n#endif\n#endif", true)]
    public void Directives_do_too(string body, bool isDevelopment) =>
        Assert.Equal(isDevelopment, DevelopmentOnly.Is(Snippet.Of($"#define DEBUG\nclass C {{ int F() => 1; void M() {{\n{body}\n}} }}").Operation));
}
