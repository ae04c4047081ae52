namespace PerfAnalyzers.Tests;

/// <summary>
/// What lists move is counted by a list that stands in for them when the cases are executed, what is copied by its bytes, and what
/// is walked by the elements handed out: it grows with the square where the rule says so, and only there.
/// </summary>
public sealed class QuadraticCollectionTruth
{
    private const string Moving = """
        using Counted;

        public static class Truth
        {
            public static object? Front(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all.Insert(0, number); } return all; }
            public static object? FrontOfSome(Data data) { var all = new List<string>(); for (var i = 0; i < data.Words.Count; i++) { if (data.Words[i] != "word1") { all.Insert(0, data.Words[i]); } } return all; }
            public static object? FrontNested(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { foreach (var c in "ab") { all.Insert(0, number + c); } } return all; }
            public static object? FrontGiven(Data data) { var all = new List<int>(data.Numbers); foreach (var number in data.Numbers) { all.Insert(0, number); } return all; }
            public static object? Ranges(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all.InsertRange(0, new[] { number, 1 }); } return all; }
            public static object? Each(Data data) { var all = new List<int>(); data.Numbers.ForEach(number => all.Insert(0, number)); return all; }
            public static object? Taken(Data data) { var all = new List<int>(data.Numbers); var sum = 0; while (all.Count > 0) { sum += all[0]; all.RemoveAt(0); } return sum; }
            public static object? TakenByFirst(Data data) { var all = new List<int>(data.Numbers); var sum = 0; while (all.Count > 0) { var one = all.First(); sum += one; all.Remove(one); } return sum; }
            public static object? TakenInParts(Data data) { var all = new List<int>(data.Numbers); var sum = 0; while (all.Count > 0) { sum += all[0]; all.RemoveRange(0, Math.Min(3, all.Count)); } return sum; }
            public static object? WorkList(Data data) { var open = new List<int> { data.Size }; var sum = 0; while (open.Count > 0) { var one = open[0]; open.RemoveAt(0); sum++; if (one > 1) { open.Add(one / 2); open.Add(one - one / 2); } } return sum; }
            public static object? Served(Data data) { var open = new List<string>(data.Words); var words = new List<string>(); while (open.Any()) { var word = open.First(); open.RemoveAt(0); words.Add(word); if (word == null && words.Count < 100) { open.AddRange(data.Words.Where(other => other != null).Take(2)); } } return words; }
            public static object? Backwards(Data data) { var all = new List<int>(data.Numbers); for (var i = all.Count - 1; i >= 0; i--) { if (all[i] % 2 == 0) { all.RemoveAt(i); } } return all; }
            public static object? Forwards(Data data) { var all = new List<int>(data.Numbers); for (var i = 0; i < all.Count; i++) { if (all[i] % 3 != 0) { all.RemoveAt(i); i--; } } return all; }
            public static object? WithLocal(Data data) { var all = new List<string>(data.Words); for (var i = all.Count - 1; i >= 0; i--) { var word = all[i]; if (word == null || word.EndsWith("1") || word.EndsWith("2")) { all.RemoveAt(i); } } return all; }
            public static object? Skipping(Data data) { var all = new List<int>(data.Numbers); for (var i = 0; i < all.Count; i++) { if (all[i] >= 0) { all.RemoveAt(i); } } return all; }
            public static object? While(Data data) { var all = new List<int>(data.Numbers); var i = 0; while (i < all.Count) { if (all[i] % 2 == 0) { all.RemoveAt(i); } else { i++; } } return all; }
            public static object? OfCopy(Data data) { var all = new List<int>(data.Numbers); foreach (var one in all.ToArray()) { if (one % 2 == 0) { all.Remove(one); } } return all; }
            public static object? OfFit(Data data) { var all = new List<int>(data.Numbers); foreach (var one in all.Where(x => x % 2 == 0).ToArray()) { all.Remove(one); } return all; }
        }
        """;

    private const string Still = """
        using Counted;

        public static class Truth
        {
            public static object? Reversed(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all.Add(number); } all.Reverse(); return all; }
            public static object? FromEnd(Data data) { var all = new List<int>(data.Numbers); var sum = 0; while (all.Count > 0) { sum += all[all.Count - 1]; all.RemoveAt(all.Count - 1); } return sum; }
            public static object? InQueue(Data data) { var all = new Queue<int>(data.Numbers); var sum = 0; while (all.Count > 0) { sum += all.Dequeue(); } return sum; }
            public static object? AllAtOnce(Data data) { var all = new List<int>(data.Numbers); all.RemoveAll(x => x % 2 == 0); return all; }
            public static object? OnePerPass(Data data) { var sum = 0; foreach (var number in data.Numbers) { var all = new List<int> { 1, 2 }; all.Insert(0, number); all.RemoveAt(0); sum += all[0]; } return sum; }
            public static object? Window(Data data) { var last = new List<int>(); var sum = 0; foreach (var number in data.Numbers) { last.Add(number); if (last.Count > 8) { last.RemoveAt(0); } sum += last[0]; } return sum; }
            public static object? WindowInFront(Data data) { var last = new List<int>(); foreach (var number in data.Numbers) { last.Insert(0, number); if (last.Count > 8) { last.RemoveAt(8); } } return last; }
            public static object? Emptied(Data data) { var row = new List<int>(); var sum = 0; foreach (var number in data.Numbers) { row.Insert(0, number); if (row.Count == 5) { sum += row[0]; row.Clear(); } } return sum; }
            public static object? FirstMatch(Data data) { var all = new List<int>(data.Numbers); for (var i = 0; i < all.Count; i++) { if (all[i] == 7) { all.RemoveAt(i); break; } } return all; }
            public static object? FewPasses(Data data) { var all = new List<int>(data.Numbers); for (var i = 0; i < 5; i++) { all.Insert(0, i); } return all; }
            public static object? DigitsOfSize(Data data) { var all = new List<int>(); var n = data.Size; while (n > 0) { all.Insert(0, n % 10); n /= 10; } return all; }
        }
        """;

    private const string Copying = """
        using System.Collections.Immutable;
        using Counted;

        public static class Truth
        {
            public static object? Spread(Data data) { int[] all = []; foreach (var number in data.Numbers) { all = [.. all, number]; } return all; }
            public static object? SpreadSeveral(Data data) { string[] all = ["first"]; foreach (var word in data.Words) { all = [.. all, word, .. new[] { "x", word }]; } return all; }
            public static object? Appended(Data data) { var all = new int[0]; foreach (var number in data.Numbers) { all = all.Append(number).ToArray(); } return all; }
            public static object? Concatenated(Data data) { var all = Array.Empty<int>(); for (var i = 0; i < data.Size; i++) { if (all.Length < 100_000) { all = all.Concat(new[] { i, data.Numbers[i] }).ToArray(); } } return all; }
            public static object? Listed(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all = all.Append(number).ToList(); } return all; }
            public static object? ListSpread(Data data) { List<int> all = []; foreach (var number in data.Numbers) { all = [.. all, number]; } return all; }
            public static object? Immutable(Data data) { var all = ImmutableArray<int>.Empty; foreach (var number in data.Numbers) { all = all.Add(number); } return all; }
            public static object? ImmutableRanges(Data data) { var all = ImmutableArray.Create(1); foreach (var number in data.Numbers) { all = all.AddRange(new[] { number, 2 }); } return all; }

            public static object? InFront(Data data) { int[] all = []; foreach (var number in data.Numbers) { all = [number, .. all]; } return all; }
            public static object? Resized(Data data) { var all = Array.Empty<int>(); foreach (var number in data.Numbers) { Array.Resize(ref all, all.Length + 1); all[all.Length - 1] = number; } return all; }
            public static object? Made(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all = new List<int>(all) { number }; } return all; }
            public static object? United(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all = all.Union(new[] { number }).ToList(); } return all; }
        }
        """;

    private const string Kept = """
        using System.Collections.Immutable;
        using Counted;

        public static class Truth
        {
            public static object? Added(Data data) { var all = new List<int>(); foreach (var number in data.Numbers) { all.Add(number); } return all.ToArray(); }
            public static object? Built(Data data) { var all = ImmutableArray.CreateBuilder<int>(); foreach (var number in data.Numbers) { all.Add(number); } return all.ToImmutable(); }
            public static object? ImmutableListed(Data data) { var all = ImmutableList<int>.Empty; foreach (var number in data.Numbers) { all = all.Add(number); } return all.Count; }
            public static object? Doubled(Data data) { var all = new int[4]; var count = 0; foreach (var number in data.Numbers) { if (count == all.Length) { Array.Resize(ref all, all.Length * 2); } all[count++] = number; } return count; }
            public static object? PerPass(Data data) { var sum = 0; foreach (var number in data.Numbers) { int[] all = [1]; all = [.. all, number]; sum += all.Length; } return sum; }
            public static object? AppendedLazily(Data data) { IEnumerable<int> all = data.Numbers; foreach (var number in data.Numbers) { all = all.Append(number); } return all.Count(); }
            public static object? SpreadOnce(Data data) { int[] all = [.. data.Numbers, 1]; return all.Length; }
        }
        """;

    private const string Walking = """
        using Counted;

        public static class Truth
        {
            public static object? ByPosition(Data data) { var few = data.Sequence.Where(row => row.Number >= 0); var sum = 0; for (var i = 0; i < data.Size; i++) { sum += few.ElementAt(i).Number; } return sum; }
            public static object? Sums(Data data) { var sum = 0m; for (var i = 0; i < data.Size; i++) { sum += data.Rows.Take(i).Sum(row => row.Price); } return sum; }
            public static object? SumsInQuery(Data data) => Enumerable.Range(0, data.Size).Select(i => data.Rows.Take(i).Sum(row => row.Price)).Sum();
            public static object? Rest(Data data) { var sum = 0m; for (var i = 0; i < data.Size; i++) { sum += data.Rows.Skip(i).Max(row => row.Price); } return sum; }
            public static object? Pages(Data data) { var few = data.Sequence.Where(row => row.Number >= 0); var sum = 0; for (var page = 0; page * 5 < data.Size; page++) { sum += few.Skip(page * 5).Take(5).Count(); } return sum; }
        }
        """;

    private const string Direct = """
        using Counted;

        public static class Truth
        {
            public static object? Visited(Data data) { var few = data.Sequence.Where(row => row.Number >= 0); var sum = 0; foreach (var row in few) { sum += row.Number; } return sum; }
            public static object? OfList(Data data) { var sum = 0; for (var i = 0; i < data.Rows.Count; i++) { sum += data.Rows.ElementAt(i).Number; } return sum; }
            public static object? OfArray(Data data) { var few = data.Sequence.Where(row => row.Number >= 0).ToArray(); var sum = 0; for (var i = 0; i < few.Length; i++) { sum += few.ElementAt(i).Number; } return sum; }
            public static object? Running(Data data) { var sum = 0m; var all = 0m; foreach (var row in data.Rows) { all += sum; sum += row.Price; } return all; }
            public static object? Chunks(Data data) { var sum = 0; foreach (var page in data.Sequence.Chunk(5)) { sum += page.Length; } return sum; }
            public static object? PagesOfList(Data data) { var sum = 0; for (var page = 0; page * 5 < data.Size; page++) { sum += data.Rows.Skip(page * 5).Take(5).Sum(row => row.Number); } return sum; }
            public static object? SameStart(Data data) { var sum = 0m; for (var i = 0; i < data.Size; i++) { sum += data.Rows.Take(3).Sum(row => row.Price); } return sum; }
        }
        """;

    private static readonly Complexity s_moving = new(Moving, "PERF5005", prepare: Count);

    private static readonly Complexity s_still = new(Still, "PERF5005", prepare: Count);

    private static readonly Complexity s_copying = new(Copying, "PERF5005", Meter.Bytes);

    private static readonly Complexity s_kept = new(Kept, "PERF5005", Meter.Bytes);

    private static readonly Complexity s_walking = new(Walking, "PERF5005");

    private static readonly Complexity s_direct = new(Direct, "PERF5005");

    public static TheoryData<string> MovingMethods => s_moving.Methods;

    public static TheoryData<string> StillMethods => s_still.Methods;

    public static TheoryData<string> CopyingMethods => s_copying.Methods;

    public static TheoryData<string> KeptMethods => s_kept.Methods;

    public static TheoryData<string> WalkingMethods => s_walking.Methods;

    public static TheoryData<string> DirectMethods => s_direct.Methods;

    [Theory, MemberData(nameof(MovingMethods))]
    public Task Moves_all(string method) => s_moving.Agrees(method);

    [Theory, MemberData(nameof(StillMethods))]
    public Task Moves_little(string method) => s_still.Agrees(method);

    [Theory, MemberData(nameof(CopyingMethods))]
    public Task Copies_all(string method) => s_copying.Agrees(method);

    [Theory, MemberData(nameof(KeptMethods))]
    public Task Copies_little(string method) => s_kept.Agrees(method);

    [Theory, MemberData(nameof(WalkingMethods))]
    public Task Walks_from_the_start(string method) => s_walking.Agrees(method);

    [Theory, MemberData(nameof(DirectMethods))]
    public Task Walks_once(string method) => s_direct.Agrees(method);

    [Theory]
    [InlineData("Front")]
    [InlineData("FrontOfSome")]
    [InlineData("FrontNested")]
    [InlineData("Taken")]
    [InlineData("WorkList")]
    [InlineData("Served")]
    [InlineData("Backwards")]
    [InlineData("Forwards")]
    [InlineData("WithLocal")]
    public Task Fixes_move_little(string method) => s_moving.IsFixed(method);

    [Theory]
    [InlineData("Spread")]
    [InlineData("SpreadSeveral")]
    [InlineData("Appended")]
    [InlineData("Concatenated")]
    [InlineData("Listed")]
    [InlineData("ListSpread")]
    [InlineData("Immutable")]
    [InlineData("ImmutableRanges")]
    public Task Fixes_copy_little(string method) => s_copying.IsFixed(method);

    // The rule sees List<T>; what runs is a list that counts.
    private static string Count(string source) => source.Replace("List<", "CountedList<", StringComparison.Ordinal);
}
