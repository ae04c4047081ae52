using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Monitoring.SwallowedExceptionLoop, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class SwallowedExceptionLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "while true", In("while (true) { try { Work(); } [|catch|] { } }") },
        { "for ever", In("for (;;) { try { Work(); } [|catch|] (Exception) { } }") },
        { "do while", In("do { try { Work(); } [|catch|] (Exception) { continue; } } while (true);") },
        { "until cancelled", In("while (!token.IsCancellationRequested) { try { Work(); } [|catch|] (Exception) { } }") },
        { "while a flag is up", In("while (_runs) { try { Work(); } [|catch|] { } }") },
        { "delay at the end of the try", In("while (true) { try { Work(); Thread.Sleep(1000); }\n [|catch|] { } }") },
        { "awaited delay at the end", In("while (!token.IsCancellationRequested) { try { Work(); await Task.Delay(1000, token); } [|catch|] (Exception) { } }") },
        { "cancellation is told apart", In("while (true) { try { Work(); } catch (OperationCanceledException) { break; } [|catch|] (Exception) { } }") },
        { "with more to do", In("var n = 0; while (true) { n++; try { Work(); _last = n; } [|catch|] { } }") },
        { "awaits its own", In("while (true) { try { await Do(); } [|catch|] { } }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "logged", In("while (true) { try { Work(); } catch (Exception e) { Console.WriteLine(e); } }") },
        { "delay in the catch", In("while (true) { try { Work(); } catch { Thread.Sleep(1000); } }") },
        { "delay behind the try", In("while (true) { try { Work(); } catch { } await Task.Delay(1000); }") },
        { "delay before the try", In("while (true) { await Task.Delay(1000); try { Work(); } catch { } }") },
        { "delay first in the try", In("while (true) { try { await Task.Delay(1000); Work(); } catch { } }") },
        { "delay in finally", In("while (true) { try { Work(); } catch { } finally { Thread.Sleep(5); } }") },
        { "timer", In("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1)); while (await timer.WaitForNextTickAsync()) { try { Work(); } catch { } }") },
        { "takes from a queue", In("while (true) { try { Console.WriteLine(_queue.Take()); } catch { } }") },
        { "waits for a client", "class C { async Task M(System.Net.Sockets.TcpListener listener) { while (true) { try { using var client = await listener.AcceptTcpClientAsync(); Console.WriteLine(client); } catch { } } } }" },
        { "reads a line", In("while (true) { try { var line = Console.ReadLine(); if (line is null) { continue; } Console.WriteLine(line.Length); } catch { } }") },
        { "per element", In("foreach (var file in Directory.GetFiles(\".\")) { try { File.Delete(file); } catch { } }") },
        { "counted", In("for (var i = 0; i < 3; i++) { try { Work(); } catch { } }") },
        { "drains", In("while (_bag.TryTake(out var one)) { try { Console.WriteLine(one); } catch { } }") },
        { "attempts", In("var left = 3; while (left-- > 0) { try { Work(); } catch { } }") },
        { "ends when done", In("while (true) { try { Work(); break; } catch { } }") },
        { "returns when done", In("while (true) { try { Work(); return; } catch { } }") },
        { "narrow catch", In("while (true) { try { Work(); } catch (FormatException) { } }") },
        { "filter", In("while (true) { try { Work(); } catch (Exception) when (_runs) { } }") },
        { "leaves", In("while (true) { try { Work(); } catch { break; } }") },
        { "throws on", In("while (true) { try { Work(); } catch { throw; } }") },
        { "library that waits", In("while (true) { try { await _channel.Reader.ReadAsync(); } catch { } }") },
        { "unknown delegate", "class C { void M(Func<bool> next) { while (true) { try { next(); } catch { } } } }" },
        { "own method that waits", In("while (true) { try { Pump(); } catch { } }", "void Pump() { Console.WriteLine(_queue.Take()); }") },
        { "interface", "interface IPump { Task Go(); } class C { async Task M(IPump pump) { while (true) { try { await pump.Go(); } catch { } } } }" },
        { "once", In("try { Work(); } catch { }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_happens() => Verify.Says(
        In("while (true) { try { Work(); } [|catch|] { } }"),
        "Whatever fails in this loop fails again at once, as often as the processor can: nothing is logged, and nothing waits; log the exception and wait before the next turn");

    private static string In(string body, string members = "") => $$"""
        using System.Collections.Concurrent;
        class C
        {
            volatile bool _runs = true; int _last; readonly BlockingCollection<int> _queue = new(); readonly ConcurrentBag<int> _bag = new(); readonly System.Threading.Channels.Channel<int> _channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
            void Stop() => _runs = _last < 0;
            void Work() { if (_last > 5) { throw new FormatException(); } _last++; }
            Task Do() { Work(); return Task.CompletedTask; }
            {{members}}
            async Task M(CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """;
}
