using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Bytes per call of members that compare and hash, optimised from the first call on. Reported ones allocate each time; after the
/// fix they allocate nothing, and items are equal to the same items as before.
/// </summary>
public sealed class AllocationInContractMemberTruth
{
    private const string Head = "using System.Runtime.CompilerServices; public class Item { public int Id; public string Name = \"\", Kind = \"\"; public List<string> Tags = new(); [MethodImpl(MethodImplOptions.AggressiveOptimization)] public override int GetHashCode() => 3; }";

    // Name, whether it allocates, whether it has a fix, the body of GetHashCode or of Equals.
    private static readonly (string Name, bool Allocates, bool IsFixed, bool IsHash, string Body)[] s_cases =
    [
        ("interpolated", true, true, true, "return $\"{Name}-{Kind}\".GetHashCode();"),
        ("added", true, true, true, "return (Name + \"|\" + Id).GetHashCode();"),
        ("anonymous, on the stack", false, false, true, "return new { Name, Kind }.GetHashCode();"),
        ("made tuple object, on the stack", false, false, true, "return new Tuple<string, string>(Name, Kind).GetHashCode();"),
        ("joined", true, false, true, "return string.Join(\"/\", Tags).GetHashCode();"),
        ("lower case", true, true, true, "return Name.ToLower().GetHashCode();"),
        ("upper case", true, true, true, "return Name.ToUpperInvariant().GetHashCode();"),
        ("text of a number", true, false, true, "return Id.ToString().GetHashCode();"),
        ("sorted", true, false, true, "var hash = 0; foreach (var tag in Tags.OrderBy(t => t)) { hash ^= tag.Length; } return hash;"),
        ("array", true, false, true, "return Tags.ToArray().Length;"),
        ("equal in lower case", true, true, false, "return o is Item other && Name.ToLower() == other.Name.ToLower();"),
        ("equal in upper case", true, true, false, "return o is Item other && Name.ToUpperInvariant() == other.Name.ToUpperInvariant();"),
        ("different in upper case", true, true, false, "if (o is not Item other || Name.ToUpperInvariant() != other.Name.ToUpperInvariant()) { return false; } return true;"),
        ("equal sums", true, false, false, "return o is Item other && Name + Kind == other.Name + other.Kind;"),
        ("equal joins", true, false, false, "return o is Item other && string.Join(\",\", Tags) == string.Join(\",\", other.Tags);"),
        ("equal sorted", true, false, false, "return o is Item other && Tags.OrderBy(t => t).SequenceEqual(other.Tags.OrderBy(t => t));"),
        ("equal sets", true, false, false, "return o is Item other && new HashSet<string>(Tags).SetEquals(other.Tags);"),
        ("without some", true, false, false, "return o is Item other && !Tags.Except(other.Tags).Any();"),
        ("part of a text", true, false, false, "return o is Item other && Name.Substring(1) == other.Name.Substring(1);"),
        ("parts", true, false, false, "return o is Item other && Name.Split('a').Length == other.Name.Split('a').Length;"),

        ("combined", false, false, true, "return HashCode.Combine(Name, Kind, Id);"),
        ("value tuple", false, false, true, "return (Name, Kind, Id).GetHashCode();"),
        ("comparer", false, false, true, "return StringComparer.OrdinalIgnoreCase.GetHashCode(Name);"),
        ("compared", false, false, false, "return o is Item other && Name == other.Name && Kind == other.Kind && Id == other.Id;"),
        ("compared without case", false, false, false, "return o is Item other && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);"),
        ("sequences", false, false, false, "return o is Item other && Tags.SequenceEqual(other.Tags);"),
    ];

    [Fact]
    public async Task Reported_members_allocate_and_fixed_ones_do_not()
    {
        var source = Head + "\n" + string.Join('\n', s_cases.Select(static (test, i) =>
            $$"""public class Case{{i}} : Item { [MethodImpl(MethodImplOptions.AggressiveOptimization)] public override {{(test.IsHash ? "int GetHashCode()" : "bool Equals(object? o)")}} { {{test.Body}} } public static Item New(int id, string name, string kind) => new Case{{i}} { Id = id, Name = name, Kind = kind, Tags = { name, kind, "c" } }; public static int Hash(Item x, Item y) => {{(test.IsHash ? "x.GetHashCode()" : "x.Equals(y) ? 1 : 0")}}; }"""));
        var reported = (await Executed.Review<AllocationInContractMember>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var fixedSource = await Executed.FixLines<AllocationInContractMember>(source, new AllocationInContractMemberFix(), new AllocationInContractMemberAssumingFix());
        var left = (await Executed.Review<AllocationInContractMember>(fixedSource)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var (code, fixedCode) = (Executed.Load(source), Executed.Load(fixedSource));
        var wrong = new List<string>();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (before, after) = (new Items(code, i), new Items(fixedCode, i));
            var isLeft = s_cases[i].Allocates && !s_cases[i].IsFixed;
            var found = (reported.Contains(i), before.Bytes() >= 24 * 1_000, left.Contains(i), after.Bytes() > 0);
            if (found != (s_cases[i].Allocates, s_cases[i].Allocates, isLeft, isLeft))
            {
                wrong.Add($"{s_cases[i].Name}: reported, allocates, reported after the fix, allocates after it: {found}; {before.Bytes()} and {after.Bytes()} bytes");
            }

            // Hash codes may differ from before; those of equal items are still equal.
            if (before.Answers(s_cases[i].IsHash) != after.Answers(s_cases[i].IsHash))
            {
                wrong.Add($"{s_cases[i].Name}: {before.Answers(s_cases[i].IsHash)}, and {after.Answers(s_cases[i].IsHash)} after the fix");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private sealed class Items
    {
        private readonly Func<object, object, int> _hash;
        private readonly object[] _all;

        public Items(Executed code, int test)
        {
            var make = code.Delegate<Func<int, string, string, object>>($"Case{test}.New");
            (int, string, string)[] values = [(7, "Alpha", "b"), (7, "Alpha", "b"), (7, "ALPHA", "b"), (8, "Beta", "b"), (9, "", "Alphab")];
            _all = [.. values.Select(value => make(value.Item1 + 100_000, value.Item2 + "a", value.Item3))];
            var method = make.Method.DeclaringType!.GetMethod("Hash")!;
            _hash = System.Linq.Expressions.Expression.Lambda<Func<object, object, int>>(
                System.Linq.Expressions.Expression.Call(method, Cast(0, method), Cast(1, method)), s_parameters).Compile();
        }

        private static readonly System.Linq.Expressions.ParameterExpression[] s_parameters = [System.Linq.Expressions.Expression.Parameter(typeof(object)), System.Linq.Expressions.Expression.Parameter(typeof(object))];

        private static System.Linq.Expressions.UnaryExpression Cast(int index, System.Reflection.MethodInfo method) =>
            System.Linq.Expressions.Expression.Convert(s_parameters[index], method.GetParameters()[index].ParameterType);

        public long Bytes()
        {
            Run(100);
            return AllocatedBytes.Of(() => Run(1_000));
        }

        public string Answers(bool isHash) => string.Join(' ', _all.SelectMany(x => _all.Select(y => isHash ? _hash(x, x) == _hash(y, y) : _hash(x, y) == 1)));

        private void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _hash(_all[0], _all[1]);
            }
        }
    }
}
