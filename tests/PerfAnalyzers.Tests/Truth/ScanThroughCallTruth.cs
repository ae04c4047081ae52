namespace PerfAnalyzers.Tests;

/// <summary>Calls that are reported make a loop take n² comparisons, and others do not.</summary>
public sealed class ScanThroughCallTruth
{
    private const string Source = """
        using Counted;

        public sealed class Book(List<Row> rows)
        {
            private readonly Dictionary<Key, Row> _byId = rows.ToDictionary(row => row.Id!);
            private readonly List<Row> _rows = rows;
            private readonly Dictionary<Key, Row?> _kept = new();

            public Row? Searched(Key id) => _rows.FirstOrDefault(row => row.Id == id);

            public Row? Mapped(Key id) => _byId.GetValueOrDefault(id);

            public Row? Walked(Key id)
            {
                foreach (var row in _rows)
                {
                    if (row.Id == id)
                    {
                        return row;
                    }
                }

                return null;
            }

            public string? Named(Key id) => Searched(id)?.Name;

            public Row this[Key id] => _rows.First(row => row.Id == id);

            public Row? Kept(Key id)
            {
                if (_kept.TryGetValue(id, out var row))
                {
                    return row;
                }

                row = _rows.FirstOrDefault(other => other.Id == id);
                _kept[id] = row;
                return row;
            }
        }

        public sealed class Leaf(Key id, Key parent, Tree tree)
        {
            public Key Id => id;

            public Tree Tree { get; } = tree;

            public Key ParentId { get; } = parent;

            public Leaf? Parent => Tree.Leaves.FirstOrDefault(leaf => leaf.Id == ParentId);
        }

        public sealed class Tree
        {
            public List<Leaf> Leaves { get; } = new();
        }

        public static class Extensions
        {
            public static Row? WithId(this IEnumerable<Row> all, Key id) => all.FirstOrDefault(row => row.Id == id);

            public static bool HoldsKey(List<Key> keys, Key key) => keys.Contains(key);
        }

        public sealed class ByRank(List<Key> ranks) : IComparer<Key>
        {
            public int Compare(Key? x, Key? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!));
        }

        public sealed class ByPlace(Dictionary<Key, int> places) : IComparer<Key>
        {
            public int Compare(Key? x, Key? y) => places[x!].CompareTo(places[y!]);
        }

        public sealed class Alias(List<Row> rows) : IEqualityComparer<Key>
        {
            public bool Equals(Key? x, Key? y) => x == y;

            public int GetHashCode(Key key) => rows.FindIndex(row => row.Id == key);
        }

        public sealed class Level(Key key) : IComparable<Level>
        {
            private static readonly List<Key> s_ranks = [];

            public static void Rank(List<Key> ranks)
            {
                s_ranks.Clear();
                s_ranks.AddRange(ranks);
            }

            public Key Key => key;

            public int CompareTo(Level? other) => s_ranks.IndexOf(key).CompareTo(s_ranks.IndexOf(other!.Key));
        }

        public static class Truth
        {
            public static object? Comparer(Data data)
            {
                data.Numbers.Clear();
                var sorted = data.Rows.Select(row => row.Id!).ToList();
                sorted.Sort(new ByRank(data.Keys));
                return sorted.Count;
            }

            public static object? ComparerOfOrder(Data data) => data.Rows.OrderBy(row => row.Id!, new ByRank(data.Keys)).Count(row => row.Number > 3);

            public static object? MapComparer(Data data)
            {
                var places = new Dictionary<Key, int>();
                foreach (var key in data.Keys) { places.Add(key, places.Count); }
                var sorted = data.Rows.Select(row => row.Id!).ToList();
                sorted.Sort(new ByPlace(places));
                return sorted.Count;
            }

            public static object? Equality(Data data) => data.Keys.Distinct(new Alias(data.Rows)).Count();

            public static object? OwnOrder(Data data)
            {
                Level.Rank(data.Keys);
                var levels = data.Rows.Select(row => new Level(row.Id!)).ToList();
                levels.Sort();
                return levels.Count;
            }

            public static object? Method(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Count(key => book.Searched(key) != null);
            }

            public static object? InStatement(Data data)
            {
                var book = new Book(data.Rows);
                var found = new List<Row?>();
                foreach (var key in data.Keys)
                {
                    found.Add(book.Searched(key));
                }

                return found;
            }

            public static object? Group(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Select(book.Searched).ToList();
            }

            public static object? Loop(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Count(key => book.Walked(key) != null);
            }

            public static object? TwoCalls(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Select(key => book.Named(key)).ToList();
            }

            public static object? Indexer(Data data)
            {
                var book = new Book(data.Rows);
                var found = new List<Row>();
                foreach (var key in data.Keys)
                {
                    found.Add(book[key]);
                }

                return found;
            }

            public static object? Extension(Data data) => data.Keys.Select(key => data.Rows.WithId(key)).ToList();

            public static object? Helper(Data data) => data.Rows.Count(row => Extensions.HoldsKey(data.Keys, row.Parent!));

            public static object? LocalFunction(Data data)
            {
                var rows = data.Rows;
                return data.Keys.Select(key => Find(key)).ToList();

                Row? Find(Key key) => rows.Find(row => row.Id == key);
            }

            public static object? Siblings(Data data)
            {
                var tree = new Tree();
                foreach (var row in data.Rows)
                {
                    tree.Leaves.Add(new Leaf(row.Id!, row.Parent!, tree));
                }

                return tree.Leaves.Count(leaf => leaf.Parent == null);
            }

            public static object? Dictionary(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Count(key => book.Mapped(key) != null);
            }

            public static object? Once(Data data)
            {
                var book = new Book(data.Rows);
                return data.Keys.Count > 0 ? book.Searched(new Key(-1)) : null;
            }

            public static object? FewTimes(Data data)
            {
                var book = new Book(data.Rows);
                var found = 0;
                for (var i = 0; i < 4; i++)
                {
                    found += book.Searched(new Key(-i - 1)) is null ? 0 : 1;
                }

                return found;
            }

            public static object? FewRows(Data data)
            {
                var few = data.Rows.Take(4).ToList();
                return data.Keys.Select(key => few.WithId(key)).ToList();
            }

            public static object? OwnPart(Data data) => data.Rows.Chunk(8).Sum(part => part.WithId(data.Keys[0]) is null ? 0 : 1);

            public static object? KeptAnswers(Data data)
            {
                var book = new Book(data.Rows);
                var found = 0;
                foreach (var row in data.Rows)
                {
                    found += book.Kept(data.Keys[row.Number % 2]) is null ? 0 : 1;
                }

                return found;
            }
        }
        """;

    private static readonly Complexity s_truth = new(Source, "PERF5003");

    public static TheoryData<string> Methods => s_truth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_it_grows(string method) => s_truth.Agrees(method);
}
