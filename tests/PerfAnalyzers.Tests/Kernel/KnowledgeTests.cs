using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

public sealed class KnowledgeTests
{
    [Theory]
    [InlineData("_ = [|ids.Select(x => x)|];", "PerElement")]
    [InlineData("_ = [|Enumerable.Select(ids, x => x)|];", "PerElement")]
    [InlineData("_ = [|ids.Select((x, i) => x)|];", "PerElement")]
    [InlineData("_ = [|connection.Query<int>(\"\")|];", "Query")]
    [InlineData("_ = [|connection.CreateCommand().ExecuteReader()|];", "Query")]
    [InlineData("DbCommand c = connection.CreateCommand(); _ = [|c.ExecuteReader()|];", "Query")]
    [InlineData("System.Data.IDbCommand c = connection.CreateCommand(); _ = [|c.ExecuteReader()|];", "Query")]
    [InlineData("_ = [|db.SaveChanges()|];", "Save")]
    [InlineData("_ = [|new Queue<int>().Dequeue()|];", "Advances")]
    [InlineData("using var e = ids.GetEnumerator(); _ = [|e.Current|];", "Advances")]
    [InlineData("[|Thread.Sleep(1)|];", "Blocks, Waits")]
    [InlineData("_ = [|new Dictionary<int, int>().TryGetValue(1, out _)|];", "Lookup")]
    [InlineData("_ = [|ids.IndexOf(1)|];", "None")]
    [InlineData("_ = [|ids.Count|];", "None")]
    [InlineData("_ = [|new Own().Query<int>()|];", "None")]
    [InlineData("_ = [|new Own().ExecuteReader()|];", "None")]
    [InlineData("_ = [|new OwnContext().SaveChanges()|];", "Save")]
    [InlineData("_ = [|new OwnContext().SaveChanges(\"new overload\")|];", "None")]
    public void Library_members_are_known_wherever_they_are_called(string body, string effects)
    {
        var snippet = Wrap(body, null);
        Assert.Equal(effects, string.Join(", ", snippet.Facts.Knowledge.EffectsOf(Operations.SymbolOf(snippet.Operation)!).ToString().Split(", ").Order()));
    }

    [Fact]
    public void The_users_file_comes_first()
    {
        const string Body = "_ = [|ids.Select(x => x)|]; _ = [|new Own().Query<int>()|]; _ = [|new Own().ExecuteReader()|];";
        var snippet = Wrap(Body, "# mine\nM:System.Linq.Enumerable.Select none\nM:Own.Query remote\nnonsense\nM:Missing.Type.Call query\n");
        Assert.Equal(
            [ApiEffects.Known, ApiEffects.Remote, ApiEffects.None],
            snippet.Marked.Select(marked => snippet.Facts.Knowledge.EffectsOf(Operations.SymbolOf(marked)!)));
    }

    [Fact]
    public void A_parameter_list_means_one_overload()
    {
        const string Body = "[|new Own().Send(1)|]; [|new Own().Send(\"\")|]; [|new Own().Send(ids)|]; [|new Derived().Send(1)|];";
        var snippet = Wrap(Body, "M:Own.Send(System.Int32) remote\nM:Own.Send``1(System.Collections.Generic.List{``0}) query");
        Assert.Equal(
            [ApiEffects.Remote, ApiEffects.None, ApiEffects.Query, ApiEffects.Remote],
            snippet.Marked.Select(marked => snippet.Facts.Knowledge.EffectsOf(Operations.SymbolOf(marked)!)));
    }

    [Fact]
    public void Constructors_properties_and_nested_types_are_members_too()
    {
        const string Body = "_ = [|new Own()|]; _ = [|Own.Nested.Value|]; _ = [|Own.Nested.Field|];";
        var snippet = Wrap(Body, "M:Own.#ctor costly\nP:Own.Nested.Value advances\nF:Own.Nested.Field pure");
        Assert.Equal(
            [ApiEffects.Costly, ApiEffects.Advances, ApiEffects.Pure],
            snippet.Marked.Select(marked => snippet.Facts.Knowledge.EffectsOf(Operations.SymbolOf(marked)!)));
    }

    [Fact]
    public void Types_are_known_with_what_derives_from_them()
    {
        var snippet = Wrap("_ = [|new OwnContext()|]; _ = [|new Own()|]; _ = [|new Derived()|];", "T:Own request member=Send");
        var entries = snippet.Marked.Select(marked => snippet.Facts.Knowledge.OfType(marked.Type)).ToList();
        Assert.Equal([ApiEffects.Context, ApiEffects.Request, ApiEffects.Request], entries.Select(static entry => entry!.Effects));
        Assert.Equal("Send", entries[2]!.Value("member"));
        Assert.Null(snippet.Facts.Knowledge.OfType(snippet.Facts.Compilation.GetSpecialType(SpecialType.System_Int32)));
        Assert.Null(snippet.Facts.Knowledge.OfType(null));
    }

    [Fact]
    public void Names_are_those_of_referenced_libraries()
    {
        var names = Wrap("_ = [|n|];", "M:Missing.Type.Never query\nM:Own.Send query").Facts.Knowledge.NamesOf(ApiEffects.Query).ToList();
        Assert.Contains("ExecuteReader", names);
        Assert.Contains("Send", names);
        Assert.DoesNotContain("Never", names);
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void What_several_bundled_tables_say_of_a_member_adds_up()
    {
        var merged = ApiTables.Merge(
        [
            ApiTable.Parse("M:A.B.Read query\nM:A.B.Write save key=1"),
            ApiTable.Parse("M:A.B.Read advances\nM:A.B.Write save other=2\nM:A.B.Read(System.Int32) none"),
        ]);
        Assert.Equal(["M:A.B.Read(System.Int32)", "M:A.B.Read", "M:A.B.Write"], merged.Select(static entry => entry.Id));
        Assert.Equal(ApiEffects.Query | ApiEffects.Advances, merged[1].Effects);
        Assert.Equal(("1", "2"), (merged[2].Value("key"), merged[2].Value("other")));
    }

    [Fact]
    public void A_users_line_replaces_all_that_bundled_tables_say()
    {
        var snippet = Wrap("_ = [|ids.ToDictionary(x => x)|];", "M:System.Linq.Enumerable.ToDictionary lookup");
        Assert.Equal(ApiEffects.Lookup, snippet.Facts.Knowledge.EffectsOf(Operations.SymbolOf(snippet.Operation)!));
    }

    [Theory]
    [InlineData("class C { }", false)]
    [InlineData("namespace Microsoft.AspNetCore.Identity { class UserManager<T> { } }", false)]
    [InlineData("namespace Marten { public interface IQuerySession { } }", true)]
    [InlineData("namespace MongoDB.Driver { public interface IMongoCollection<T> { } }", true)]
    [InlineData("namespace Ardalis.Specification { public interface IReadRepositoryBase<T> { } }", true)]
    [InlineData("namespace Raven.Client.Documents.Session { public interface IDocumentSession { } }", true)]
    [InlineData("namespace Microsoft.Azure.Cosmos { public class Container { } }", true)]
    public void A_reference_to_any_known_database_is_enough(string source, bool uses)
    {
        var compilation = CSharpCompilation.Create("Bare", [CSharpSyntaxTree.ParseText(source)], Basic.Reference.Assemblies.Net100.References.All);
        Assert.Equal(uses, Facts.Of(compilation, new AnalyzerOptions([])).UsesDatabase);
    }

    [Theory]
    [InlineData("System.String", "System.Object", true)]
    [InlineData("System.String", "System.IComparable", true)]
    [InlineData("System.Object", "System.String", false)]
    [InlineData("Shop.ShopContext", "Microsoft.EntityFrameworkCore.DbContext", true)]
    [InlineData("System.String", "System.Collections.Generic.IEnumerable`1", true)]
    [InlineData("System.String", "Missing.Type", false)]
    [InlineData("Missing.Type", "System.String", false)]
    public void Inheritance_is_asked_for_definitions(string type, string expected, bool inherits)
    {
        var facts = Wrap("_ = [|n|];", null).Facts;
        Assert.Equal(inherits, Knowledge.Inherits(facts.Type(type), facts.Type(expected)));
    }

    private static Snippet Wrap(string body, string? apis) => Snippet.With($$"""
        class C { void M(ShopContext db, SqliteConnection connection, List<int> ids, int n) { {{body}} } }
        class Own
        {
            public T? Query<T>() => default;
            public int ExecuteReader() => 1;
            public void Send(int x) { }
            public void Send(string x) { }
            public void Send<T>(List<T> x) { }
            public static class Nested { public static int Value => 1; public static int Field = 1; }
        }
        class Derived : Own { }
        class OwnContext : DbContext { public override int SaveChanges() => base.SaveChanges(); public int SaveChanges(string why) => 1; }
        """, apis);
}
