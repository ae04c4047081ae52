namespace PerfAnalyzers.Benchmarks;

/// <summary>Holds the thread pool at 16 threads until it is disposed: where a burst of requests finds it, before it has grown.</summary>
internal sealed class SmallPool : IDisposable
{
    private readonly int _threads;
    private readonly int _ports;

    public SmallPool()
    {
        ThreadPool.GetMaxThreads(out _threads, out _ports);
        ThreadPool.SetMaxThreads(16, _ports);
        ThreadPool.SetMinThreads(16, 1);
    }

    public void Dispose() => ThreadPool.SetMaxThreads(_threads, _ports);
}
