namespace PerfAnalyzers.Tests;

/// <summary>Steps decide: reads of columns and elements handed out grow as the square of n where a lazy sequence is computed again per pass.</summary>
public sealed class DeferredRequeryTruth
{
    private static readonly Complexity s_cases = new("""
        using Counted;

        public static class Truth
        {
            public static object? CountedPerPass(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10);
                var sum = 0L;
                foreach (var number in data.Numbers)
                {
                    sum += high.Count() * number;
                }

                return sum;
            }

            public static object? CountedInHelper(Data data)
            {
                var rows = data.Rows;
                return SumOfCounts(rows.Where(row => row.Number > 10), data.Numbers);
            }

            private static long SumOfCounts(IEnumerable<Row> some, List<int> factors)
            {
                var sum = 0L;
                foreach (var factor in factors)
                {
                    sum += some.Count() * factor;
                }

                return sum;
            }

            public static object? ListedForHelper(Data data)
            {
                var rows = data.Rows;
                return SumOfListed(rows.Where(row => row.Number > 10).ToList(), data.Numbers);
            }

            private static long SumOfListed(IEnumerable<Row> listed, List<int> factors)
            {
                var sum = 0L;
                foreach (var factor in factors)
                {
                    sum += listed.Count() * factor;
                }

                return sum;
            }

            public static object? CountedInCondition(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number >= 0);
                var passes = 0;
                for (var i = 0; i < high.Count(); i++)
                {
                    passes += i;
                }

                return passes;
            }

            public static object? WalkedPerPass(Data data)
            {
                var rows = data.Rows;
                var numbers = rows.Select(row => row.Number);
                var hits = 0;
                foreach (var other in data.Numbers)
                {
                    foreach (var number in numbers)
                    {
                        hits += number > other ? 1 : 0;
                    }
                }

                return hits;
            }

            public static object? SortedPerPass(Data data)
            {
                var keys = data.Keys;
                var sorted = keys.OrderBy(key => key);
                var sum = 0;
                for (var i = 0; i < data.Size; i++)
                {
                    foreach (var key in sorted)
                    {
                        sum += key is null ? 0 : key.Value % 3;
                    }
                }

                return sum;
            }

            public static object? SummedInLambda(Data data)
            {
                var rows = data.Rows;
                var prices = rows.Where(row => row.Number > 1).Select(row => row.Price);
                return data.Numbers.Select(number => number * prices.Sum()).ToList();
            }

            public static object? JoinedPerPass(Data data)
            {
                var rows = data.Rows;
                var names = rows.Select(row => row.Number);
                var length = 0;
                foreach (var number in data.Numbers)
                {
                    length += string.Join(',', names).Length + number;
                }

                return length;
            }

            public static object? ListedPerPass(Data data)
            {
                var rows = data.Rows;
                var numbers = rows.Select(row => row.Number).Distinct();
                var total = 0;
                foreach (var number in data.Numbers)
                {
                    var all = numbers.ToList();
                    total += all.Count > 0 ? all[number % all.Count] : 0;
                }

                return total;
            }

            public static object? LargestPerPass(Data data)
            {
                var rows = data.Rows;
                IEnumerable<int> numbers = from row in rows select row.Number + 1;
                var result = new List<int>();
                foreach (var number in data.Numbers)
                {
                    result.Add(Math.Max(numbers.Max(), number));
                }

                return result;
            }

            public static object? IteratorPerPass(Data data)
            {
                var even = Even(data.Rows);
                var total = 0;
                foreach (var number in data.Numbers)
                {
                    total += even.Count() + number;
                }

                return total;
            }

            private static IEnumerable<Row> Even(List<Row> rows)
            {
                foreach (var row in rows)
                {
                    if (row.Number % 2 == 0)
                    {
                        yield return row;
                    }
                }
            }

            public static object? PropertyPerPass(Data data) => new Shelf(data.Rows).Total(data.Numbers);

            private sealed class Shelf(List<Row> rows)
            {
                private readonly List<Row> _rows = rows;

                private IEnumerable<Row> High => _rows.Where(row => row.Number > 3);

                public int Total(List<int> numbers)
                {
                    var total = 0;
                    foreach (var number in numbers)
                    {
                        total += High.Count() + number;
                    }

                    return total;
                }
            }

            public static object? ListOnce(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10).ToList();
                var sum = 0L;
                foreach (var number in data.Numbers)
                {
                    sum += high.Count() * number;
                }

                return sum;
            }

            public static object? FirstPerPass(Data data)
            {
                var rows = data.Rows;
                var numbers = rows.Select(row => row.Number);
                var sum = 0;
                foreach (var number in data.Numbers)
                {
                    sum += numbers.FirstOrDefault() + number;
                }

                return sum;
            }

            public static object? AnyPerPass(Data data)
            {
                var rows = data.Rows;
                var numbers = rows.Select(row => row.Number);
                return data.Numbers.Count(number => numbers.Any() && number % 2 == 0);
            }

            public static object? Once(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10);
                var count = high.Count();
                var sum = 0L;
                foreach (var number in data.Numbers)
                {
                    sum += count * number;
                }

                return sum;
            }

            public static object? FewTaken(Data data)
            {
                var rows = data.Rows;
                var few = rows.Select(row => row.Number).Take(3);
                var sum = 0;
                foreach (var number in data.Numbers)
                {
                    sum += few.Sum() + number;
                }

                return sum;
            }

            public static object? ThreePasses(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10);
                var sum = 0;
                for (var i = 0; i < 3; i++)
                {
                    sum += high.Count() * i;
                }

                return sum;
            }

            public static object? LeftAfterwards(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10);
                foreach (var number in data.Numbers)
                {
                    if (number % 7 == 3)
                    {
                        return high.Count();
                    }
                }

                return null;
            }

            public static object? SourceOfTheLoop(Data data)
            {
                var rows = data.Rows;
                var high = rows.Where(row => row.Number > 10);
                var sum = 0;
                foreach (var row in high)
                {
                    sum += row.Number;
                }

                return sum;
            }
        }
        """, "PERF5006");

    public static TheoryData<string> Methods => s_cases.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_sequences_are_computed_per_pass(string method) => s_cases.Agrees(method);

    [Theory]
    [InlineData("CountedPerPass")]
    [InlineData("CountedInHelper")]
    [InlineData("CountedInCondition")]
    [InlineData("SummedInLambda")]
    [InlineData("JoinedPerPass")]
    [InlineData("LargestPerPass")]
    public Task Kept_elements_are_computed_once(string method) => s_cases.IsFixed(method);
}
