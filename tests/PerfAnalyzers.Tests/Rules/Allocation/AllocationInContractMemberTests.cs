using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.AllocationInContractMember, PerfAnalyzers.Allocation.AllocationInContractMemberFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.AllocationInContractMember, PerfAnalyzers.Allocation.AllocationInContractMemberAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class AllocationInContractMemberTests
{
    public static readonly Cases Firing = new()
    {
        { "hash of a text put together", Hash("return [|$\"{Name}-{Kind}\"|].GetHashCode();") },
        { "hash of a sum of texts", Hash("return ([|Name + Kind|]).GetHashCode();") },
        { "hash of a sum with a number", Hash("return ([|Name + \"|\" + Id|]).GetHashCode();") },
        { "hash of a format", Hash("return string.[|Format|](\"{0}/{1}\", Name, Kind).GetHashCode();") },
        { "hash of a join", Hash("return string.[|Join|](\"/\", Tags).GetHashCode();") },
        { "hash without case", Hash("return Name.[|ToLower|]().GetHashCode();") },
        { "hash without case, invariant", Hash("return Name.[|ToUpperInvariant|]().GetHashCode() * 31 + Id;") },
        { "hash of a number's text", Hash("return Id.[|ToString|]().GetHashCode();") },
        { "hash of the object's text", "class Place { public int X, Y; public override string ToString() => $\"{X},{Y}\"; public override int GetHashCode() => [|ToString|]().GetHashCode(); public override bool Equals(object? o) => o is Place p && p.X == X && p.Y == Y; }" },
        { "hash of sorted elements", Hash("var hash = 0; foreach (var tag in Tags.[|OrderBy|](t => t)) { hash ^= tag.GetHashCode(); } return hash;") },
        { "hash of an array", Hash("var all = Tags.[|ToArray|](); return all.Length;") },
        { "equal without case", Equal("return Name.[|ToLower|]() == other.Name.ToLower();") },
        { "equal texts put together", Equal("return [|Name + Kind|] == other.Name + other.Kind;") },
        { "equal texts of values", Equal("return Id.[|ToString|]() == other.Id.ToString();") },
        { "equal joins", Equal("return string.[|Join|](\",\", Tags) == string.Join(\",\", other.Tags);") },
        { "equal sorted elements", Equal("return Tags.[|OrderBy|](t => t).SequenceEqual(other.Tags.OrderBy(t => t));") },
        { "equal sets", Equal("return new [|HashSet|]<string>(Tags).SetEquals(other.Tags);") },
        { "equal lists without some", Equal("return !Tags.[|Except|](other.Tags).Any();") },
        { "comparer", "class ByName : IEqualityComparer<Order> { public bool Equals(Order? x, Order? y) => x!.Id.[|ToString|]() == y!.Id.ToString(); public int GetHashCode(Order o) => [|$\"{o.Id}{o.CustomerId}\"|].GetHashCode(); }" },
        { "order", "class ByText : IComparer<string> { public int Compare(string? x, string? y) => string.CompareOrdinal(x!.[|Substring|](2), y!.Substring(2)); }" },
        { "order of parts", "class V : IComparable<V> { public string Text = \"\"; public int CompareTo(V? other) { var mine = Text.[|Split|]('.'); var theirs = other!.Text.[|Split|]('.'); return mine.Length - theirs.Length; } }" },
        { "non-generic order", "class ByText : System.Collections.IComparer { public int Compare(object? x, object? y) => string.CompareOrdinal(((string)x!).[|Replace|](\"-\", \"\"), (string)y!); }" },
        { "struct", "struct Key : IEquatable<Key> { public string A, B; public bool Equals(Key other) => [|A + B|] == other.A + other.B; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => HashCode.Combine(A, B); }" },
        { "record", "record Person(string Name) { public virtual bool Equals(Person? other) => other is not null && Name.[|ToUpper|]() == other.Name.ToUpper(); public override int GetHashCode() => 3; }" },
        { "enumerator", "class Lines(List<string> all) : IEnumerator<int> { int _i; public int Current => _i; object System.Collections.IEnumerator.Current => _i; public bool MoveNext() { _i++; return _i < all.Count && all[_i].[|Substring|](1) != \"end\"; } public void Reset() { } public void Dispose() { } }" },
        { "local function", Hash("return Of(this); static int Of(Item item) => [|item.Name + item.Kind|] == \"\" ? 0 : 1;") },
        { "in a loop", Equal("for (var i = 0; i < Tags.Count; i++) { if (Tags[i].[|ToUpperInvariant|]() != other.Tags[i].ToUpperInvariant()) { return false; } } return true;") },
    };

    public static readonly Cases Quiet = new()
    {
        { "argument of another type", "class Name { readonly byte[] _utf8 = []; public override bool Equals(object? o) => o switch { Name n => n._utf8.AsSpan().SequenceEqual(_utf8), string s => Encoding.UTF8.GetBytes(s).AsSpan().SequenceEqual(_utf8), _ => false }; public override int GetHashCode() => _utf8.Length; }" },
        { "argument of another type, tested", "class Name { readonly string _text = \"\"; public override bool Equals(object? o) => o is Name n && n._text == _text || o is int i && i.ToString() == _text; public override int GetHashCode() => _text.Length; }" },
        { "equal, element by element: the search costs more", Equal("return Tags.Count == other.Tags.Count && Tags.All(tag => other.Tags.Contains(tag));") },
        { "combined", Hash("return HashCode.Combine(Name, Kind, Id);") },
        { "value tuple", Hash("return (Name, Kind, Id).GetHashCode();") },
        { "objects that the runtime puts on the stack", Hash("return new { Name, Kind }.GetHashCode() ^ Tuple.Create(Name, Id).GetHashCode() ^ new Tuple<string, int>(Name, Id).GetHashCode();") },
        { "by a comparer", Hash("return StringComparer.OrdinalIgnoreCase.GetHashCode(Name);") },
        { "compared without case", Equal("return string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);") },
        { "compared", Equal("return Name == other.Name && Kind == other.Kind && Id == other.Id;") },
        { "sequences", Equal("return Tags.SequenceEqual(other.Tags);") },
        { "counted", Equal("return Tags.Count == other.Tags.Count && Tags.Contains(other.Name);") },
        { "constant text", Hash("const string A = \"a\"; return (A + \"b\").GetHashCode() + nameof(Name).GetHashCode();") },
        { "lambda that captures nothing", Equal("return Tags.All(t => t.Length > 0);") },
        { "cached hash", "class Key { int _hash; string A = \"\", B = \"\"; public override int GetHashCode() { if (_hash == 0) { _hash = (A + B).GetHashCode(); } return _hash; } public override bool Equals(object? o) => o is Key; }" },
        { "hash kept in a field", "class Key { int? _hash; string A = \"\", B = \"\"; public override int GetHashCode() => _hash ??= (A + B).GetHashCode(); public override bool Equals(object? o) => o is Key; }" },
        { "hash kept by a local", "class Key { int _hash; string A = \"\", B = \"\"; public override int GetHashCode() { if (_hash != 0) { return _hash; } var hash = (A + B).GetHashCode(); _hash = hash; return hash; } public override bool Equals(object? o) => o is Key; }" },
        { "what is moved to", "class Lines(StreamReader reader) : IEnumerator<string> { public string Current { get; private set; } = \"\"; object System.Collections.IEnumerator.Current => Current; public bool MoveNext() { Current = reader.ReadLine() + \";\"; return Current.Length > 1; } public void Reset() { } public void Dispose() { } }" },
        { "buffer of an enumerator", "class Chars(string text) : IEnumerator<char> { char[]? _all; int _i; public char Current => _all![_i]; object System.Collections.IEnumerator.Current => Current; public bool MoveNext() { if (_all is null) { _all = text.ToCharArray(); } return ++_i < _all.Length; } public void Reset() { } public void Dispose() { } }" },
        { "failure", "class Key : IComparable { public string A = \"\"; public int CompareTo(object? o) => o is Key k ? string.CompareOrdinal(A, k.A) : throw new ArgumentException($\"not a key: {o}\"); }" },
        { "failure before", "class Key : IComparable<Key> { public string A = \"\"; public int CompareTo(Key? o) { if (o is null) { throw new ArgumentNullException(nameof(o), \"no key beside \" + A); } return string.CompareOrdinal(A, o.A); } }" },
        { "assertion", Equal("System.Diagnostics.Debug.Assert(Id > 0, $\"no id: {Name}\"); return Id == other.Id;") },
        { "logged", "using Microsoft.Extensions.Logging; class Key(ILogger log) { public string A = \"\"; public override int GetHashCode() { log.LogDebug(\"hash of \" + A); return A.GetHashCode(); } public override bool Equals(object? o) => o is Key; }" },
        { "text", "class Key { public string A = \"\", B = \"\"; public override string ToString() => A + B; }" },
        { "another method", "class Key { public string A = \"\", B = \"\"; public int Length() => (A + B).Length; public bool Matches(string text) => text.ToLower() == A.ToLower(); }" },
        { "Equals of another shape", "class Key { public string A = \"\"; public bool Equals(string text, bool ignore) => ignore ? A.ToLower() == text.ToLower() : A == text; }" },
        { "Compare of no comparer", "class Diff { public string Compare(string a, string b) => a + b; }" },
        { "MoveNext of no enumerator", "class Cursor { public string MoveNext(string at) => at + \"x\"; }" },
        { "own text that is kept", "class Key { readonly string _text = \"a\"; public override string ToString() => _text; public override int GetHashCode() => ToString().GetHashCode(); public override bool Equals(object? o) => o is Key k && ToString() == k.ToString(); }" },
        { "text of a base class", "class Named { public virtual string Name => \"\"; } class Key : Named { public override int GetHashCode() => Name.GetHashCode(); public override bool Equals(object? o) => o is Key k && k.Name == Name; }" },
        { "span", "class ByText : IComparer<string> { public int Compare(string? x, string? y) => x.AsSpan(2).SequenceCompareTo(y.AsSpan(2)); }" },
        { "trimmed", "class ByText : IComparer<string> { public int Compare(string? x, string? y) => string.CompareOrdinal(x!.Trim(), y!.Trim()); }" },
        { "boxed, which is told of the box", Hash("return string.Format(\"{0}\", Id).GetHashCode();") },
        { "hash of bool and character", Hash("return true.ToString().GetHashCode() ^ Name[0].GetHashCode();") },
        { "own object", "class Part { public int A; } class Key { public int A; public override int GetHashCode() { var part = new Part { A = A }; return part.A; } public override bool Equals(object? o) => o is Key; }" },
        { "handler of a failure", Equal("try { return Id == other.Id; } catch (Exception) { return (Name + Kind) == other.Name; }") },
        { "expression tree", "class C { public static readonly Expression<Func<Order, string>> Key = o => o.Id + \"-\" + o.CustomerId; }" },
    };

    public static TheoryData<string, string> Rewrites { get; } = new()
    {
        { Equal("return Name.[|ToUpperInvariant|]() == other.Name.ToUpperInvariant();"), Equal("return string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);") },
        { Equal("if (Name.[|ToUpperInvariant|]() != other.Name.ToUpperInvariant()) { return false; } return true;"), Equal("if (!string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)) { return false; } return true;") },
    };

    public static TheoryData<string, string> Assumed { get; } = new()
    {
        { Hash("return [|$\"{Name}-{Kind}\"|].GetHashCode();"), Hash("return HashCode.Combine(Name, Kind);") },
        { Hash("return ([|Name + \"|\" + Id|]).GetHashCode();"), Hash("return HashCode.Combine(Name, Id);") },
        { Hash("return Name.[|ToLower|]().GetHashCode();"), Hash("return StringComparer.OrdinalIgnoreCase.GetHashCode(Name);") },
        { Equal("return Name.[|ToLower|]() == other.Name.ToLower();"), Equal("return string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Compares_and_hashes_what_is_there(string before, string after) => Verify.Fixes(before, after);

    [Theory, MemberData(nameof(Assumed))]
    public async Task Does_so_on_request(string before, string after)
    {
        await Verify.RefusesToFix(before);
        await VerifyAssuming.Fixes(before, after);
    }

    [Theory]
    [InlineData("return [|$\"{Id:x8}{Kind}\"|].GetHashCode();")]
    [InlineData("return Name.[|ToUpper|]() == Kind ? 1 : 0;")]
    [InlineData("return string.[|Concat|](Name, Kind).GetHashCode();")]
    public async Task Leaves_what_it_cannot_write(string body)
    {
        await Verify.RefusesToFix(Hash(body));
        await VerifyAssuming.RefusesToFix(Hash(body));
    }

    [Fact]
    public Task Says_what_is_allocated() => Verify.Says(
        Hash("return [|$\"{Name}-{Kind}\"|].GetHashCode();"),
        "'GetHashCode' allocates a string each time it is called; compare the parts, and hash them with HashCode");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Equal("return Name.[|ToUpperInvariant|]() == other.Name.ToUpperInvariant()\n            && Kind.[|ToUpperInvariant|]() != other.Kind.ToUpperInvariant();"),
            Equal("return string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)\n            && !string.Equals(Kind, other.Kind, StringComparison.OrdinalIgnoreCase);")),
        (Equal("return Kind.[|ToUpperInvariant|]() == other.Kind.ToUpperInvariant();").Replace("Item", "Thing", StringComparison.Ordinal), Equal("return string.Equals(Kind, other.Kind, StringComparison.OrdinalIgnoreCase);").Replace("Item", "Thing", StringComparison.Ordinal)),
    ]);

    private static string Hash(string body) => In(body, "return o is Item;");

    private static string Equal(string body) => In("return 3;", "if (o is not Item other) { return false; } " + body);

    private static string In(string hash, string equal) => $$"""
        class Item
        {
            public int Id;
            public string Name = "", Kind = "";
            public List<string> Tags = new();

            public override int GetHashCode()
            {
                {{hash}}
            }

            public override bool Equals(object? o)
            {
                {{equal}}
            }
        }
        """;
}
