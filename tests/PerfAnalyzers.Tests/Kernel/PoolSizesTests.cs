using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class PoolSizesTests
{
    [Theory]
    [InlineData("[|ThreadPool.SetMinThreads(200, 200)|];", true)]
    [InlineData("const int count = 64; [|ThreadPool.SetMinThreads(count, count)|];", true)]
    [InlineData("[|ThreadPool.SetMinThreads(Environment.ProcessorCount * 8, 4)|];", true)]
    [InlineData("var wanted = Math.Max(100, Environment.ProcessorCount * 2); [|ThreadPool.SetMinThreads(wanted, wanted)|];", true)]
    [InlineData("[|ThreadPool.SetMinThreads(s_size, s_size)|];", true)]
    [InlineData("ThreadPool.GetMinThreads(out var w, out var c); [|ThreadPool.SetMinThreads(w * 4, c)|];", true)]
    [InlineData("[|ThreadPool.SetMinThreads(2, 2)|];", false)]
    [InlineData("[|ThreadPool.SetMinThreads(n, n)|];", false)]
    [InlineData("[|ThreadPool.SetMinThreads(int.Parse(Environment.GetEnvironmentVariable(\"T\")!), 4)|];", false)]
    [InlineData("[|ThreadPool.SetMinThreads(Environment.ProcessorCount, Environment.ProcessorCount)|];", false)]
    [InlineData("ThreadPool.GetMinThreads(out var w, out var c); [|ThreadPool.SetMinThreads(100, 100)|]; n++; ThreadPool.SetMinThreads(w, c);", false)]
    public void A_size_may_be_fixed_by_the_code(string body, bool isFixed)
    {
        var snippet = Snippet.Of($$"""class C { static readonly int s_size = 128; void M(int n) { {{body}} } }""");
        Assert.Equal(isFixed, new PoolSizes(snippet.Facts, default).IsFixed((IInvocationOperation)snippet.Operation));
    }
}
