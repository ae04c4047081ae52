using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class CreatedThreadTests
{
    [Theory]
    [InlineData("[|new Thread(Do)|].Start();", true, false, false, null)]
    [InlineData("var t = [|new Thread(Do)|]; t.Start(); t.Join();", true, true, false, null)]
    [InlineData("Thread t; t = [|new Thread(Do)|] { IsBackground = true }; t.Start();", true, false, false, null)]
    [InlineData("_worker = [|new Thread(Do)|]; _worker.Start();", true, false, false, "_worker")]
    [InlineData("var all = new List<Thread>(); for (var i = 0; i < n; i++) { all.Add([|new Thread(Do)|]); } foreach (var t in all) { t.Start(); } foreach (var t in all) { t.Join(); }", true, true, false, null)]
    [InlineData("var t = [|new Thread(Do, 1024 * 1024 * 16)|]; t.Start();", true, false, true, null)]
    [InlineData("var t = [|new Thread(Do)|] { Priority = ThreadPriority.Lowest }; t.Start();", true, false, true, null)]
    [InlineData("var t = [|new Thread(Do)|]; t.SetApartmentState(ApartmentState.STA); t.Start();", true, false, true, null)]
    [InlineData("var t = [|new Thread(Do)|];", false, false, false, null)]
    [InlineData("Take([|new Thread(Do)|]);", false, false, false, null)]
    [InlineData("var t = [|new Thread(Do)|]; var other = new Thread(Do); other.Start();", false, false, false, null)]
    public void What_becomes_of_a_thread_is_read_in_its_member(string body, bool isStarted, bool isJoined, bool isSpecial, string? field)
    {
        var snippet = Snippet.Of($$"""class C { Thread? _worker; void Do() { } void Take(Thread t) { } void M(int n) { {{body}} } }""");
        var thread = CreatedThread.Of((IObjectCreationOperation)snippet.Operation);
        Assert.Equal((isStarted, isJoined, isSpecial, field), (thread.IsStarted, thread.IsJoined, thread.IsSpecial, thread.Field?.Name));
    }
}
