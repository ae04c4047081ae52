using Xunit.Sdk;

namespace PerfAnalyzers.Tests;

/// <summary>The instrument itself: what it takes for superlinear, with no rule that reports anything.</summary>
public sealed class ComplexityTests
{
    private const string Source = """
        using Counted;

        public static class Truth
        {
            public static object? Search(Data data) => data.Keys.Count(key => data.Rows.Exists(row => row.Id == key));

            public static object? Lazily(Data data) => data.Keys.Where(key => data.Rows.Any(row => row.Id == key));

            public static object? Hashed(Data data)
            {
                var ids = data.Rows.Select(row => row.Id).ToHashSet();
                return data.Keys.Count(ids.Contains);
            }

            public static object? Sorted(Data data) => data.Keys.OrderBy(key => key).ToList();

            public static object? Once(Data data) => data.Sequence.Count();

            public static object? Copied(Data data)
            {
                var numbers = Array.Empty<int>();
                foreach (var number in data.Numbers)
                {
                    numbers = [.. numbers, number];
                }

                return numbers;
            }

            public static object? Listed(Data data)
            {
                var numbers = new List<int>();
                foreach (var number in data.Numbers)
                {
                    numbers.Add(number);
                }

                return numbers;
            }
        }
        """;

    [Theory]
    [InlineData("Search", Meter.Steps, 2)]
    [InlineData("Lazily", Meter.Steps, 2)]
    [InlineData("Copied", Meter.Bytes, 2)]
    [InlineData("Once", Meter.Steps, 1)]
    [InlineData("Hashed", Meter.Steps, 1)]
    public async Task Grows(string method, object meter, int degree) =>
        Assert.Contains("not reported", (await Assert.ThrowsAsync<TrueException>(() => new Complexity(Source, "none", (Meter)meter, degree).Agrees(method))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Hashed", Meter.Steps)]
    [InlineData("Sorted", Meter.Steps)]
    [InlineData("Once", Meter.Steps)]
    [InlineData("Listed", Meter.Bytes)]
    public Task Does_not_grow(string method, object meter) => new Complexity(Source, "none", (Meter)meter).Agrees(method);
}
