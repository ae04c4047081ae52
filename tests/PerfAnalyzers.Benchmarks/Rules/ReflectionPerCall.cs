using System.Collections.Concurrent;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Marked properties of each of many objects are counted; the types of an assembly are asked for.</summary>
[Page("PERF3005")]
[MemoryDiagnoser]
public class ReflectionPerCallBenchmark
{
    private static readonly ConcurrentDictionary<Type, int> s_marked = new();
    private static readonly Type[] s_types = typeof(ReflectionPerCallBenchmark).Assembly.GetTypes();

    private readonly List<object> _all = [];

    [Params(100)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _all.Add(i % 2 == 0 ? new Version(i, 0) : new Uri("http://a.example/" + i));
        }
    }

    [Benchmark(Baseline = true)]
    public int KeptPerType()
    {
        var sum = 0;
        foreach (var one in _all)
        {
            sum += s_marked.GetOrAdd(one.GetType(), static type => Marked(type));
        }

        return sum;
    }

    [Benchmark]
    public int AskedPerElement()
    {
        var sum = 0;
        foreach (var one in _all)
        {
            sum += Marked(one.GetType());
        }

        return sum;
    }

    [Benchmark]
    public int TypesKept() => s_types.Length;

    [Benchmark]
    public int TypesAsked() => typeof(ReflectionPerCallBenchmark).Assembly.GetTypes().Length;

    private static int Marked(Type type)
    {
        var marked = 0;
        foreach (var property in type.GetProperties())
        {
            marked += property.GetCustomAttribute<ObsoleteAttribute>() is null ? 0 : 1;
        }

        return marked;
    }
}
