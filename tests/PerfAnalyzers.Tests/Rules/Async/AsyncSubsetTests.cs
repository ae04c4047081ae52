using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Which waits stay when not all of them can be awaited together: as many as can, whatever their order.</summary>
public sealed class AsyncSubsetTests
{
    [Theory]
    [InlineData(1, "", 1)]
    [InlineData(1, "0", 0)]
    [InlineData(8, "", 8)]
    [InlineData(8, "3", 7)]
    [InlineData(8, "0 7", 6)]
    [InlineData(7, "1 2 5", 4)]
    [InlineData(8, "0-7", 7)]
    [InlineData(8, "0-1", 7)]
    [InlineData(9, "2-6 3", 7)]
    [InlineData(6, "0-3 1-4 2-5", 3)]
    [InlineData(5, "0 1 2 3 4", 0)]
    public async Task Keeps_all_that_compile_together(int count, string broken, int kept)
    {
        using var workspace = new AdhocWorkspace();
        var seeds = Enumerable.Range(0, count).Select(static number => new AsyncSeed(DocumentId.CreateNewId(ProjectId.CreateNewId()), SyntaxFactory.ParseExpression("w" + number), "", null, null, [])).ToList();
        var refused = broken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static group => group.Split('-').Select(int.Parse).ToArray()).ToArray();
        var compilations = 0;
        var changed = workspace.CurrentSolution.AddProject("Changed", "Changed", LanguageNames.CSharp).Solution;

        var (good, solution) = await new AsyncSubset(
            some =>
            {
                compilations++;
                return Task.FromResult(refused.Any(group => group.All(number => some.Contains(seeds[number]))) ? null : changed);
            },
            workspace.CurrentSolution).Of(seeds);

        Assert.Equal(kept, good.Count);
        Assert.Equal(good.Distinct(), good);
        Assert.DoesNotContain(refused, group => group.All(number => good.Contains(seeds[number])));
        Assert.Same(kept == 0 ? workspace.CurrentSolution : changed, solution);
        Assert.InRange(compilations, 1, 4 * count);
    }

    [Theory]
    [InlineData("0 1", "2 3", "", "0 1 2 3")]
    [InlineData("0 1", "2 3", "3", "0 1 2")]
    [InlineData("0 1", "2 3", "2-3", "0 1 2")]
    [InlineData("0 1", "", "", "0 1")]
    [InlineData("0", "1 2 3", "0-2", "0 1 3")]
    public async Task Adds_what_compiles_with_the_others(string some, string others, string broken, string kept)
    {
        using var workspace = new AdhocWorkspace();
        List<AsyncSeed> Named(string numbers) => [.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static number => new AsyncSeed(DocumentId.CreateNewId(ProjectId.CreateNewId()), SyntaxFactory.ParseExpression("w" + number), "", null, null, []))];
        var refused = broken.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static group => group.Split('-').Select(static number => "w" + number).ToArray()).ToArray();
        var solution = workspace.CurrentSolution;

        var (good, _) = await new AsyncSubset(
            all => Task.FromResult(refused.Any(group => group.All(name => all.Any(seed => seed.Wait.ToString() == name))) ? null : solution),
            solution).With((Named(some), solution), Named(others));

        Assert.Equal(kept, string.Join(' ', good.Select(static seed => seed.Wait.ToString()[1..])));
    }
}
