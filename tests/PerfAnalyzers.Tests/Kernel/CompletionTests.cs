using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

/// <summary>What is known of a task where <c>.Result</c> is read; the last one of the code is asked about.</summary>
public sealed class CompletionTests
{
    public static TheoryData<string> Ended { get; } =
    [
        // Paths.
        "var t = F(); if (b) { await t; } else { await t; } return t.Result;",
        "var t = F(); if (!b) { return 0; } await t; return t.Result;",
        "var t = F(); if (!b) { throw new Exception(); } else { await t; } return t.Result;",
        "var t = F(); switch (n) { case 0: await t; break; default: return 0; } return t.Result;",
        "var t = F(); do { await t; } while (b); return t.Result;",
        "var t = F(); for (;;) { await t; if (b) { break; } } return t.Result;",
        "var t = F(); goto wait; wait: await t; return t.Result;",
        "var t = F(); while (b) { t = F(); await t; } await t; return t.Result;",
        "Task<int> t; while (true) { t = F(); await t; if (b) { break; } } return t.Result;",
        "var t = F(); var u = b ? await t : await t; return t.Result;",
        "var t = F(); return await t + t.Result;",
        // Exceptions.
        "var t = F(); try { await t; } catch { } return t.Result;",
        "var t = F(); try { await t; } catch (Exception) when (b) { } return t.Result;",
        "var t = F(); try { G(); } catch { return 0; } await t; return t.Result;",
        "var t = F(); try { G(); await t; } catch { return 0; } return t.Result;",
        "var t = F(); try { G(); await t; } catch { throw; } finally { G(); } return t.Result;",
        "var t = F(); try { try { await t; } finally { G(); } } catch { } return t.Result;",
        "var t = F(); try { await Task.WhenAll(t, F()); } catch { } return t.Result;",
        "var t = F(); using (new MemoryStream()) { await t; } return t.Result;",
        "var t = F(); using var s = new MemoryStream(); await t; return t.Result;",
        "var t = F(); await t; try { G(); } catch { } return t.Result;",
        // Conditions.
        "var t = F(); if (t.IsCompleted && b) { return t.Result; } return 0;",
        "var t = F(); if (!(t.IsCompleted && b)) { return 0; } return t.Result;",
        "var t = F(); if (!t.IsCompleted && !b) { return 0; } if (!t.IsCompleted) { await t; } return t.Result;",
        "var t = F(); var ready = b && t.IsCompleted; if (ready) { return t.Result; } return 0;",
        "var t = F(); bool ready = t.IsCompleted; while (!ready) { return 0; } return t.Result;",
        "var t = F(); return t.Status is TaskStatus.RanToCompletion ? t.Result : 0;",
        "var t = F(); return (t.Status, b) switch { _ when t.IsCompleted => t.Result, _ => 0 };",
        "var t = F(); return t.Wait(100) ? t.Result : 0;",
        "var t = F(); if (!t.Wait(TimeSpan.FromSeconds(1))) { return 0; } return t.Result;",
        "var t = F(); if (!Task.WaitAll(new[] { t }, 100)) { return 0; } return t.Result;",
        "var t = F(); return t.IsCompleted ? n > 0 ? t.Result : 1 : 0;",
        "object o = F(); return o is Task<int> { IsCompleted: true } t ? t.Result : 0;",
        "Task<int>? t = F(); return t?.IsCompleted ?? false ? t.Result : 0;",
        // Values.
        "Task<int> t = Task.FromResult(1); return t.Result;",
        "Task<int> t; if (b) { t = Task.FromResult(1); } else { t = F(); await t; } return t.Result;",
        "Task<int> t = b ? Task.FromResult(1) : Task.FromCanceled<int>(default); return t.Result;",
        "var t = F(); var u = t; await u; return t.Result;",
        "var t = F(); var u = t; await t; return u.Result;",
        "var t = F(); Task<int> u; await t; u = t; return u.Result;",
        "Task<int> winner = await Task.WhenAny(F(), F()); return winner.Result;",
        "var any = Task.WhenAny(F(), F()); return (await any).Result;",
        "var t = F(); t.GetAwaiter().GetResult(); return t.Result;",
        "var t = F(); return t.Result + t.Result;",
        "var s = new TaskCompletionSource<int>(); s.TrySetException(new Exception()); return s.Task.Result;",
        // Collections.
        "var all = new Task<int>[2]; all[0] = F(); all[1] = F(); await Task.WhenAll(all); return all[1].Result;",
        "var all = new List<Task<int>>(); for (var i = 0; i < n; i++) { all.Add(F()); } await Task.WhenAll(all); return all.Select(t => t.Result).Sum();",
        "var t = F(); var all = new List<Task> { t }; await Task.WhenAll(all); return t.Result;",
        "var t = F(); var all = new List<Task>(); all.Add(t); await Task.WhenAll(all.ToArray()); return t.Result;",
        "var t = F(); Task[] all = [t, .. new[] { F() }]; await Task.WhenAll(all); return t.Result;",
        "var more = new[] { F() }; await Task.WhenAll<int>([F(), .. more]); return more[0].Result;",
        "var all = new[] { F() }; await Task.WhenAll(all); return (from t in all select t.Result).First();",
        "var all = new[] { F() }; await Task.WhenAll(all); foreach (var t in all.Where(x => x != null)) { return t.Result; } return 0;",
        "var all = new Dictionary<int, Task<int>>(); await Task.WhenAll(all.Values); foreach (var (key, task) in all) { return task.Result; } return 0;",
        "var all = new Dictionary<int, Task<int>>(); await Task.WhenAll(all.Values); return all[n].Result;",
        "var all = new List<Task<int>> { F() }; while (all.Count > 0) { var t = await Task.WhenAny(all); all.Remove(t); n += t.Result; } return n;",
        "var all = new List<Task<int>> { F() }; await Task.WhenAll(all); var first = all[0]; return first.Result;",
        "var all = new[] { F(), F() }; var i = Task.WaitAny(all); return all[i].Result;",
        // Functions within.
        "var t = F(); await t; Func<int> f = () => t.Result; return f();",
        "var t = F(); await t; return L(); int L() { return t.Result; }",
        "Func<Task<int>, Task<int>> f = async t => { await t; return t.Result; }; return await f(F());",
        "return await L(); async Task<int> L() { var t = F(); await t; return t.Result; }",
        "return await F().ContinueWith(t => new[] { 1 }.Sum(i => i + t.Result));",
        // Dead code.
        "var t = F(); return 0; return t.Result;",
    ];

    public static TheoryData<string> Unknown { get; } =
    [
        "return F().Result;",
        "var t = F(); return t.Result;",
        "var t = F(); if (b) { await t; } return t.Result;",
        "var t = F(); while (b) { await t; } return t.Result;",
        "var t = F(); await t; t = F(); return t.Result;",
        "var t = F(); await t; (t, n) = (F(), 1); return t.Result;",
        "var t = F(); await t; H(out t); return t.Result;",
        "var t = F(); Action replace = () => t = F(); await t; replace(); return t.Result;",
        "var t = F(); try { G(); await t; } catch { } return t.Result;",
        "var t = F(); try { t = F(); G(); } finally { n = t.Result; } return n;",
        "var t = F(); if (t.IsCompleted || b) { return t.Result; } return 0;",
        "var t = F(); if (t.IsCompleted) { return 0; } return t.Result;",
        "var t = F(); return t.Status == TaskStatus.Running ? t.Result : 0;",
        "var t = F(); var u = F(); await u; return t.Result;",
        "var t = F(); await Task.WhenAny(t, F()); return t.Result;",
        "var t = F(); t.Wait(100); return t.Result;",
        "Task<int> t = b ? Task.FromResult(1) : F(); return t.Result;",
        "var all = new List<Task<int>>(); await Task.WhenAll(all); all.Add(F()); return all[0].Result;",
        "var all = new[] { F() }; await Task.WhenAll(all); all[0] = F(); return all[0].Result;",
        "var all = Enumerable.Range(0, n).Select(i => F()); await Task.WhenAll(all); return all.First().Result;",
        "var a = new[] { F() }; var c = new[] { F() }; await Task.WhenAll(a); return c[0].Result;",
        "var t = F(); Func<int> f = () => t.Result; await t; return f();",
        "var t = F(); n = L(); await t; return n; int L() => t.Result;",
        "return await F().ContinueWith(t => F().Result);",
        "var s = new TaskCompletionSource<int>(); var other = new TaskCompletionSource<int>(); other.SetResult(1); return s.Task.Result;",
    ];

    [Theory, MemberData(nameof(Ended))]
    public void Has_ended(string body) => Assert.True(Ask(body));

    [Theory, MemberData(nameof(Unknown))]
    public void Is_not_known_to_have_ended(string body) => Assert.False(Ask(body));

    // Half-written code in every state: no answer is wanted, only no exception.
    [Fact]
    public void Never_throws()
    {
        foreach (var body in ((IEnumerable<object[]>)Ended).Concat(Unknown).Select(static row => (string)row[0]))
        {
            for (var length = 0; length < body.Length; length += 7)
            {
                Ask(body[..length], isComplete: false);
            }
        }
    }

    private static bool Ask(string body, bool isComplete = true)
    {
        var source = $$"""
            using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
            class C
            {
                async Task<int> M(bool b, int n)
                {
                    {{body}}
                }

                static async Task<int> F() { await Task.Yield(); return 1; }
                static void G() { }
                static void H(out Task<int> t) => t = F();
            }
            """;
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        var compilation = CSharpCompilation.Create("Case", [tree], Library.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        if (isComplete)
        {
            Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        }

        var model = compilation.GetSemanticModel(tree);
        var facts = Facts.Of(compilation, new AnalyzerOptions([]));
        var answer = false;
        foreach (var access in tree.GetRoot().DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (access.Name.Identifier.ValueText == "Result" && model.GetOperation(access) is IPropertyReferenceOperation { Instance: { } task })
            {
                answer = Completion.HasEnded(task, facts, default);
            }
        }

        return answer;
    }
}
