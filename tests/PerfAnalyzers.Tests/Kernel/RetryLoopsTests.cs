using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class RetryLoopsTests
{
    [Theory]
    [InlineData("Thread.Sleep(5);", true)]
    [InlineData("await Task.Delay(5);", true)]
    [InlineData("Pump();", true)]
    [InlineData("Console.ReadLine();", true)]
    [InlineData("pump();", true)]
    [InlineData("await other.Go();", true)]
    [InlineData("await Do();", false)]
    [InlineData("Do(); Console.WriteLine(1);", false)]
    [InlineData("db.Orders.Count();", false)]
    public void What_may_take_time_is_told(string body, bool mayPause)
    {
        var snippet = Snippet.Of($$"""interface IOther { Task Go(); } class C { void Pump() => Thread.Sleep(1); Task Do() => Task.CompletedTask; async Task M(Action pump, IOther other, ShopContext db) { await Task.Yield(); [|if (true) { {{body}} }|] } }""");
        Assert.Equal(mayPause, new RetryLoops(snippet.Facts).MayPause(((IConditionalOperation)snippet.Operation).WhenTrue, null, default));
    }

    [Theory]
    [InlineData("[|while (true) { }|]", true)]
    [InlineData("[|for (;;) { }|]", true)]
    [InlineData("[|while (!token.IsCancellationRequested) { }|]", true)]
    [InlineData("[|while (_runs) { }|]", true)]
    [InlineData("[|do { } while (true);|]", true)]
    [InlineData("[|while (n-- > 0) { }|]", false)]
    [InlineData("[|for (var i = 0; i < 5; i++) { }|]", false)]
    [InlineData("[|foreach (var c in \"abc\") { }|]", false)]
    public void Endless_loops_have_no_count(string loop, bool isEndless) =>
        Assert.Equal(isEndless, RetryLoops.IsEndless((ILoopOperation)Snippet.Of($$"""class C { volatile bool _runs; void Stop() => _runs = false; void M(CancellationToken token, int n) { {{loop}} } }""").Operation));

    [Theory]
    [InlineData("catch { }", true, true)]
    [InlineData("catch (Exception e) { Console.WriteLine(e); }", true, true)]
    [InlineData("catch (FormatException) { }", false, true)]
    [InlineData("catch (Exception) when (n > 5) { }", false, true)]
    [InlineData("catch (Exception) { throw; }", true, false)]
    [InlineData("catch (Exception) { return; }", true, false)]
    public void Clauses_are_read(string clause, bool isAll, bool goesOn)
    {
        var guarded = (ITryOperation)Snippet.Of($$"""class C { void M(int n) { [|try { n++; } {{clause}}|] } }""").Operation;
        Assert.Equal((isAll, goesOn), (RetryLoops.CatchAll(guarded) is not null, RetryLoops.GoesOn(guarded.Catches[0])));
    }
}
