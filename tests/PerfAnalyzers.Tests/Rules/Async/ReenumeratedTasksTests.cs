using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.ReenumeratedTasks, PerfAnalyzers.Async.ReenumeratedTasksFix>;

namespace PerfAnalyzers.Tests;

public sealed class ReenumeratedTasksTests
{
    public static readonly Cases Firing = new()
    {
        { "WhenAll, then results", In("var tasks = ids.Select(async id => await Load(id));\nawait Task.WhenAll(tasks);\nforeach (var t in [|tasks|]) { Console.WriteLine(await t); }") },
        { "WhenAll, then a count", In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nConsole.WriteLine([|tasks|].Count());") },
        { "WhenAll, then a projection", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nvar done = [|tasks|].Select(t => t.IsFaulted).ToList();") },
        { "WhenAll, then a lazy projection that is read", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nvar ok = [|tasks|].Where(t => t.IsCompletedSuccessfully);\nforeach (var t in ok) { Console.WriteLine(t.Id); }") },
        { "twice WhenAll", In("IEnumerable<Task<int>> tasks = ids.Select(id => Load(id));\nvar a = await Task.WhenAll(tasks);\nvar b = await Task.WhenAll([|tasks|]);") },
        { "WhenAny, then WhenAll", In("var tasks = ids.Select(id => Load(id));\nvar first = await Task.WhenAny(tasks);\nawait Task.WhenAll([|tasks|]);") },
        { "in a loop", In("var tasks = ids.Select(id => Load(id));\nfor (var i = 0; i < 3; i++) { await Task.WhenAll([|tasks|]); }") },
        { "query", In("var tasks = from id in ids select Load(id);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].ToList();") },
        { "filtered", In("var tasks = ids.Select(id => Load(id)).Where(t => t != null);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].ToList();") },
        { "Task.Run", In("var tasks = ids.Select(id => Task.Run(() => id * 2));\nTask.WaitAll(tasks.ToArray());\nvar n = [|tasks|].First();") },
        { "second under a condition", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nif (ids.Count > 3) { Console.WriteLine([|tasks|].Last()); }") },
        { "WhenAll, then results of other tasks", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nvar all = [|tasks|].Select(t => t.Result).ToList();") },
        { "WhenAll, then a sum of results", In("var tasks = ids.Select(async id => await Load(id));\nawait Task.WhenAll(tasks);\nConsole.WriteLine([|tasks|].Sum(t => t.Result));") },
        { "WhenAll, then results in a loop", In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nforeach (var t in [|tasks|]) { Console.WriteLine(t.Result); }") },
        { "WhenAll, then results on the next lines", In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nforeach (var t in [|tasks|])\n{\nConsole.WriteLine(t.Result);\n}") },
        { "WhenAll, then one result", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nConsole.WriteLine([|tasks|].First().GetAwaiter().GetResult());") },
        { "into a dictionary", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\nvar byId = [|tasks|].ToDictionary(t => t.Result);") },
        { "spread", In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nTask<int>[] again = [.. [|tasks|]];") },
        { "started after two", In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nforeach (var t in [|tasks|]) { await t; }\nforeach (var t in tasks) { await t; }") },
        { "configured", In("var tasks = ids.Select(async id => await Load(id).ConfigureAwait(false));\nawait Task.WhenAll(tasks).ConfigureAwait(false);\nforeach (var t in [|tasks|]) { Console.WriteLine(t.Id); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "list", In("var tasks = ids.Select(id => Load(id)).ToList();\nawait Task.WhenAll(tasks);\nforeach (var t in tasks) { Console.WriteLine(t.Id); }") },
        { "array", In("var tasks = ids.Select(id => Load(id)).ToArray();\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();") },
        { "list behind an interface", In("IEnumerable<Task<int>> tasks = ids.Select(id => Load(id)).ToList();\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();") },
        { "once", In("var tasks = ids.Select(id => Load(id));\nvar all = await Task.WhenAll(tasks);\nforeach (var n in all) { Console.WriteLine(n); }") },
        { "branches", In("var tasks = ids.Select(id => Load(id));\nif (ids.Count > 3) { await Task.WhenAll(tasks); } else { foreach (var t in tasks) { await t; } }") },
        { "left after the first", In("var tasks = ids.Select(id => Load(id));\nif (ids.Count > 3) { await Task.WhenAll(tasks); return; }\nforeach (var t in tasks) { await t; }") },
        { "arms", In("var tasks = ids.Select(id => Load(id));\nvar n = ids.Count > 3 ? (await Task.WhenAll(tasks)).Length : (await Task.WhenAny(tasks)).Id;") },
        { "stored tasks", "class C { async Task M(Dictionary<int, Task<int>> all) { var tasks = all.Select(p => p.Value); await Task.WhenAll(tasks); var n = tasks.Count(); } }" },
        { "stored tasks by key", In("var all = new Dictionary<int, Task<int>>(); var tasks = ids.Select(id => all[id]);\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();") },
        { "ended tasks", In("var tasks = ids.Select(id => Task.FromResult(id));\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();") },
        { "from a cache", "class C { readonly Dictionary<int, Task> _all = []; Task GetOrStartAsync(int id) => _all[id]; async Task M(List<int> ids) { var tasks = ids.Select(GetOrStartAsync); await Task.WhenAll(tasks); var n = tasks.Count(); } }" },
        { "parameter", "class C { async Task M(IEnumerable<Task> tasks) { await Task.WhenAll(tasks); foreach (var t in tasks) { Console.WriteLine(t.Id); } } }" },
        { "made again", In("var tasks = ids.Select(id => Load(id));\nawait Task.WhenAll(tasks);\ntasks = ids.Select(id => Load(-id));\nawait Task.WhenAll(tasks);") },
        { "made in the loop", In("foreach (var part in ids.Chunk(3)) { var tasks = part.Select(id => Load(id)); await Task.WhenAll(tasks); }") },
        { "no tasks", In("var names = ids.Select(id => id.ToString());\nConsole.WriteLine(names.Count());\nforeach (var n in names) { await Load(n.Length); }") },
        { "sequence that remembers", "class C { static IEnumerable<T> Once<T>(IEnumerable<T> all) => all.ToList(); async Task M(List<int> ids) { var tasks = Once(ids.Select(id => Task.Delay(id))); await Task.WhenAll(tasks); var n = tasks.Count(); } }" },
        { "functions", In("var starts = ids.Select(id => (Func<Task<int>>)(() => Load(id)));\nforeach (var s in starts) { await s(); }\nvar n = starts.Count();") },
        { "asked whether there are any", In("var tasks = ids.Select(id => Load(id));\nif (tasks.Any()) { await Task.WhenAll(tasks); }") },
        { "handed on", In("var tasks = ids.Select(id => Load(id));\nConsole.WriteLine(tasks);\nawait Task.WhenAll(tasks);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_starts_again() => Verify.Says(
        In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].Count();"),
        "'tasks' is enumerated again here and starts all its tasks anew; keep the started tasks with 'ToArray()'");

    [Theory]
    [InlineData("var tasks = ids.Select(id => Load(id)); // all\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].Count();", "var tasks = ids.Select(id => Load(id)).ToArray(); // all\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();")]
    [InlineData("IEnumerable<Task<int>> tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nforeach (var t in [|tasks|]) { await t; }", "IEnumerable<Task<int>> tasks = ids.Select(Load).ToArray();\nawait Task.WhenAll(tasks);\nforeach (var t in tasks) { await t; }")]
    [InlineData("var tasks = from id in ids select Load(id);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].ToList();", "var tasks = (from id in ids select Load(id)).ToArray();\nawait Task.WhenAll(tasks);\nvar n = tasks.ToList();")]
    [InlineData("var tasks = ids\n    .Select(async id => await Load(id))\n    .Where(t => t != null);\nvar a = await Task.WhenAny(tasks);\nvar b = await Task.WhenAll([|tasks|]);", "var tasks = ids\n    .Select(async id => await Load(id))\n    .Where(t => t != null).ToArray();\nvar a = await Task.WhenAny(tasks);\nvar b = await Task.WhenAll(tasks);")]
    [InlineData("var a = ids.Select(Load);\nawait Task.WhenAll(a);\nvar n = [|a|].Count();\nvar b = ids.Select(Load);\nawait Task.WhenAll(b);\nvar m = [|b|].Count();", "var a = ids.Select(Load).ToArray();\nawait Task.WhenAll(a);\nvar n = a.Count();\nvar b = ids.Select(Load).ToArray();\nawait Task.WhenAll(b);\nvar m = b.Count();")]
    public Task Keeps_the_started_tasks(string body, string expected) => Verify.Fixes(In(body), In(expected));

    [Fact]
    public Task Fixes_two_documents() => Verify.FixesAll(
    [
        (In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].Count();"), In("var tasks = ids.Select(Load).ToArray();\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();")),
        (In("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].Count();", "D"), In("var tasks = ids.Select(Load).ToArray();\nawait Task.WhenAll(tasks);\nvar n = tasks.Count();", "D")),
    ]);

    [Theory]
    [InlineData("var tasks = ids.Select(Load);\nids.Clear();\nawait Task.WhenAll(tasks);\nvar n = [|tasks|].Count();")]
    [InlineData("var tasks = ids.Select(Load);\nif (ids.Count > 1) { await Task.WhenAll(tasks); }\nvar n = [|tasks|].Count();")]
    [InlineData("var tasks = ids.Select(Load);\nawait Task.WhenAll(tasks);\nConsole.WriteLine(tasks);\nvar n = [|tasks|].Count();")]
    public Task Leaves_what_would_start_at_another_time(string body) => Verify.RefusesToFix(In(body));

    private static string In(string body, string type = "C") =>
        $"class {type} {{ static async Task<int> Load(int n) {{ await Task.Yield(); return n; }} async Task M(List<int> ids) {{ {body} }} }}";
}
