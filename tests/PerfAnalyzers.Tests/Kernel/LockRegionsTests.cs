using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Tests;

/// <summary>Which lock is held where <c>Ask()</c> is called: by the name of what takes it.</summary>
public sealed class LockRegionsTests
{
    public static TheoryData<string, string> Held { get; } = new()
    {
        // Statements and scopes.
        { "lock (_gate) { Ask(); }", "lock" },
        { "lock (_gate) { if (b) { foreach (var x in \"\") { Ask(); } } }", "lock" },
        { "lock (_gate) lock (_other) Ask();", "lock" },
        { "using (_lock.EnterScope()) { Ask(); }", "EnterScope" },
        { "using var scope = _lock.EnterScope(); Ask();", "EnterScope" },
        { "using (var scope = _lock.EnterScope()) { Ask(); }", "EnterScope" },
        { "lock (_lock) { Ask(); }", "lock" },
        // Calls around a try.
        { "Monitor.Enter(_gate); try { Ask(); } finally { Monitor.Exit(_gate); }", "Enter" },
        { "try { Monitor.Enter(_gate); Ask(); } finally { Monitor.Exit(_gate); }", "Enter" },
        { "var taken = false; try { Monitor.Enter(_gate, ref taken); Ask(); } finally { if (taken) { Monitor.Exit(_gate); } }", "Enter" },
        { "Monitor.Enter(_gate); Ask(); Monitor.Exit(_gate);", "Enter" },
        { "Monitor.Enter(this); Ask(); Monitor.Exit(this);", "Enter" },
        { "Monitor.Enter(s_gate); Ask(); Monitor.Exit(s_gate);", "Enter" },
        { "var gate = _gate; Monitor.Enter(gate); Ask(); Monitor.Exit(gate);", "Enter" },
        { "_lock.Enter(); try { Ask(); } finally { _lock.Exit(); }", "Enter" },
        { "var taken = false; _spin.Enter(ref taken); Ask(); _spin.Exit();", "Enter" },
        { "_rw.EnterReadLock(); try { Ask(); } finally { _rw.ExitReadLock(); }", "EnterReadLock" },
        { "_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { n++; } finally { _rw.ExitWriteLock(); } Ask(); } finally { _rw.ExitUpgradeableReadLock(); }", "EnterUpgradeableReadLock" },
        { "_rw.EnterUpgradeableReadLock(); try { _rw.EnterWriteLock(); try { Ask(); } finally { _rw.ExitWriteLock(); } } finally { _rw.ExitUpgradeableReadLock(); }", "EnterWriteLock" },
        { "_mutex.WaitOne(); try { Ask(); } finally { _mutex.ReleaseMutex(); }", "WaitOne" },
        { "_old.AcquireReaderLock(10); Ask(); _old.ReleaseReaderLock();", "AcquireReaderLock" },
        // Attempts.
        { "if (Monitor.TryEnter(_gate)) { try { Ask(); } finally { Monitor.Exit(_gate); } }", "TryEnter" },
        { "if (!Monitor.TryEnter(_gate, 100)) { return; } Ask(); Monitor.Exit(_gate);", "TryEnter" },
        { "var taken = false; Monitor.TryEnter(_gate, 5, ref taken); if (taken) { Ask(); Monitor.Exit(_gate); }", "TryEnter" },
        { "var taken = Monitor.TryEnter(_gate); if (!taken) { return; } Ask(); Monitor.Exit(_gate);", "TryEnter" },
        { "if (b && Monitor.TryEnter(_gate)) { Ask(); Monitor.Exit(_gate); }", "TryEnter" },
        { "if (_rw.TryEnterWriteLock(10)) { Ask(); _rw.ExitWriteLock(); }", "TryEnterWriteLock" },
        { "if (_mutex.WaitOne(10)) { Ask(); _mutex.ReleaseMutex(); }", "WaitOne" },
        { "if (_lock.TryEnter()) { try { Ask(); } finally { _lock.Exit(); } }", "TryEnter" },
        // Ways through the code.
        { "Monitor.Enter(_gate); if (b) { n++; } else { n--; } Ask(); Monitor.Exit(_gate);", "Enter" },
        { "if (b) { Monitor.Enter(_gate); } else { Monitor.Enter(_gate); } Ask(); Monitor.Exit(_gate);", "Enter" },
        { "Monitor.Enter(_gate); while (b) { n++; } Ask(); Monitor.Exit(_gate);", "Enter" },
        { "while (b) { Monitor.Enter(_gate); Ask(); Monitor.Exit(_gate); }", "Enter" },
        { "Monitor.Enter(_gate); Monitor.Enter(_other); Monitor.Exit(_other); Ask(); Monitor.Exit(_gate);", "Enter" },
        { "Monitor.Enter(_gate); try { n++; } catch { Ask(); } finally { Monitor.Exit(_gate); }", "Enter" },
        { "Monitor.Enter(_gate); try { n++; } finally { Ask(); Monitor.Exit(_gate); }", "Enter" },
        { "Monitor.Enter(_gate); if (b) { Monitor.Exit(_gate); return; } Ask(); Monitor.Exit(_gate);", "Enter" },
        { "Action a = () => { Monitor.Enter(_gate); Ask(); Monitor.Exit(_gate); }; a();", "Enter" },
        { "L(); void L() { Monitor.Enter(_gate); Ask(); Monitor.Exit(_gate); }", "Enter" },
    };

    public static TheoryData<string> Free { get; } =
    [
        "Ask();",
        "lock (_gate) { } Ask();",
        "lock (_gate) { Action a = () => Ask(); }",
        "lock (Ask()) { }",
        "using (_lock.EnterScope()) { } Ask();",
        "Ask(); using var scope = _lock.EnterScope();",
        "{ using var scope = _lock.EnterScope(); } Ask();",
        "Ask(); Monitor.Enter(_gate); Monitor.Exit(_gate);",
        "Monitor.Enter(_gate); Monitor.Exit(_gate); Ask();",
        "Monitor.Enter(_gate); try { n++; } finally { Monitor.Exit(_gate); } Ask();",
        "Monitor.Enter(_gate); try { Monitor.Exit(_gate); Ask(); Monitor.Enter(_gate); } finally { Monitor.Exit(_gate); }",
        "if (b) { Monitor.Enter(_gate); } Ask(); if (b) { Monitor.Exit(_gate); }",
        "Monitor.Enter(_gate); if (b) { Monitor.Exit(_gate); } Ask();",
        "Monitor.Enter(_gate); while (b) { Ask(); Monitor.Exit(_gate); }",
        "Monitor.Enter(_gate); Ask();",
        "Monitor.Enter(_gate); Ask(); Monitor.Exit(_other);",
        "_rw.EnterReadLock(); Ask(); _rw.ExitWriteLock();",
        "Monitor.Enter(C.Make()); Ask(); Monitor.Exit(C.Make());",
        "Monitor.Enter(_gates[n]); Ask(); Monitor.Exit(_gates[n + 1]);",
        "Monitor.Enter(_gate); try { try { n++; } finally { Monitor.Exit(_gate); } } catch { Ask(); }",
        "try { Monitor.Enter(_gate); n++; Monitor.Exit(_gate); } catch { Ask(); }",
        "if (Monitor.TryEnter(_gate)) { Monitor.Exit(_gate); } else { Ask(); }",
        "if (!Monitor.TryEnter(_gate)) { Ask(); return; } Monitor.Exit(_gate);",
        "var taken = Monitor.TryEnter(_gate); Ask(); if (taken) { Monitor.Exit(_gate); }",
        "var taken = Monitor.TryEnter(_gate); if (!taken) { Ask(); } else { Monitor.Exit(_gate); }",
        "var taken = Monitor.TryEnter(_gate); taken = b; if (taken) { Ask(); Monitor.Exit(_gate); }",
        "var gate = _gate; Monitor.Enter(gate); Monitor.Exit(gate); gate = _other; Ask();",
        "_rw.EnterWriteLock(); n++; _rw.ExitWriteLock(); Ask();",
        "_rw.EnterReadLock(); _rw.ExitReadLock(); if (b) { Ask(); }",
        "_semaphore.Wait(); try { Ask(); } finally { _semaphore.Release(); }",
        "_event.WaitOne(); Ask(); _mutex.ReleaseMutex();",
        "_mutex.WaitOne(0); Ask(); _mutex.ReleaseMutex();",
        "Monitor.Enter(_gate); Action a = () => Ask(); Monitor.Exit(_gate);",
        "Monitor.Enter(_gate); L(); Monitor.Exit(_gate); void L() => Ask();",
    ];

    [Theory, MemberData(nameof(Held))]
    public void Is_held(string body, string taken) => Assert.Equal(taken, Ask(body));

    [Theory, MemberData(nameof(Free))]
    public void Is_not_certainly_held(string body) => Assert.Null(Ask(body));

    [Fact]
    public void Never_throws()
    {
        foreach (var body in ((IEnumerable<object[]>)Held).Concat(Free).Select(static row => (string)row[0]))
        {
            for (var length = 0; length < body.Length; length += 5)
            {
                Ask(body[..length], isComplete: false);
            }
        }
    }

    private static string? Ask(string body, bool isComplete = true)
    {
        var source = $$"""
            using System; using System.Collections.Generic; using System.Threading;
            class C
            {
                static readonly object s_gate = new();
                readonly object _gate = new(), _other = new();
                readonly List<object> _gates = new();
                readonly Lock _lock = new();
                readonly ReaderWriterLockSlim _rw = new();
                readonly ReaderWriterLock _old = new();
                readonly Mutex _mutex = new();
                readonly SemaphoreSlim _semaphore = new(1, 1);
                readonly AutoResetEvent _event = new(false);
                SpinLock _spin;

                void M(bool b, int n)
                {
                    {{body}}
                }

                static object Ask() => "";
                static object Make() => new();
            }
            """;
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        var compilation = CSharpCompilation.Create("Case", [tree], Library.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        if (isComplete)
        {
            Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error));
        }

        var model = compilation.GetSemanticModel(tree);
        string? answer = null;
        foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is IdentifierNameSyntax { Identifier.ValueText: "Ask" } && model.GetOperation(call) is { } operation && LockRegions.Holding(operation) is { } held)
            {
                answer = held.Taken is Microsoft.CodeAnalysis.Operations.IInvocationOperation taken ? taken.TargetMethod.Name : "lock";
            }
        }

        return answer;
    }
}
