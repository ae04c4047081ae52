namespace PerfAnalyzers.Tests;

/// <summary>What is reported takes n² comparisons, and what is not does not; what the fixes make of it takes n.</summary>
public sealed class LinearSearchInLoopTruth
{
    private const string Fixable = """
        using Counted;

        public static class Truth
        {
            public static object? First(Data data)
            {
                var found = new List<Row>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.First(row => row.Id == key));
                }

                return found;
            }

            public static object? FirstOrDefault(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.FirstOrDefault(row => key == row.Id));
                }

                return found;
            }

            public static object? Single(Data data)
            {
                var found = new List<Row>();
                foreach (var other in data.Others)
                {
                    found.Add(data.Rows.Single(row => row.Id == other.Id));
                }

                return found;
            }

            public static object? SingleOrDefault(Data data)
            {
                var found = new List<Row?>();
                foreach (var other in data.Others)
                {
                    found.Add(data.Rows.SingleOrDefault(row => row.Id == other.Id));
                }

                return found;
            }

            public static object? Last(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.LastOrDefault(row => row.Parent == key));
                }

                return found;
            }

            public static object? Any(Data data)
            {
                var found = 0;
                foreach (var key in data.Keys)
                {
                    if (data.Rows.Any(row => row.Parent == key))
                    {
                        found++;
                    }
                }

                return found;
            }

            public static object? CountOfGroup(Data data)
            {
                var counts = new List<int>();
                foreach (var key in data.Keys)
                {
                    counts.Add(data.Rows.Count(row => row.Parent == key));
                }

                return counts;
            }

            public static object? WhereWalked(Data data)
            {
                var found = new List<string?>();
                foreach (var key in data.Keys)
                {
                    foreach (var row in data.Rows.Where(row => row.Parent == key))
                    {
                        found.Add(row.Name);
                    }
                }

                return found;
            }

            public static object? WhereListed(Data data)
            {
                var found = new List<List<Row>>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.Where(row => row.Parent == key).ToList());
                }

                return found;
            }

            public static object? WithAnotherClause(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.FirstOrDefault(row => row.Parent == key && row.Number > 3));
                }

                return found;
            }

            public static object? BehindAnotherClause(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.FirstOrDefault(row => row.Number > 3 && row.Parent == key && row.Price > 5));
                }

                return found;
            }

            public static object? Find(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.Find(row => row.Id == key));
                }

                return found;
            }

            public static object? FindLast(Data data)
            {
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.FindLast(row => row.Parent == key));
                }

                return found;
            }

            public static object? FindAll(Data data)
            {
                var found = new List<List<Row>>();
                foreach (var key in data.Keys)
                {
                    found.Add(data.Rows.FindAll(row => row.Parent == key));
                }

                return found;
            }

            public static object? Exists(Data data)
            {
                var found = 0;
                for (var i = 0; i < data.Keys.Count; i++)
                {
                    if (data.Rows.Exists(row => row.Parent == data.Keys[i]))
                    {
                        found++;
                    }
                }

                return found;
            }

            public static object? OfArray(Data data)
            {
                var rows = data.Rows.ToArray();
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(Array.Find(rows, row => row.Id == key));
                }

                return found;
            }

            public static object? AllOfArray(Data data)
            {
                var rows = data.Rows.ToArray();
                var found = new List<Row[]>();
                foreach (var key in data.Keys)
                {
                    found.Add(Array.FindAll(rows, row => row.Parent == key));
                }

                return found;
            }

            public static object? InProjection(Data data)
            {
                var found = data.Keys.Select(key => data.Rows.FirstOrDefault(row => row.Id == key)?.Name).ToList();
                return found;
            }

            public static object? InFilter(Data data)
            {
                return data.Others.Where(other => data.Rows.Any(row => row.Parent == other.Id)).ToList();
            }

            public static object? InQuery(Data data)
            {
                return (from other in data.Others where data.Rows.Any(row => row.Parent == other.Id) select other.Name).ToList();
            }

            public static object? Contains(Data data)
            {
                var known = data.Rows.Select(row => row.Parent).ToList();
                var found = 0;
                foreach (var key in data.Keys)
                {
                    if (known.Contains(key))
                    {
                        found++;
                    }
                }

                return found;
            }

            public static object? ContainsInLambda(Data data)
            {
                return data.Rows.Where(row => data.Keys.Contains(row.Parent!)).ToList();
            }

            public static object? ContainsAsDelegate(Data data)
            {
                return data.Rows.Select(row => row.Parent!).Where(data.Keys.Contains).ToList();
            }

            public static object? ContainsInArray(Data data)
            {
                var known = data.Keys.ToArray();
                var found = new List<Row>();
                foreach (var row in data.Rows)
                {
                    if (!known.Contains(row.Parent!))
                    {
                        found.Add(row);
                    }
                }

                return found;
            }

            public static object? Position(Data data)
            {
                var found = new List<Row>();
                foreach (var row in data.Rows)
                {
                    if (data.Keys.IndexOf(row.Parent!) >= 0)
                    {
                        found.Add(row);
                    }
                }

                return found;
            }

            public static object? NoPosition(Data data)
            {
                var known = data.Keys.ToArray();
                var found = new List<Row>();
                foreach (var row in data.Rows)
                {
                    if (Array.IndexOf(known, row.Parent) == -1)
                    {
                        found.Add(row);
                    }
                }

                return found;
            }

            public static object? ByPredicate(Data data)
            {
                var found = new List<Row>();
                foreach (var row in data.Rows)
                {
                    if (data.Keys.Any(key => key == row.Parent))
                    {
                        found.Add(row);
                    }
                }

                return found;
            }

            public static object? Seen(Data data)
            {
                var seen = new List<Key>();
                foreach (var key in data.Keys)
                {
                    if (!seen.Contains(key))
                    {
                        seen.Add(key);
                    }
                }

                return seen;
            }

            public static object? SeenByColumn(Data data)
            {
                var seen = new List<Key?>();
                foreach (var row in data.Rows)
                {
                    if (!seen.Contains(row.Id))
                    {
                        seen.Add(row.Id);
                    }
                }

                return seen;
            }

            public static object? InnerLoop(Data data)
            {
                var found = new List<Row>();
                foreach (var part in data.Others.Chunk(8))
                {
                    foreach (var other in part)
                    {
                        found.AddRange(data.Rows.Where(row => row.Parent == other.Id));
                    }
                }

                return found;
            }

            public static object? TwoQuestions(Data data)
            {
                var found = new List<Row>();
                foreach (var key in data.Keys)
                {
                    if (data.Rows.Any(row => row.Id == key))
                    {
                        found.Add(data.Rows.First(row => row.Id == key));
                    }
                }

                return found;
            }

            public static object? InExpression(Data data) => data.Keys.Count(key => data.Rows.Any(row => row.Parent == key));

            public static object? InExpressionOverLines(Data data) =>
                data.Others
                    .Select(other => data.Rows.FirstOrDefault(row => row.Parent == other.Id))
                    .ToList();

            public static object? BesideField(Data data) => new KeyBook(data).Listed(data);

            public static object? BesideFieldLater(Data data) => new KeyBook(data).Unlisted(data).Count();

            public static object? LookupBesideField(Data data) => new NameBook(data).Named(data);
        }

        internal sealed class KeyBook
        {
            private readonly List<Key?> _ids;

            public KeyBook(Data data)
            {
                _ids = data.Rows.Select(row => row.Id).ToList();
            }

            public int Listed(Data data)
            {
                var found = 0;
                foreach (var key in data.Keys)
                {
                    if (_ids.Contains(key))
                    {
                        found++;
                    }
                }

                return found;
            }

            public IEnumerable<Key> Unlisted(Data data) => data.Keys.Where(key => !_ids.Contains(key));
        }

        internal sealed class NameBook
        {
            private readonly Entry[] _entries;

            public NameBook(Data data)
            {
                _entries = data.Rows.Select(row => new Entry(row.Parent, row.Number)).ToArray();
            }

            public List<int> Named(Data data)
            {
                var numbers = new List<int>();
                foreach (var key in data.Keys)
                {
                    numbers.Add(_entries.Where(entry => entry.Id == key).Sum(entry => entry.Number));
                }

                return numbers;
            }

            private sealed record Entry(Key? Id, int Number);
        }
        """;

    private const string Other = """
        using Counted;

        public static class Truth
        {
            public static object? Removed(Data data)
            {
                var left = data.Keys.ToList();
                foreach (var row in data.Rows)
                {
                    left.Remove(row.Id!);
                }

                return left;
            }

            public static object? Place(Data data) => data.Rows.OrderBy(row => data.Keys.IndexOf(row.Id!)).ToList();

            public static object? PlaceOfRow(Data data)
            {
                var places = new List<int>();
                foreach (var key in data.Keys)
                {
                    places.Add(data.Rows.FindIndex(row => row.Id == key));
                }

                return places;
            }

            public static object? None(Data data) => data.Keys.Count(key => data.Rows.All(row => row.Name != "x" && row.Id != key || row.Id != key));

            public static object? Lazily(Data data) => data.Keys.Where(key => data.Rows.Any(row => row.Parent == key));

            public static object? OverSequence(Data data) => data.Keys.Count(key => data.Sequence.Any(row => row.Id == key));

            public static object? Grown(Data data)
            {
                var found = new List<Row>();
                foreach (var row in data.Rows)
                {
                    if (!found.Exists(other => other.Id == row.Id))
                    {
                        found.Add(row);
                    }
                }

                return found;
            }

            public static object? AmongThemselves(Data data) => data.Rows.Count(row => data.Rows.Any(other => other.Id == row.Parent));

            public static object? Linked(Data data)
            {
                var all = new LinkedList<Key>(data.Keys);
                return data.Rows.Count(row => all.Contains(row.Parent!));
            }

            public static object? Queued(Data data)
            {
                var all = new Queue<Key>(data.Keys);
                return data.Rows.Count(row => all.Contains(row.Parent!));
            }

            public static object? Set(Data data)
            {
                var all = data.Keys.ToHashSet();
                return data.Rows.Count(row => all.Contains(row.Id!));
            }

            public static object? SetAsCollection(Data data)
            {
                ICollection<Key> all = new HashSet<Key>(data.Keys);
                return data.Rows.Count(row => all.Contains(row.Id!));
            }

            public static object? SetAsSequence(Data data)
            {
                IEnumerable<Key> all = data.Keys.ToHashSet();
                var found = 0;
                foreach (var row in data.Rows)
                {
                    found += all.Contains(row.Id!) ? 1 : 0;
                }

                return found;
            }

            public static object? Dictionary(Data data)
            {
                var all = data.Rows.ToDictionary(row => row.Id!);
                return data.Keys.Count(all.ContainsKey);
            }

            public static object? Lookup(Data data)
            {
                var all = data.Rows.ToLookup(row => row.Parent);
                return data.Keys.Select(key => all[key].Count()).ToList();
            }

            public static object? FewRows(Data data)
            {
                var few = data.Rows.Take(10).ToList();
                return data.Keys.Count(key => few.Any(row => row.Id == key));
            }

            public static object? FewKeys(Data data)
            {
                var found = 0;
                foreach (var key in data.Keys.Take(3))
                {
                    found += data.Rows.Count(row => row.Id == key);
                }

                return found;
            }

            public static object? Constants(Data data)
            {
                var known = new[] { new Key(1), new Key(2), new Key(3) };
                return data.Rows.Count(row => known.Contains(row.Id!));
            }

            public static object? Once(Data data)
            {
                var key = data.Keys.Count > 0 ? data.Keys[0] : null;
                return data.Rows.Count(row => row.Id == key);
            }

            public static object? LeftAtOnce(Data data)
            {
                foreach (var key in data.Keys)
                {
                    return data.Rows.Count(row => row.Id == key);
                }

                return null;
            }

            public static object? LeftWhenFound(Data data)
            {
                foreach (var key in data.Keys)
                {
                    if (key.Value == 3)
                    {
                        return data.Rows.Count(row => row.Id == key);
                    }
                }

                return null;
            }

            public static object? OwnPart(Data data)
            {
                var found = 0;
                foreach (var part in data.Rows.Chunk(8))
                {
                    foreach (var other in part)
                    {
                        found += part.Count(row => row.Id == other.Parent);
                    }
                }

                return found;
            }

            public static object? Remembered(Data data)
            {
                var known = new Dictionary<int, Row?>();
                foreach (var row in data.Rows)
                {
                    var bucket = row.Number % 2;
                    if (!known.TryGetValue(bucket, out var found))
                    {
                        found = data.Rows.FirstOrDefault(other => other.Number == bucket);
                        known.Add(bucket, found);
                    }
                }

                return known.Count;
            }
        }
        """;

    private static readonly Complexity s_fixable = new(Fixable, "PERF5001");
    private static readonly Complexity s_other = new(Other, "PERF5001");

    public static TheoryData<string> FixableMethods => s_fixable.Methods;

    public static TheoryData<string> OtherMethods => s_other.Methods;

    [Theory, MemberData(nameof(FixableMethods))]
    public Task Reported_exactly_when_it_grows(string method) => s_fixable.Agrees(method);

    [Theory, MemberData(nameof(OtherMethods))]
    public Task Reported_without_a_fix_exactly_when_it_grows(string method) => s_other.Agrees(method);

    [Theory, MemberData(nameof(FixableMethods))]
    public Task Fixed_it_grows_less_and_does_the_same(string method) => s_fixable.IsFixed(method);
}
