namespace PerfAnalyzers.Tests;

/// <summary>Loops that are reported make n² comparisons, and others do not; what the fix makes of them makes n.</summary>
public sealed class NestedLoopJoinTruth
{
    private const string Fixable = """
        using Counted;

        public static class Truth
        {
            public static object? JoinQuery(Data data) => (from other in data.Others from row in data.Rows where row.Number == other.Number select row.Name).ToList();

            public static object? JoinQueryWithMore(Data data) => (from other in data.Others from row in data.Rows where row.Price > 10 && other.Number == row.Number orderby row.Price select row.Name).ToList();

            public static object? Joined(Data data)
            {
                var found = new List<string?>();
                foreach (var key in data.Keys)
                {
                    foreach (var row in data.Rows)
                    {
                        if (row.Parent == key)
                        {
                            found.Add(row.Name);
                        }
                    }
                }

                return found;
            }

            public static object? WithAnotherClause(Data data)
            {
                var found = new List<string?>();
                foreach (var other in data.Others)
                {
                    foreach (var row in data.Rows)
                    {
                        if (row.Parent == other.Id && row.Number > 1)
                        {
                            found.Add(row.Name);
                        }
                    }
                }

                return found;
            }

            public static object? PassedOver(Data data)
            {
                var found = new List<string?>();
                foreach (var other in data.Others)
                {
                    foreach (var row in data.Rows)
                    {
                        if (row.Parent != other.Id)
                        {
                            continue;
                        }

                        found.Add(row.Name);
                    }
                }

                return found;
            }

            public static object? First(Data data)
            {
                var found = new List<string?>();
                foreach (var other in data.Others)
                {
                    foreach (var row in data.Rows)
                    {
                        if (other.Id == row.Id)
                        {
                            found.Add(row.Name);
                            break;
                        }
                    }
                }

                return found;
            }

            public static object? InArrays(Data data)
            {
                var rows = data.Rows.ToArray();
                var count = 0;
                for (var i = 0; i < data.Keys.Count; i++)
                {
                    foreach (var row in rows)
                    {
                        if (row.Id == data.Keys[i])
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? Values(Data data)
            {
                var count = 0;
                foreach (var row in data.Rows)
                {
                    foreach (var key in data.Keys)
                    {
                        if (key == row.Parent)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }
        }
        """;

    private const string Other = """
        using Counted;

        public static class Truth
        {
            public static object? Counters(Data data)
            {
                var count = 0;
                for (var i = 0; i < data.Others.Count; i++)
                {
                    for (var j = 0; j < data.Rows.Count; j++)
                    {
                        if (data.Rows[j].Parent == data.Others[i].Id)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? CounterWithLocal(Data data)
            {
                var rows = data.Rows.ToArray();
                var count = 0;
                foreach (var other in data.Others)
                {
                    for (var j = 0; j < rows.Length; j++)
                    {
                        var row = rows[j];
                        if (row.Id != other.Id)
                        {
                            continue;
                        }

                        count += row.Number;
                    }
                }

                return count;
            }

            public static object? CounterOverFew(Data data)
            {
                var few = data.Rows.Take(4).ToList();
                var count = 0;
                foreach (var other in data.Others)
                {
                    for (var j = 0; j < few.Count; j++)
                    {
                        if (few[j].Parent == other.Id)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? Query(Data data) => (from key in data.Keys from row in data.Rows where row.Parent == key select row.Name).ToList();

            public static object? QueryWithAnotherClause(Data data) => (from other in data.Others from row in data.Rows where row.Parent == other.Id && row.Number > 1 select row.Name).ToList();

            public static object? Join(Data data) => (from other in data.Others join row in data.Rows on other.Id equals row.Id select row.Name).ToList();

            public static object? Lookup(Data data)
            {
                var rows = data.Rows.ToLookup(row => row.Id);
                var count = 0;
                foreach (var key in data.Keys)
                {
                    foreach (var row in rows[key])
                    {
                        if (row.Id == key)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? Few(Data data)
            {
                var count = 0;
                foreach (var key in data.Keys.Take(3))
                {
                    foreach (var row in data.Rows)
                    {
                        if (row.Id == key)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? FewInside(Data data)
            {
                var few = data.Rows.Take(5).ToList();
                var count = 0;
                foreach (var key in data.Keys)
                {
                    foreach (var row in few)
                    {
                        if (row.Id == key)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? OwnParts(Data data)
            {
                var count = 0;
                foreach (var part in data.Rows.Chunk(8))
                {
                    foreach (var row in part)
                    {
                        if (row.Id == part[0].Parent)
                        {
                            count++;
                        }
                    }
                }

                return count;
            }

            public static object? LeftAtOnce(Data data)
            {
                var count = 0;
                foreach (var key in data.Keys)
                {
                    foreach (var row in data.Rows)
                    {
                        if (row.Id == key)
                        {
                            count++;
                        }
                    }

                    break;
                }

                return count;
            }
        }
        """;

    private static readonly Complexity s_fixable = new(Fixable, "PERF5002");
    private static readonly Complexity s_other = new(Other, "PERF5002");

    public static TheoryData<string> FixableMethods => s_fixable.Methods;

    public static TheoryData<string> OtherMethods => s_other.Methods;

    [Theory, MemberData(nameof(FixableMethods))]
    public Task Reported_exactly_when_it_grows(string method) => s_fixable.Agrees(method);

    [Theory, MemberData(nameof(OtherMethods))]
    public Task Reported_without_a_fix_exactly_when_it_grows(string method) => s_other.Agrees(method);

    [Theory, MemberData(nameof(FixableMethods))]
    public Task Fixed_it_grows_less_and_does_the_same(string method) => s_fixable.IsFixed(method);
}
