using System.Collections;

// What the truth of the rules about superlinear code computes with. The types are public: executed cases see this assembly.
namespace Counted;

/// <summary>Steps that counted keys, rows and sequences have taken: comparisons, hash codes, reads of a column, elements handed out.</summary>
public static class Steps
{
    private static readonly AsyncLocal<Counter?> s_counter = new();

    /// <summary>Counts the steps of an action, those on other threads included.</summary>
    public static long Count(Action action)
    {
        var counter = new Counter();
        s_counter.Value = counter;
        try
        {
            action();
        }
        finally
        {
            s_counter.Value = null;
        }

        return counter.Taken;
    }

    public static void Add(int steps = 1)
    {
        if (s_counter.Value is { } counter)
        {
            Interlocked.Add(ref counter.Taken, steps);
        }
    }

    private sealed class Counter
    {
        public long Taken;
    }
}

/// <summary>A key with the equality of its value. Each comparison and each hash code is a step.</summary>
public sealed class Key(int value) : IEquatable<Key>, IComparable<Key>, IComparable
{
    public int Value => value;

    public static bool operator ==(Key? left, Key? right)
    {
        Steps.Add();
        return left is null ? right is null : right is not null && left.Value == right.Value;
    }

    public static bool operator !=(Key? left, Key? right) => !(left == right);

    public bool Equals(Key? other) => this == other;

    public override bool Equals(object? obj) => obj is Key other && this == other;

    public override int GetHashCode()
    {
        Steps.Add();
        return value;
    }

    public int CompareTo(Key? other)
    {
        Steps.Add();
        return other is null ? 1 : value.CompareTo(other.Value);
    }

    public int CompareTo(object? obj) => CompareTo((Key?)obj);

    public override string ToString() => "#" + value;
}

/// <summary>A row. Each read of a column is a step.</summary>
public sealed class Row(Key? id, Key? parent, string? name, int number, decimal price)
{
    public Key? Id => Read(id);

    public Key? Parent => Read(parent);

    public string? Name => Read(name);

    public int Number => Read(number);

    public decimal Price => Read(price);

    public override string ToString() => $"{id}<{parent} {name} {number} {price}";

    private static T Read<T>(T column)
    {
        Steps.Add();
        return column;
    }
}

/// <summary>What a case works on: as many rows, other rows, keys, numbers and words as its size says.</summary>
public sealed class Data
{
    private Data(int size, Random random, int values, bool hasNulls)
    {
        Size = size;
        var order = Enumerable.Range(0, size).OrderBy(_ => random.Next()).ToArray();
        Rows = [.. Enumerable.Range(0, size).Select(i => NewRow(values < size ? random.Next(values) : i))];
        Others = [.. order.Select(i => NewRow(values < size ? random.Next(values) : i))];
        Keys = [.. order.Select(i => NewKey(values < size ? random.Next(values) : i)!)];
        Numbers = [.. order.Select(i => values < size ? random.Next(values) : i)];
        Words = [.. order.Select(i => (IsNull() ? null : "word" + (values < size ? random.Next(values) : i))!)];

        Row NewRow(int key) => new(NewKey(key), NewKey(key / 2), IsNull() ? null : "row" + key, random.Next(Math.Max(1, values)), random.Next(100));

        Key? NewKey(int key) => IsNull() ? null : new Key(key);

        bool IsNull() => hasNulls && random.Next(4) == 0;
    }

    public int Size { get; }

    public List<Row> Rows { get; }

    /// <summary>Rows with the same keys in another order.</summary>
    public List<Row> Others { get; }

    public List<Key> Keys { get; }

    public List<int> Numbers { get; }

    public List<string> Words { get; }

    /// <summary>The rows as a sequence that is no collection. Each element handed out is a step.</summary>
    public IEnumerable<Row> Sequence => new CountedSequence<Row>(Rows);

    /// <summary>All keys are different and none is null.</summary>
    public static Data Distinct(int size) => new(size, new Random(size), size, hasNulls: false);

    /// <summary>Keys repeat, and some are null if asked for.</summary>
    public static Data Mixed(int size, int seed, bool hasNulls) => new(size, new Random(seed), 1 + (size / 3), hasNulls);
}

/// <summary>A lazy sequence.</summary>
public sealed class CountedSequence<T>(IEnumerable<T> elements) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator()
    {
        foreach (var element in elements)
        {
            Steps.Add();
            yield return element;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
