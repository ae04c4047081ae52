namespace PerfAnalyzers.Tests;

/// <summary>The first row answers. A loop that goes on reads n rows, one that leaves reads one.</summary>
public sealed class MissingEarlyExitTruth
{
    private static readonly Complexity s_cases = new("""
        using Counted;

        public static class Truth
        {
            public static object? Flag(Data data)
            {
                var found = false;
                foreach (var row in data.Rows)
                {
                    if (row.Number >= 0)
                    {
                        found = true;
                    }
                }

                return found;
            }

            public static object? ClearedFlag(Data data)
            {
                var all = true;
                foreach (var row in data.Rows)
                {
                    if (row.Number < 1_000_000)
                        all = false;
                }

                return all;
            }

            public static object? Counted(Data data)
            {
                var count = 0;
                foreach (var row in data.Rows)
                {
                    if (row.Price >= 0)
                    {
                        count++;
                    }
                }

                return count > 0;
            }

            public static object? Status(Data data)
            {
                var status = "none";
                foreach (var row in data.Rows) { if (row.Number >= 0 && row.Price >= 0) { status = "some"; } }
                return status;
            }

            public static object? MoreThanOne(Data data) => data.Rows.Count(row => row.Number >= 0) > 1;

            public static object? ExactlyTwo(Data data) => data.Rows.Where(row => row.Number >= 0).Count() == 2;

            public static object? StopsAtTwo(Data data) => data.Rows.Where(row => row.Number >= 0).Skip(1).Any();

            public static object? Left(Data data)
            {
                var found = false;
                foreach (var row in data.Rows)
                {
                    if (row.Number >= 0)
                    {
                        found = true;
                        break;
                    }
                }

                return found;
            }

            public static object? Returned(Data data)
            {
                foreach (var row in data.Rows)
                {
                    if (row.Number >= 0)
                    {
                        return true;
                    }
                }

                return false;
            }

            public static object? Any(Data data) => data.Rows.Any(row => row.Number >= 0);

            public static object? AskedFirst(Data data)
            {
                var found = false;
                foreach (var row in data.Rows)
                {
                    if (!found && row.Number >= 0)
                    {
                        found = true;
                    }
                }

                return found;
            }
        }
        """, "PERF5009", degree: 1);

    public static TheoryData<string> Methods => s_cases.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_loops_go_on(string method) => s_cases.Agrees(method);

    [Theory]
    [InlineData("Flag")]
    [InlineData("ClearedFlag")]
    [InlineData("Counted")]
    [InlineData("Status")]
    [InlineData("MoreThanOne")]
    [InlineData("ExactlyTwo")]
    public Task Fixed_loops_stop(string method) => s_cases.IsFixed(method);
}
