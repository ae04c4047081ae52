namespace PerfAnalyzers.Tests;

public sealed class SummariesTests
{
    [Fact]
    public void A_query_is_found_with_its_path_and_the_parameter_that_feeds_it()
    {
        var summary = Summary("C.Price", """
            class C(ShopContext db)
            {
                public decimal Price(string currency, int id) => Load(id).Price;
                private Product Load(int id) => db.Products.First(p => p.Id == id);
            }
            """);
        Assert.Equal(ApiEffects.Query, summary.RoundTrip);
        Assert.Equal("C.Load -> First", string.Join(" -> ", summary.Path));
        Assert.Equal(2, summary.Sites.Length);
        Assert.Equal(0b10UL, summary.Parameters);
        Assert.True(summary.IsCertain);
    }

    [Fact]
    public void Parameters_are_followed_through_locals()
    {
        var summary = Summary("C.Load", """
            class C
            {
                public static Order Load(ShopContext db, Order order, bool all)
                {
                    var id = order.Id;
                    var query = db.Orders.Where(o => o.Id == id);
                    return query.First();
                }
            }
            """);
        Assert.Equal(0b011UL, summary.Parameters);
    }

    [Fact]
    public void State_of_the_receiver_feeds_a_getter()
    {
        var summary = Summary("C.Name", """
            class C(ShopContext db)
            {
                public int Id { get; set; }
                public string Name() => db.Customers.First(c => c.Id == Id).Name;
            }
            """);
        Assert.Equal(0UL, summary.Parameters);
        Assert.True(summary.UsesReceiver);
    }

    [Fact]
    public void Command_parameters_feed_a_command()
    {
        var summary = Summary("C.Name", """
            class C
            {
                public static object? Name(DbConnection connection, int id)
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = "select Name from Customers where Id = @id";
                    var parameter = command.CreateParameter();
                    parameter.Value = id;
                    command.Parameters.Add(parameter);
                    return command.ExecuteScalar();
                }
            }
            """);
        Assert.Equal(0b10UL, summary.Parameters & 0b10);
    }

    [Theory]
    [InlineData("public int M(int id) => id + 1;")]
    [InlineData("public IQueryable<Order> M(ShopContext db, int id) => db.Orders.Where(o => o.Id == id);")]
    [InlineData("public Func<Order> M(ShopContext db, int id) => () => db.Orders.First(o => o.Id == id);")]
    [InlineData("public void M(ShopContext db) => throw new Exception(db.Orders.First().Id.ToString());")]
    [InlineData("public string M(ShopContext db) => nameof(db.Orders);")]
    [InlineData("private Dictionary<int, Order> _all = new(); public Order M(ShopContext db, int id) => _all.TryGetValue(id, out var known) ? known : db.Orders.First(o => o.Id == id);")]
    [InlineData("private Order? _first; public Order M(ShopContext db) => _first ??= db.Orders.First();")]
    [InlineData("private Order? _first; public Order M(ShopContext db) { if (_first is null) { _first = db.Orders.First(); } return _first; }")]
    [InlineData("private Order? _first; public Order M(ShopContext db) { if (_first != null) { return _first; } return _first = db.Orders.First(); }")]
    public void Calls_that_make_no_round_trip_are_silent(string member) => Assert.True(Summary("C.M", $"class C {{ {member} }}").IsSilent);

    [Fact]
    public void Recursion_ends_and_every_method_of_the_cycle_is_known()
    {
        const string Source = """
            class C(ShopContext db)
            {
                public int Even(int n) => n == 0 ? 0 : Odd(n - 1);
                public int Odd(int n) => n == 0 ? db.Orders.Count(o => o.Id == n) : Even(n - 1);
                public int Alone(int n) => n == 0 ? 0 : Alone(n - 1);
            }
            """;
        var snippet = Snippet.Of(Source);
        Assert.False(snippet.Facts.Summaries.Of(snippet.Method("C.Even"), ApiEffects.AnyRoundTrip, default).IsSilent);
        Assert.False(snippet.Facts.Summaries.Of(snippet.Method("C.Odd"), ApiEffects.AnyRoundTrip, default).IsSilent);
        Assert.True(snippet.Facts.Summaries.Of(snippet.Method("C.Alone"), ApiEffects.AnyRoundTrip, default).IsSilent);

        var reversed = Snippet.Of(Source);
        Assert.False(reversed.Facts.Summaries.Of(reversed.Method("C.Odd"), ApiEffects.AnyRoundTrip, default).IsSilent);
        Assert.False(reversed.Facts.Summaries.Of(reversed.Method("C.Even"), ApiEffects.AnyRoundTrip, default).IsSilent);
    }

    [Theory, InlineData(1, true), InlineData(6, true), InlineData(20, false)]
    public void Depth_is_bounded(int hops, bool found)
    {
        var members = string.Join('\n', Enumerable.Range(0, hops).Select(static i => $"public int M{i}(int id) => M{i + 1}(id);"));
        var summary = Summary("C.M0", $$"""class C(ShopContext db) { {{members}} public int M{{hops}}(int id) => db.Orders.Count(o => o.Id == id); }""");
        Assert.Equal(found, !summary.IsSilent);
    }

    [Fact]
    public void Answers_do_not_depend_on_the_order_of_questions()
    {
        const int Hops = 6;
        var members = string.Join('\n', Enumerable.Range(0, Hops).Select(static i => $"public int M{i}(int id) => M{i + 1}(id);"));
        var source = $$"""class C(ShopContext db) { {{members}} public int M{{Hops}}(int id) => db.Orders.Count(o => o.Id == id); }""";
        var forwards = Snippet.Of(source);
        var backwards = Snippet.Of(source);
        var asked = Enumerable.Range(0, Hops + 1).Select(static i => $"C.M{i}").ToList();
        var first = asked.ToDictionary(static name => name, name => forwards.Facts.Summaries.Of(forwards.Method(name), ApiEffects.AnyRoundTrip, default).Parameters);
        asked.Reverse();
        Assert.All(asked, name => Assert.Equal(first[name], backwards.Facts.Summaries.Of(backwards.Method(name), ApiEffects.AnyRoundTrip, default).Parameters));
    }

    [Fact]
    public void Initializers_run_with_the_constructor() => Assert.Equal(
        0b11UL,
        Summary("View.new", """
            class View(ShopContext db, int id)
            {
                public string Name { get; } = db.Customers.First(c => c.Id == id).Name;
            }
            """).Parameters);

    [Fact]
    public void User_tables_name_round_trips_of_own_libraries()
    {
        var snippet = Snippet.With(
            """
            interface IStore { string Load(int id); }
            class C(IStore store) { public string M(int id) => store.Load(id); }
            """,
            "M:IStore.Load query");
        var summary = snippet.Facts.Summaries.Of(snippet.Method("C.M"), ApiEffects.AnyRoundTrip, default);
        Assert.Equal("Load", Assert.Single(summary.Path));
        Assert.Equal(1UL, summary.Parameters);
    }

    [Fact]
    public void User_tables_take_entries_back() => Assert.True(Summary(
        "C.M",
        "class C { public Order M(ShopContext db, int id) => db.Orders.Find(id)!; }",
        "M:Microsoft.EntityFrameworkCore.DbSet`1.Find none").IsSilent);

    [Fact]
    public void Some_implementations_are_not_certain()
    {
        var summary = Summary("IPrices.Of", """
            interface IPrices { decimal Of(int id); }
            class DbPrices(ShopContext db) : IPrices { public decimal Of(int id) => db.Products.First(p => p.Id == id).Price; }
            class Fixed : IPrices { public decimal Of(int id) => 1; }
            """);
        Assert.False(summary.IsSilent);
        Assert.False(summary.IsCertain);
    }

    private const string Far = """
        class C(ShopContext db)
        {
            public int Ask(int id) { Log(); return db.Orders.Count(o => o.Id == id); }
            public int Maybe(int id) { Log(); return id > 0 ? Ask(id) : 0; }
            public int Through(int id) { Log(); return Ask(id); }
            public int ThroughMaybe(int id) { Log(); return Maybe(id); }
            public int MaybeThrough(int id) { Log(); return id > 0 ? Through(id) : 0; }
            public int Always(int id) { Log(); return Through(id); }
            public int Forwards(int id) => id > 0 ? Through(id) : 0;
            public void Keep() { Log(); db.SaveChanges(); }
            public void KeepFar() { Log(); KeepThrough(); }
            public void KeepThrough() { Log(); Keep(); }
            void Log() { }
        }
        """;

    [Theory]
    [InlineData("Ask", true)]
    [InlineData("Maybe", true)]
    [InlineData("Through", true)]
    [InlineData("ThroughMaybe", false)]
    [InlineData("MaybeThrough", false)]
    [InlineData("Always", true)]
    [InlineData("Forwards", true)]
    public void What_may_happen_far_away_is_not_near(string method, bool isNear)
    {
        var snippet = Snippet.Of(Far);
        Assert.False(snippet.Facts.Summaries.Of(snippet.Method("C." + method), ApiEffects.Query, default).IsSilent);
        Assert.Equal(isNear, !snippet.Facts.Summaries.Near(snippet.Method("C." + method), ApiEffects.Query, default).IsSilent);
    }

    [Theory, InlineData("Keep", true), InlineData("KeepThrough", true), InlineData("KeepFar", false), InlineData("Ask", false)]
    public void Saves_are_followed_apart_and_not_far(string method, bool isNear)
    {
        var snippet = Snippet.Of(Far);
        Assert.Equal(isNear, !snippet.Facts.SaveSummaries.Near(snippet.Method("C." + method), ApiEffects.Save, default).IsSilent);
    }

    [Theory, InlineData("Ask", true), InlineData("Forwards", true), InlineData("Log", false)]
    public void Bodies_worth_following_are_known_by_name(string method, bool isFollowed)
    {
        var snippet = Snippet.Of(Far);
        Assert.Equal(isFollowed, snippet.Facts.Summaries.MayFollow(snippet.Method("C." + method)));
    }

    private static MethodSummary Summary(string method, string source, string apis = "")
    {
        var snippet = Snippet.With(source, apis);
        return snippet.Facts.Summaries.Of(snippet.Method(method), ApiEffects.AnyRoundTrip, default);
    }
}
