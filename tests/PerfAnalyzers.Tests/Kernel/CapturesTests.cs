using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class CapturesTests
{
    [Theory]
    [InlineData("() => 3", "")]
    [InlineData("() => s_all", "")]
    [InlineData("() => Three", "")]
    [InlineData("() => n", "n")]
    [InlineData("() => n + local + n", "n local")]
    [InlineData("() => _field", "this")]
    [InlineData("() => this._field + n", "this n")]
    [InlineData("() => Get(n)", "this n")]
    [InlineData("() => given", "this parameters")]
    [InlineData("() => { var x = 3; return x; }", "")]
    [InlineData("() => new[] { 1 }.Count(i => i > local)", "local")]
    [InlineData("() => Outer()", "unclear")]
    [InlineData("() => Static()", "")]
    [InlineData("() => nameof(n).Length", "")]
    [InlineData("() => base.GetHashCode()", "this unclear")]
    [InlineData("() => new C(3) { _field = 4 }._field", "")]
    public void What_a_lambda_takes_along(string lambda, string expected)
    {
        var code = Snippet.Of($$"""
            class C(int given)
            {
                const int Three = 3;
                static int s_all;
                int _field;
                int Get(int i) => i + given + _field;
                void M(int n)
                {
                    var local = n + s_all;
                    Func<int> f = [|{{lambda}}|];
                    int Outer() => local;
                    static int Static() => 3;
                }
            }
            """);
        var captures = Captures.Of(code.Operation as IAnonymousFunctionOperation ?? (IAnonymousFunctionOperation)((IDelegateCreationOperation)code.Operation).Target);
        var found = (captures.This ? "this " : "") + (captures.ConstructorParameters ? "parameters " : "") + string.Concat(captures.Variables.Select(static v => v.Name + " ")) + (captures.IsUnclear ? "unclear " : "");
        Assert.Equal(expected, found.TrimEnd());
    }

    [Fact]
    public void Overloads_that_take_a_state()
    {
        var code = Snippet.Of("""
            class C
            {
                void M(System.Collections.Concurrent.ConcurrentDictionary<int, int> d, CancellationToken t, List<int> list, Task task)
                {
                    [|d.GetOrAdd(3, k => k)|];
                    [|d.GetOrAdd(3, (k, a) => k + a, 3)|];
                    [|d.AddOrUpdate(3, k => k, (k, old) => old)|];
                    [|d.AddOrUpdate(3, 4, (k, old) => old)|];
                    [|t.Register(() => { })|];
                    [|task.ContinueWith(x => { })|];
                    [|ThreadPool.QueueUserWorkItem(x => { })|];
                    [|list.Find(x => x > 3)|];
                }
            }
            """);
        Assert.Equal(
            [StateForm.Argument, StateForm.Own, StateForm.Argument, StateForm.Elsewhere, StateForm.Object, StateForm.Object, StateForm.Elsewhere, StateForm.None],
            code.Marked.Select(call => StateOverloads.Of((IInvocationOperation)call, code.Facts)));
    }

    [Theory]
    [InlineData("new byte[84_975]", 84_999, false)]
    [InlineData("new byte[84_976]", 85_000, true)]
    [InlineData("new char[42_488]", 85_000, true)]
    [InlineData("new int[21_243]", 84_996, false)]
    [InlineData("new string[10_622]", 85_000, true)]
    [InlineData("new decimal[6_000]", 96_024, true)]
    [InlineData("new DayOfWeek[30_000]", 120_024, true)]
    public void Large_objects(string array, long bytes, bool isLarge)
    {
        var creation = (IArrayCreationOperation)Snippet.OfBody($"var a = [|{array}|];").Operation;
        Assert.Equal(bytes, LargeObjects.BytesOf(creation));
        Assert.Equal(isLarge, LargeObjects.IsLarge(creation));
    }
}
