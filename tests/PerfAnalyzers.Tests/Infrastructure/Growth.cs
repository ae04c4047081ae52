using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Tests;

/// <summary>
/// The ground truth of the rules about round trips. The public methods of the class <c>Truth</c> in a source,
/// <c>(ShopContext db, SqliteConnection c, int n)</c>, run over 12 and over 36 elements on a database that counts commands;
/// a method has to be reported by one of these rules, at whatever severity, exactly when its commands grow. What a method
/// returns, and the tables it leaves, must be the same after its fixes, and its commands must no longer grow.
/// </summary>
/// <param name="source">A whole file with the class <c>Truth</c>; see <see cref="TruthCode"/>.</param>
/// <param name="count">What grows; commands, if nothing else is said.</param>
internal sealed class Growth(string source, Func<ShopDatabase, int>? count = null)
{
    private const int Few = 12;
    private const int Many = 36;

    private static readonly ImmutableArray<CatalogRule> s_rules = [.. Catalog.Rules.Where(static rule => rule.Id.StartsWith("PERF100", StringComparison.Ordinal))];
    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    private readonly TruthCode _truth = new(source, s_rules);
    private readonly Lazy<Executed> _code = new(() => Executed.Load(source));

    /// <summary>The public methods of <c>Truth</c>.</summary>
    public TheoryData<string> Methods => _truth.Methods;

    /// <summary>The method is reported exactly when its commands grow with the number of elements.</summary>
    public async Task Agrees(string method)
    {
        var few = await Run(_code.Value, method, Few);
        var many = await Run(_code.Value, method, Many);
        var reports = await _truth.Reports(method);
        Assert.True(
            reports.Count > 0 == many.Commands > few.Commands,
            $"{method}: {few.Commands} commands for {Few} elements, {many.Commands} for {Many}; {(reports.Count > 0 ? string.Join('\n', reports) : "not reported")}");
    }

    /// <summary>
    /// The method is reported with a fix. After all its fixes no report of the method is left, results and tables are the
    /// same, and its commands no longer grow.
    /// </summary>
    public async Task IsFixed(string method)
    {
        var (text, applied) = await _truth.Fix(method);
        Assert.True(applied > 0, $"{method}: no fix is offered for\n{string.Join('\n', await _truth.Reports(method))}");
        var left = await _truth.Reports(method, text);
        Assert.True(left.Count == 0, $"{method}: still reported\n{string.Join('\n', left)}\n{text}");
        var code = Executed.Load(text);
        foreach (var elements in new[] { 0, 1, Few, Many })
        {
            var before = await Run(_code.Value, method, elements);
            var after = await Run(code, method, elements);
            Assert.True(before.Outcome == after.Outcome, $"{method} over {elements} elements:\n{before.Outcome}\nbecame\n{after.Outcome}\n{text}");
        }

        var few = await Run(code, method, Few);
        var many = await Run(code, method, Many);
        Assert.True(many.Commands <= few.Commands, $"{method}: {few.Commands} commands for {Few} elements, {many.Commands} for {Many} after the fix\n{text}");
    }

    private async Task<(int Commands, string Outcome)> Run(Executed code, string method, int elements)
    {
        using var database = new ShopDatabase(40);
        using var context = database.CreateContext();
        string outcome;
        try
        {
            outcome = JsonSerializer.Serialize(await code.Run("Truth." + method, context, database.Connection, elements), s_json);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            exception = (exception as System.Reflection.TargetInvocationException)?.InnerException ?? exception;
            outcome = exception.GetType().Name;
        }

        var commands = count is null ? database.Commands : count(database);
        using var fresh = database.CreateContext();
        return (commands, outcome + "\n" + JsonSerializer.Serialize(new object[]
        {
            fresh.Customers.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Orders.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Lines.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Products.AsNoTracking().OrderBy(static row => row.Id).ToList(),
        }));
    }
}
