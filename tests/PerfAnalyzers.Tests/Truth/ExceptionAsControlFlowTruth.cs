using System.Runtime.ExceptionServices;
using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Exceptions thrown, counted. Each reported method throws one for every text that is no answer; after the fix it throws none, and
/// its answers are the same for every text.
/// </summary>
public sealed class ExceptionAsControlFlowTruth
{
    private static readonly string[] s_texts =
    [
        "12", " 12 ", "-7", "007", "", " ", "x", "12x", "1.5", "1,500", "99999999999999999999", "300", "-1", "true", "True", "Monday", "monday", "3", "0x1F", "1F", "2024-02-30", "2024-02-29", "20240229", "12:30", "1.02:03",
        "{e4f60d8d-0c1a-4b7c-9b7e-0f4c6a0b2a11}", "e4f60d8d0c1a4b7c9b7e0f4c6a0b2a11", "http://a.example/b", "/b", "b", "1.2.3", "1.2.3.4.5", "127.0.0.1", "::1", "a@b.example", "a@", "key", "\0", "٣",
    ];

    // Name, whether it is reported, the body of a function from text to an object.
    private static readonly (string Name, bool IsReported, string Body)[] s_cases =
    [
        ("int", true, "try { return int.Parse(text); } catch { return -1; }"),
        ("int of two exceptions", true, "try { return int.Parse(text); } catch (FormatException) { return -1; } catch (OverflowException) { return -1; }"),
        ("byte", true, "try { return byte.Parse(text); } catch (Exception) { return (byte)1; }"),
        ("long with a culture", true, "try { return long.Parse(text, System.Globalization.CultureInfo.InvariantCulture); } catch { return -1L; }"),
        ("hexadecimal", true, "try { return int.Parse(text, System.Globalization.NumberStyles.HexNumber); } catch { return -1; }"),
        ("styles and culture", true, "try { return decimal.Parse(text, System.Globalization.NumberStyles.Any, System.Globalization.CultureInfo.InvariantCulture); } catch { return -1m; }"),
        ("double", true, "try { return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture); } catch { return -1.0; }"),
        ("span", true, "try { return int.Parse(text.AsSpan()); } catch (FormatException) { return -1; } catch (OverflowException) { return -1; }"),
        ("bool", true, "try { return bool.Parse(text); } catch { return false; }"),
        ("char", true, "try { return char.Parse(text); } catch { return 'z'; }"),
        ("guid", true, "try { return Guid.Parse(text); } catch { return Guid.Empty; }"),
        ("new guid", true, "try { return new Guid(text); } catch { return Guid.Empty; }"),
        ("guid of a format", true, "try { return Guid.ParseExact(text, \"N\"); } catch { return Guid.Empty; }"),
        ("date", true, "try { return DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture); } catch { return DateTime.MinValue; }"),
        ("date of a format", true, "try { return DateTime.ParseExact(text, \"yyyyMMdd\", System.Globalization.CultureInfo.InvariantCulture); } catch (FormatException) { return DateTime.MinValue; }"),
        ("date of formats", true, "try { return DateTime.ParseExact(text, new[] { \"yyyyMMdd\", \"yyyy-MM-dd\" }, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None); } catch { return DateTime.MinValue; }"),
        ("date only", true, "try { return DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture); } catch { return DateOnly.MinValue; }"),
        ("time span", true, "try { return TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture); } catch { return TimeSpan.Zero; }"),
        ("enum", true, "try { return Enum.Parse<DayOfWeek>(text); } catch { return DayOfWeek.Sunday; }"),
        ("enum of a type", true, "try { return (DayOfWeek)Enum.Parse(typeof(DayOfWeek), text, true); } catch { return DayOfWeek.Sunday; }"),
        ("converted", true, "try { return Convert.ToInt32(text); } catch { return -1; }"),
        ("converted to a short", true, "try { return Convert.ToInt16(text); } catch (FormatException) { return (short)1; } catch (OverflowException) { return (short)1; }"),
        ("converted to a bool", true, "try { return Convert.ToBoolean(text); } catch (FormatException) { return false; }"),
        ("uri", true, "try { return new Uri(text); } catch { return \"none\"; }"),
        ("uri of a kind", true, "try { return new Uri(text, UriKind.Absolute); } catch (UriFormatException) { return \"none\"; }"),
        ("version", true, "try { return new Version(text); } catch { return \"none\"; }"),
        ("version parsed", true, "try { return Version.Parse(text); } catch { return \"none\"; }"),
        ("address", true, "try { return System.Net.IPAddress.Parse(text); } catch (FormatException) { return \"none\"; }"),
        ("mail", true, "try { return new System.Net.Mail.MailAddress(text).Host; } catch (FormatException) { return \"none\"; } catch (ArgumentException) { return \"none\"; }"),
        ("asked", true, "try { new Guid(text); return true; } catch { return false; }"),
        ("sum", true, "var n = 1; try { n += int.Parse(text); } catch { n = -5; } return n;"),
        ("kept for more", true, "try { var n = int.Parse(text); return n * n; } catch (FormatException) { return -1; } catch (OverflowException) { return -1; }"),
        ("key", true, "var map = new Dictionary<string, int> { [\"key\"] = 3 }; try { return map[text]; } catch (KeyNotFoundException) { return -1; }"),
        ("key, whatever happens", true, "var map = new SortedDictionary<string, int>(StringComparer.Ordinal) { [\"key\"] = 3 }; try { return map[text]; } catch { return -1; }"),
        ("queue", true, "var queue = new Queue<int>(); if (text.Length > 3) { queue.Enqueue(text.Length); } try { return queue.Dequeue(); } catch (InvalidOperationException) { return -1; }"),
        ("stack", true, "var stack = new Stack<int>(); if (text.Length > 3) { stack.Push(text.Length); } try { return stack.Peek(); } catch (InvalidOperationException) { return -1; }"),
        ("json", true, "var e = System.Text.Json.JsonDocument.Parse(\"{\\\"key\\\":3}\").RootElement; try { return e.GetProperty(text).GetInt32(); } catch (KeyNotFoundException) { return -1; }"),
        ("json number", true, "var e = System.Text.Json.JsonDocument.Parse(\"[300.5]\").RootElement[0]; try { return e.GetInt32(); } catch (FormatException) { return -1; }"),

        ("Try form", false, "return int.TryParse(text, out var n) ? n : -1;"),
        ("Try form of a key", false, "var map = new Dictionary<string, int> { [\"key\"] = 3 }; try { return map.TryGetValue(text, out var n) ? n : -1; } catch (KeyNotFoundException) { return -2; }"),
        ("never fails", false, "try { return text.Trim(); } catch (FormatException) { return \"\"; }"),
    ];

    [Fact]
    public async Task Reported_code_throws_and_fixed_code_does_not()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) => $$"""public static class Case{{i}} { public static object Run(string text) { {{test.Body}} } }"""));
        var reported = (await Executed.Review<ExceptionAsControlFlow>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var fixedSource = await Executed.FixLines<ExceptionAsControlFlow>(source, new ExceptionAsControlFlowFix(), new ExceptionAsControlFlowAssumingFix());
        Assert.Empty(await Executed.Review<ExceptionAsControlFlow>(fixedSource));
        var (code, fixedCode) = (Executed.Load(source), Executed.Load(fixedSource));
        var wrong = new List<string>();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (before, after) = (code.Delegate<Func<string, object>>($"Case{i}.Run"), fixedCode.Delegate<Func<string, object>>($"Case{i}.Run"));
            var found = (reported.Contains(i), Thrown(before) > 0, Thrown(after));
            if (found != (s_cases[i].IsReported, s_cases[i].IsReported, 0))
            {
                wrong.Add($"{s_cases[i].Name}: reported, throws, exceptions after the fix: {found}");
            }

            wrong.AddRange(s_texts.Where(text => !before(text).Equals(after(text))).Select(text => $"{s_cases[i].Name}: '{text}' is {before(text)}, and {after(text)} after the fix"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static int Thrown(Func<string, object> code)
    {
        var thread = Environment.CurrentManagedThreadId;
        var count = 0;
        EventHandler<FirstChanceExceptionEventArgs> counter = (_, _) => count += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += counter;
        try
        {
            foreach (var text in s_texts)
            {
                code(text);
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= counter;
        }

        return count;
    }
}
