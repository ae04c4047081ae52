using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Large arrays, in bytes per pass; that they count as the oldest generation from the start; and that rented ones do the same work.</summary>
public sealed class LargeBufferPerCallTruth
{
    private const string Code = """
        public static class Truth
        {
            public static int Sum;
            public static int Fill(int n) { var sum = 0; var from = new MemoryStream(new byte[64]); for (var i = 0; i < n; i++) { var buffer = new byte[100_000]; from.Position = i % 50; sum += from.Read(buffer, 0, buffer.Length); sum += buffer[3]; } return sum; }
            public static int Count(int n) { var sum = 0; for (var i = 0; i < n; i++) { var counts = new int[30_000]; counts[i % 7]++; sum += counts[3]; } return sum; }
            public static int Whole(int n) { var sum = 0; var from = new MemoryStream(new byte[200_000]); for (var i = 0; i < n; i++) { var buffer = new byte[90_000]; from.Position = 0; sum += from.Read(buffer); } return sum; }
            public static void RunFill(int n) => Sum += Fill(n);
            public static void RunCount(int n) => Sum += Count(n);
            public static void RunWhole(int n) => Sum += Whole(n);
        }
        """;

    [Fact]
    public async Task Rented_arrays_do_the_same_and_allocate_nothing()
    {
        Assert.Equal(3, (await Executed.Review<LargeBufferPerCall>(Code)).Length);
        var repaired = await Executed.Fix<LargeBufferPerCall, LargeBufferPerCallFix>(Code);
        Assert.Empty(await Executed.Review<LargeBufferPerCall>(repaired));
        Executed before = Executed.Load(Code), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Fill", "Truth.Count", "Truth.Whole" })
        {
            Assert.Equal(await before.Run(name, 60), await after.Run(name, 60));
        }

        var bytes = await LoopBytes.Run(Code + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal), ["Truth.RunFill", "Fixed.RunFill", "Truth.RunCount", "Fixed.RunCount", "Truth.RunWhole", "Fixed.RunWhole"]);
        Assert.Equal([100_024, 0, 120_024, 0, 90_024, 0], bytes);
    }

    [Theory]
    [InlineData(84_000, false)]
    [InlineData(84_976, true)]
    [InlineData(100_000, true)]
    public void Large_objects_are_old_from_the_start(int length, bool isOld) => Assert.Equal(isOld, GC.GetGeneration(new byte[length]) == GC.MaxGeneration);
}
