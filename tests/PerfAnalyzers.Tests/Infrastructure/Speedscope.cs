using System.Globalization;
using System.Text;

namespace PerfAnalyzers.Tests;

/// <summary>Writes profiles in the form of dotnet-trace: one profile per thread, frames that open and close.</summary>
internal static class Speedscope
{
    private const string Head = """
        {"exporter":"Microsoft.Diagnostics.Tracing.TraceEvent@3.1.23.0","name":"app.speedscope","activeProfileIndex":0,"$schema":"https://www.speedscope.app/file-format-schema.json",
        """;

    /// <summary>Stacks, root first, with the milliseconds for which they were seen. Each stands under the process and the thread, as recorded.</summary>
    public static string Of(params (string Stack, double Milliseconds)[] samples)
    {
        var frames = new List<string> { "Process64 app (3467) Args: ", "(Non-Activities)", "Threads", "Thread (3480) (.NET ThreadPool)" };
        var events = new StringBuilder();
        double now = 183.25;
        for (var i = 0; i < 4; i++)
        {
            Event('O', i);
        }

        foreach (var (stack, milliseconds) in samples)
        {
            var numbers = stack.Split(" > ").Select(Number).ToList();
            numbers.ForEach(number => Event('O', number));
            now += milliseconds;
            numbers.Reverse();
            numbers.ForEach(number => Event('C', number));
        }

        for (var i = 3; i >= 0; i--)
        {
            Event('C', i);
        }

        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {{{Head}}}
            "shared":{"frames":[{{{string.Join(',', frames.Select(static frame => $$"""{"name":"{{Escaped(frame)}}"}"""))}}}]},
            "profiles":[{"type":"evented","name":"Thread (3480) (.NET ThreadPool)","unit":"milliseconds","startValue":183.25,"endValue":{{{now}}},
            "events":[{{{events.ToString().TrimEnd(',')}}}]}]}
            """);

        int Number(string frame)
        {
            var number = frames.IndexOf(frame);
            if (number < 0)
            {
                number = frames.Count;
                frames.Add(frame);
            }

            return number;
        }

        void Event(char type, int frame) => events.Append(CultureInfo.InvariantCulture, $$"""{"type":"{{type}}","frame":{{frame}},"at":{{now}}},""");
    }

    private static string Escaped(string frame) => frame.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal);
}
