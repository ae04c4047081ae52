using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

/// <summary>Writers and streams that are seen to lead out of the process.</summary>
public sealed class OutsideTests
{
    [Theory]
    [InlineData("var w = File.CreateText(path);", true)]
    [InlineData("var w = new FileInfo(path).AppendText();", true)]
    [InlineData("using var w = new StreamWriter(path);", true)]
    [InlineData("using var w = new StreamWriter(path, true, Encoding.UTF8);", true)]
    [InlineData("using var w = new StreamWriter(File.Create(path));", true)]
    [InlineData("using var f = new FileStream(path, FileMode.Create); using var w = new StreamWriter(f, leaveOpen: true);", true)]
    [InlineData("using var f = File.OpenWrite(path); using var z = new System.IO.Compression.GZipStream(f, System.IO.Compression.CompressionLevel.Fastest); TextWriter w = new StreamWriter(z);", true)]
    [InlineData("var w = new StreamWriter(client.GetStream());", true)]
    [InlineData("var w = new StreamWriter(response.Body);", true)]
    [InlineData("var w = process.StandardInput;", true)]
    [InlineData("var w = _own;", true)]
    [InlineData("var w = _kept;", true)]
    [InlineData("var w = n > 1 ? File.CreateText(path) : File.AppendText(path);", true)]
    [InlineData("var w = given;", false)]
    [InlineData("var w = new StreamWriter(stream);", false)]
    [InlineData("var w = new StreamWriter(new MemoryStream());", false)]
    [InlineData("var w = new StringWriter();", false)]
    [InlineData("var w = Console.Out;", false)]
    [InlineData("var w = _replaced;", false)]
    [InlineData("var w = n > 1 ? File.CreateText(path) : given;", false)]
    [InlineData("var w = File.CreateText(path); if (n > 1) { w = given; }", false)]
    public void A_writer_leads_out(string body, bool expected)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                private readonly StreamWriter _own = new("log.txt");
                private readonly StreamWriter _kept;
                private StreamWriter _replaced = new("log.txt");
                C(string path) { _kept = File.CreateText(path); }
                void M(string path, int n, Stream stream, StreamWriter given, System.Net.Sockets.TcpClient client, Microsoft.AspNetCore.Http.HttpResponse response, System.Diagnostics.Process process)
                {
                    {{body}}
                    [|w|].ToString();
                    _replaced = given;
                }
            }
            """);
        Assert.Equal(expected, Outside.Is(snippet.Operation, snippet.Facts, default));
    }

    [Theory]
    [InlineData("StreamWriter w = given;", Blocking.No)]
    [InlineData("TextWriter w = given;", Blocking.No)]
    [InlineData("using var w = new StreamWriter(\"a.txt\");", Blocking.Perhaps)]
    [InlineData("using var w = new StreamWriter(new MemoryStream());", Blocking.No)]
    public void What_fills_a_buffer_may_block_where_it_leads_out(string body, object expected)
    {
        var snippet = Snippet.Of($"class C {{ async Task M(StreamWriter given) {{ await Task.Yield(); {body} [|w.WriteLine(1)|]; }} }}");
        Assert.Equal((Blocking)expected, snippet.Facts.BlockingCalls.Of((IInvocationOperation)snippet.Operation, default));
    }
}
