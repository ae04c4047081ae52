using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class LockPurposeTests
{
    [Theory]
    [InlineData("if (_done) { return; } [|Ask()|]; _done = true;", true)]
    [InlineData("if (_done) { return; } _done = true; [|Ask()|];", true)]
    [InlineData("if (!_done) { [|Ask()|]; _done = true; }", true)]
    [InlineData("if (_n == 0) { _n = [|Ask()|]; }", true)]
    [InlineData("if (_n > 5) { throw new Exception(); } [|Ask()|]; _n = 6;", false)]
    [InlineData("[|Ask()|]; _done = true;", false)]
    [InlineData("if (_done) { return; } [|Ask()|];", false)]
    [InlineData("if (_done) { _n = 1; } [|Ask()|];", false)]
    [InlineData("if (n > 0) { [|Ask()|]; n = 0; }", false)]
    [InlineData("if (_done) { return; } [|Ask()|]; _n = 1;", false)]
    public void A_lock_may_be_there_so_that_something_is_done_once(string body, bool isInitialization)
    {
        var snippet = In(body);
        IOperation held = snippet.Operation;
        while (held is not ILockOperation)
        {
            held = held.Parent!;
        }

        Assert.Equal(isInitialization, LockPurpose.IsInitialization(snippet.Operation, ((ILockOperation)held).Body));
    }

    [Theory]
    [InlineData("[|_stream.Read(_bytes, 0, 1)|];", true)]
    [InlineData("[|_file.Read(_bytes, 0, 1)|];", true)]
    [InlineData("_ = [|this._db.Orders.Where(o => o.IsPaid).ToList()|];", true)]
    [InlineData("_p?[|.WaitForExit(1)|];", true)]
    [InlineData("[|given.Flush()|];", true)]
    [InlineData("[|_c.Execute(\"x\")|];", true)]
    [InlineData("using var s = new FileStream(\"a\", FileMode.Open); [|s.Flush()|];", false)]
    [InlineData("[|File.Delete(\"a\")|];", false)]
    [InlineData("[|_http.Send(null!)|];", false)]
    [InlineData("[|Ask()|];", false)]
    public void A_lock_may_be_there_for_what_one_thread_may_use(string body, bool isResource)
    {
        var snippet = In(body);
        Assert.Equal(isResource, LockPurpose.IsResource(snippet.Operation, snippet.Facts));
    }

    private static Snippet In(string body) => Snippet.Of($$"""
        class C(Stream given)
        {
            readonly object _gate = new(); readonly Stream _stream = given; FileStream _file = null!; ShopContext _db = null!; System.Diagnostics.Process? _p; DbConnection _c = null!;
            System.Net.Http.HttpClient _http = null!; readonly byte[] _bytes = new byte[1]; bool _done; int _n;
            int Ask() => 1;
            void M(int n) { lock (_gate) { {{body}} } }
        }
        """);
}
