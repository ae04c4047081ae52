namespace PerfAnalyzers.Tests;

public sealed class CallerInputsTests
{
    private const string Using = "using Microsoft.AspNetCore.Mvc;\n";

    [Theory]
    [InlineData("public class C : ControllerBase { public void M(string text) => Use([|text|]); void Use(object o) { } }", "'text' of a request")]
    [InlineData("public record R(string Email, string Culture); public class C : ControllerBase { public void M(R r) => Use([|r.Email|]); void Use(object o) { } }", "'Email' of a request")]
    [InlineData("public class C : ControllerBase { public void M(int id) { var key = \"k\" + id; Use([|key|]); } void Use(object o) { } }", "'id' of a request")]
    [InlineData("public class S { public void M(string text) => Use([|text|]); void Use(object o) { } } public class C(S s) : ControllerBase { public void Get(string word) => s.M(word); }", "'text' of a request")]
    [InlineData("public class C { public void M(string userId) => Use([|userId|]); void Use(object o) { } }", "'userId'")]
    [InlineData("public record R(string Email, string Culture); public class C : ControllerBase { public void M(R r) => Use([|r.Culture|]); void Use(object o) { } }", null)]
    [InlineData("public class C : ControllerBase { public void M(DayOfWeek day) => Use([|day|]); void Use(object o) { } }", null)]
    [InlineData("public class C : ControllerBase { public void M(int languageId) => Use([|languageId|]); void Use(object o) { } }", null)]
    [InlineData("public class S { public void M(string text) => Use([|text|]); void Use(object o) { } } public class C(S s) : ControllerBase { public void Get(string word) => s.M(\"all\"); }", null)]
    [InlineData("public class C { public void M(string text) => Use([|text|]); void Use(object o) { } }", null)]
    [InlineData("public class C : ControllerBase { public void Get(string word) => M(word + 1); private void M(string text) => Use([|text|]); void Use(object o) { } }", "'text' of a request")]
    [InlineData("public class C : ControllerBase { public void Get(string word) => M(\"all\"); private void M(string text) => N(text); private void N(string text) => Use([|text|]); void Use(object o) { } }", null)]
    [InlineData("public class C(Microsoft.Extensions.FileProviders.IFileProvider files) : ControllerBase { public void Get(string name) { var file = files.GetFileInfo(name); M(file.PhysicalPath!); } private void M(string key) => Use([|key|]); void Use(object o) { } }", null)]
    public void Tells_what_callers_send(string source, string? expected)
    {
        var snippet = Snippet.Of(Using + source);
        Assert.Equal(expected, new CallerInputs(snippet.Facts, default).Of(snippet.Operation, snippet.Member));
    }
}
