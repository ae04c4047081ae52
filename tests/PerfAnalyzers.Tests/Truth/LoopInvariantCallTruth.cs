namespace PerfAnalyzers.Tests;

/// <summary>Steps decide: a call that goes through all elements on each of n passes takes the square of n.</summary>
public sealed class LoopInvariantCallTruth
{
    private static readonly Complexity s_cases = new("""
        using Counted;

        public static class Truth
        {
            public static object? SumPerRow(Data data)
            {
                var result = new List<decimal>();
                foreach (var number in data.Numbers)
                {
                    result.Add(number * data.Rows.Sum(row => row.Price));
                }

                return result;
            }

            public static object? MaxInFilter(Data data)
            {
                var rows = data.Rows;
                var best = rows.Where(row => row.Number == rows.Max(other => other.Number)).ToList();
                return best;
            }

            public static object? AverageInCount(Data data)
            {
                var rows = data.Rows;
                return rows.Count(row => row.Price > rows.Average(other => other.Price));
            }

            public static object? CountPerNumber(Data data)
            {
                var total = 0;
                foreach (var number in data.Numbers)
                {
                    total += data.Rows.Count(row => row.Number > 3) + number;
                }

                return total;
            }

            public static object? CopyPerNumber(Data data)
            {
                var total = 0;
                foreach (var number in data.Numbers)
                {
                    foreach (var row in data.Rows.Where(row => row.Number > 3).ToList())
                    {
                        total += number;
                    }
                }

                return total;
            }

            public static object? SetPerNumber(Data data)
            {
                var hits = 0;
                foreach (var key in data.Keys)
                {
                    var ids = data.Rows.Select(row => row.Number).ToHashSet();
                    hits += key is not null && ids.Contains(key.Value) ? 1 : 0;
                }

                return hits;
            }

            public static object? ListInCondition(Data data)
            {
                var passes = 0;
                for (var i = 0; i < data.Rows.Where(row => row.Number >= 0).ToList().Count; i++)
                {
                    passes += i;
                }

                return passes;
            }

            public static object? LookupPerNumber(Data data)
            {
                var hits = 0;
                foreach (var number in data.Numbers)
                {
                    hits += data.Rows.ToLookup(row => row.Number)[number].Count();
                }

                return hits;
            }

            public static object? CopyOfProperty(Data data) => new Shelf(data.Rows).Tally();

            private sealed class Shelf(List<Row> rows)
            {
                private readonly List<Row> _rows = rows;

                private int[] Numbers => _rows.Select(row => row.Number).ToArray();

                public int Tally()
                {
                    var count = 0;
                    for (var i = 0; i < Numbers.Length; i++)
                    {
                        count += i;
                    }

                    return count;
                }
            }

            public static object? SumOnce(Data data)
            {
                var sum = data.Rows.Sum(row => row.Price);
                var result = new List<decimal>();
                foreach (var number in data.Numbers)
                {
                    result.Add(number * sum);
                }

                return result;
            }

            public static object? CountOfList(Data data)
            {
                var passes = 0;
                for (var i = 0; i < data.Rows.Count(); i++)
                {
                    passes += data.Rows[i].Number;
                }

                return passes;
            }

            public static object? TwoPasses(Data data)
            {
                var total = 0m;
                for (var i = 0; i < 2; i++)
                {
                    total += data.Rows.Sum(row => row.Price);
                }

                return total;
            }

            public static object? LeftAfterwards(Data data)
            {
                foreach (var number in data.Numbers)
                {
                    if (number % 5 == 2)
                    {
                        return data.Rows.Sum(row => row.Price);
                    }
                }

                return null;
            }

            public static object? SourceOfTheLoop(Data data)
            {
                var total = 0;
                foreach (var row in data.Rows.ToList())
                {
                    total += row.Number;
                }

                return total;
            }

            public static object? FewConstants(Data data)
            {
                var few = new[] { 3, 1, 2 };
                return data.Numbers.Select(number => number * few.Max()).ToList();
            }

            public static object? OfEachGroup(Data data)
            {
                var result = new List<int>();
                foreach (var group in data.Rows.GroupBy(row => row.Number))
                {
                    result.Add(group.Sum(row => row.Number));
                }

                return result;
            }
        }
        """, "PERF3003");

    public static TheoryData<string> Methods => s_cases.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_calls_go_through_all_elements_on_each_pass(string method) => s_cases.Agrees(method);

    [Theory]
    [InlineData("CountPerNumber")]
    [InlineData("CopyPerNumber")]
    [InlineData("SetPerNumber")]
    [InlineData("ListInCondition")]
    public Task Moved_calls_go_through_them_once(string method) => s_cases.IsFixed(method);
}
