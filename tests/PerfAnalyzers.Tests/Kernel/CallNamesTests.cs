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
        var names = new CallNames(compilation, [("Target", [])], [], default);
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
        Assert.Equal(reaches, new CallNames(CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText($"class C {{ int M(IQueryable<int> numbers) => {code}; }}")]), [], ["Count"], default).MayReach("M"));

    private static CallNames Names(string source) =>
        new(CSharpCompilation.Create("Names", [CSharpSyntaxTree.ParseText(source)]), [("Target", [])], ["First"], default);
}
