using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

public sealed class CallNamesTests
{
    [Fact]
    public void Names_reach_through_mentions_of_any_kind()
    {
        var names = Names("""
            class Store
            {
                public void Direct() => Target();
                public void Indirect() { Direct(); }
                public Func<int> Group => Direct;
                public int Getter { get { Indirect(); return 1; } }
                private int _field = Target();
                public void Outer() { Inner(); void Inner() { Target(); } }
                public int Generic<T>() => Target<T>();
                public void Far() => new Store();
                public void Unrelated() => Other();
                public void Alone() { }
            }
            """);
        Assert.All(["Target", "Direct", "Indirect", "Group", "Getter", "_field", "Outer", "Generic", "Far", "Store"], name => Assert.True(names.MayReach(name), name));
        Assert.All(["Unrelated", "Alone", "Other"], name => Assert.False(names.MayReach(name), name));
    }

    [Fact]
    public void Operators_count_beside_a_query_source()
    {
        var names = Names("""
            class Store
            {
                public DbSet<Order> Orders { get; }
                private List<int> _numbers;
                public void InMemory() => _numbers.First();
                public void Property() => Orders.First();
                public void Parameter(IQueryable<int> numbers) => numbers.First();
                public void Composed() => Orders.Where();
                public void FromElsewhere() => _repository.Query().First();
                public void Caller() => Property();
            }
            """);
        Assert.All(["Property", "Parameter", "FromElsewhere", "Caller"], name => Assert.True(names.MayReach(name), name));
        Assert.All(["InMemory", "Composed", "Orders"], name => Assert.False(names.MayReach(name), name));
    }

    [Fact]
    public void Broken_code_is_read_as_far_as_it_goes() => Assert.True(Names("class C { void M( { Target( ").MayReach("M"));

    [Fact]
    public void Top_level_functions_are_part_of_the_program() => Assert.True(Names("Run(); void Run() { Target(); }").MayReach(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName));

    [Fact]
    public void Members_of_one_name_are_told_apart_by_their_type()
    {
        const string Source = """
            class Rows { public int Get() => Target(); int Target() => 1; }
            class Cells { public int Get() => 1; public int All(Rows rows) { return Local(); int Local() => rows.Get(); } public static int operator +(Cells left, Cells right) => Target(); }
            """;
        var compilation = CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText(Source)]);
        var names = Read(compilation, ["Target"], [], 8);
        Assert.True(names.MayReach("Get"));
        Assert.True(names.MayReach(Method("Rows", "Get")));
        Assert.False(names.MayReach(Method("Cells", "Get")));
        Assert.True(names.MayReach(Method("Cells", "All")));
        Assert.True(names.MayReach(Method("Cells", "op_Addition")));

        IMethodSymbol Method(string type, string name) => (IMethodSymbol)compilation.GetTypeByMetadataName(type)!.GetMembers(name).Single();
    }

    [Theory]
    [InlineData("numbers.Count", false)]
    [InlineData("numbers.Count()", true)]
    [InlineData("numbers.Count<int> ()", true)]
    public void Operators_count_when_they_are_called(string code, bool reaches) =>
        Assert.Equal(reaches, Read(CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText($"class C {{ int M(IQueryable<int> numbers) => {code}; }}")]), [], ["Count"], 8).MayReach("M"));

    [Theory]
    [InlineData("class C(Rows rows) { void M() => rows.Fetch(); }", true)]
    [InlineData("class C(Others others) { void M() => others.Fetch(); }", false)]
    [InlineData("class C(IRows rows) { void M() => rows.Fetch(); }", true)]
    [InlineData("class C(List<Rows> all) { void M() { foreach (var one in all) one.Fetch(); } }", true)]
    [InlineData("class C(Shelf shelf) { void M() => shelf[0].Fetch(); }", true)]
    [InlineData("class C(Shelf shelf) { void M() { var rows = shelf.Take(); rows.Fetch(); } }", true)]
    [InlineData("class C(Shelf shelf) { void M() { if (shelf.TryTake(out var rows)) rows.Fetch(); } }", true)]
    [InlineData("class C : Holder<Rows> { void M() => Held.Fetch(); }", true)]
    [InlineData("class C : Holder<Others> { void M() => Held.Fetch(); }", false)]
    [InlineData("class C<T> where T : Rows { void M(T given) => given.Fetch(); }", true)]
    [InlineData("class C { void M() => Rows.Shared().Fetch(); }", true)]
    [InlineData("class C : Rows { void M() => base.Fetch(); }", true)]
    [InlineData("using Lines = Rows; class C(Lines lines) { void M() => lines.Fetch(); }", true)]
    [InlineData("class C(object any) { void M() => any.FetchFar(); }", true)]
    public void A_call_is_that_of_a_type_only_where_something_can_hold_its_value(string code, bool reaches)
    {
        const string Library = """
            interface IRows { int Fetch(); }
            class Rows : IRows { public int Fetch() => Target(); public static Rows Shared() => new(); }
            class Others { public int Fetch() => 1; }
            class Shelf { public Rows this[int index] => new(); public Rows Take() => new(); public bool TryTake(out Rows rows) { rows = new(); return true; } }
            class Holder<T> { protected T Held { get; } }
            static class Extensions { public static int FetchFar(this object any) => Target(); }
            """;
        var compilation = CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText(Library), CSharpSyntaxTree.ParseText(code)]);
        var names = Read(compilation, ["Target"], [], 8);
        var type = compilation.GetTypeByMetadataName("C") ?? compilation.GetTypeByMetadataName("C`1");
        Assert.Equal(reaches, names.MayReach((IMethodSymbol)type!.GetMembers("M").Single()));
    }

    [Fact]
    public void Overloads_are_told_apart_by_a_parameter()
    {
        const string Source = """
            class Rows; class Cells; class Code { Rows other; }
            class C
            {
                void Write(int first, Rows rows) => Target();
                void Write(int first, Cells cells) { }
                void Send(String text) => Target();
                void Read(DateTime time) => Target();
                void Read(Rows? rows) => Target();
            }
            """;
        var compilation = CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText("using System;" + Source)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        var names = Read(compilation, ["Target"], [], 8);
        Assert.Equal([true, false, true, true, true], compilation.GetTypeByMetadataName("C")!.GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary).Select(names.MayReach));
    }

    [Fact]
    public void Ways_end_at_a_depth()
    {
        const string Source = "class C { void A() => Target(); void B() => A(); void D() => B(); }";
        var names = Read(CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText(Source)]), ["Target"], [], 2);
        Assert.True(names.MayReach("B"));
        Assert.False(names.MayReach("D"));
    }

    [Theory]
    [InlineData("int M(ShopDb db, Order order) => db.Lines.First();", true)]
    [InlineData("int M(Order order) => order.Lines.First();", false)]
    [InlineData("int M() { var db = Open(); return db.Lines.First(); }", true)]
    public void A_source_of_queries_counts_beside_what_hands_it_out(string code, bool reaches)
    {
        var source = $$"""
            class ShopDb { public DbSet<Line> Lines { get; } }
            class Line; class Order { public List<Line> Lines { get; } }
            class C { {{code}} }
            """;
        Assert.Equal(reaches, Names(source).MayReach("M"));
    }

    [Fact]
    public void Groups_are_followed_apart()
    {
        var compilation = CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText("""
            class Store
            {
                public void Asks() => Target();
                public void Keeps() => Other();
                public void Both() { Asks(); Keeps(); }
                public void Far() => Both();
                public void Sends() => Post();
                public void SendsBeside() => Post(Channel);
            }
            """)]);
        var names = CallNames.Read(compilation, [new CallTargets([("Target", []), ("Post", [])], [], 8), new CallTargets([("Other", []), ("Post", ["Channel"])], [], 2)], default);
        Assert.Equal([true, false, true, true, true, true], Reached(names[0]));
        Assert.Equal([false, true, true, false, false, true], Reached(names[1]));

        static bool[] Reached(CallNames names) => [names.MayReach("Asks"), names.MayReach("Keeps"), names.MayReach("Both"), names.MayReach("Far"), names.MayReach("Sends"), names.MayReach("SendsBeside")];
    }

    private static CallNames Names(string source) => Read(CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText(source)]), ["Target"], ["First"], 8);

    private static CallNames Read(Compilation compilation, string[] targets, string[] operators, int depth) =>
        CallNames.Read(compilation, [new CallTargets(targets.Select(static target => (target, Array.Empty<string>())), operators, depth)], default)[0];
}
