namespace PerfAnalyzers.Tests;

public sealed class HoistingTests
{
    [Theory]
    [InlineData("1 + 2")]
    [InlineData("Fixed + Fixed")]
    [InlineData("$\"^{Fixed}$\"")]
    [InlineData("typeof(Order)")]
    [InlineData("new[] { typeof(Order), typeof(Customer) }")]
    [InlineData("TimeSpan.FromSeconds(1)")]
    [InlineData("new TimeSpan(0, 0, 1)")]
    [InlineData("System.Text.Json.JsonNamingPolicy.CamelCase")]
    [InlineData("System.Text.RegularExpressions.Regex.Escape(Fixed)")]
    [InlineData("(Expression<Func<Order, bool>>)(o => o.IsPaid)")]
    [InlineData("(Func<int, int>)(static x => x + 1)")]
    [InlineData("(Func<int, int>)Twice")]
    [InlineData("Paid")]
    [InlineData("AutoFixed")]
    [InlineData("local")]
    public void Fixed(string value) => Assert.Equal((true, HoistTraits.None), Ask(value));

    [Theory]
    [InlineData("n")]
    [InlineData("Mutable")]
    [InlineData("_instance")]
    [InlineData("Twice(1)")]
    [InlineData("DateTime.Now")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("$\"{n}\"")]
    [InlineData("new List<int>()")]
    [InlineData("new Order()")]
    [InlineData("PerThread")]
    [InlineData("(Func<int, int>)(x => x + n)")]
    [InlineData("(Func<int, string>)(x => x + _instance)")]
    [InlineData("changed")]
    public void Varies(string value) => Assert.False(Ask(value).IsFixed);

    [Theory]
    [InlineData("typeof(T)", HoistTraits.PerTypeArgument)]
    [InlineData("typeof(List<T>)", HoistTraits.PerTypeArgument)]
    [InlineData("new System.Text.Json.Serialization.JsonStringEnumConverter()", HoistTraits.BuildsInstances)]
    [InlineData("Assigned", HoistTraits.Immovable)]
    internal void Minds(string value, HoistTraits traits) => Assert.Equal((true, traits), Ask(value));

    private static (bool IsFixed, HoistTraits Traits) Ask(string value)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                private static readonly string Fixed = Environment.NewLine;
                private static readonly string Assigned;
                private static string Mutable = "";
                [ThreadStatic] private static readonly string PerThread = "";
                private readonly string _instance = "";

                static C() { Assigned = Environment.NewLine; }

                private static string AutoFixed { get; } = Environment.NewLine;
                private static Expression<Func<Order, bool>> Paid => o => o.IsPaid;
                private static int Twice(int x) => 2 * x;

                object? M<T>(int n)
                {
                    var local = Fixed;
                    var changed = Fixed;
                    changed = Mutable;
                    return [|{{value}}|];
                }
            }
            """);
        var traits = HoistTraits.None;
        return (new Hoisting(snippet.Facts, default).IsFixed(snippet.Operation, ref traits), traits);
    }
}
