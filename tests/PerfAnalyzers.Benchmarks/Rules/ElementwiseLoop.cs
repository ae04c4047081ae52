using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Numbers are copied, filled, compared and added, and one is looked for in vain.</summary>
[Page("PERF5012")]
[MemoryDiagnoser]
public class ElementwiseLoopBenchmark
{
    private int[] _numbers = [];
    private int[] _others = [];

    [Params(16, 4_096)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _numbers = [.. Enumerable.Range(0, Size)];
        _others = [.. Enumerable.Range(0, Size)];
    }

    [Benchmark]
    public void Copy() => Array.Copy(_numbers, _others, _numbers.Length);

    [Benchmark]
    public void CopyOneByOne()
    {
        for (var i = 0; i < _numbers.Length; i++)
        {
            _others[i] = _numbers[i];
        }
    }

    [Benchmark]
    public void FillAtOnce() => Array.Fill(_others, 7);

    [Benchmark]
    public void FillOneByOne()
    {
        for (var i = 0; i < _others.Length; i++)
        {
            _others[i] = 7;
        }
    }

    [Benchmark]
    public bool Compare() => _numbers.AsSpan().SequenceEqual(_numbers.AsSpan());

    [Benchmark]
    public bool CompareOneByOne()
    {
        var (left, right) = (_numbers, _numbers);
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    [Benchmark]
    public int Find() => Array.IndexOf(_numbers, -1);

    [Benchmark]
    public int FindOneByOne()
    {
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] == -1)
            {
                return i;
            }
        }

        return -1;
    }

    [Benchmark]
    public List<int> Add()
    {
        var all = new List<int>();
        all.AddRange(_numbers);
        return all;
    }

    [Benchmark]
    public List<int> AddOneByOne()
    {
        var all = new List<int>();
        foreach (var number in _numbers)
        {
            all.Add(number);
        }

        return all;
    }
}
