using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Counted;
using CsCheck;

namespace PerfAnalyzers.Tests;

/// <summary>What <see cref="Complexity"/> counts.</summary>
internal enum Meter
{
    /// <summary>Comparisons, hash codes, reads of columns and elements handed out: see <see cref="Counted.Steps"/>.</summary>
    Steps,

    /// <summary>Bytes allocated on the thread.</summary>
    Bytes,
}

/// <summary>
/// The ground truth of the rules about superlinear code. The public static methods of the class <c>Truth</c> in a source,
/// <c>object? M(Data data)</c>, run over n, 2n and 4n elements; a method has to be reported by the rule, at whatever severity,
/// exactly when its work grows as the rule claims. After its fixes the work grows less, and what a method returns, and leaves in
/// its data, is the same over generated data with repeated and missing keys.
/// </summary>
/// <param name="source">A whole file with the class <c>Truth</c>; see <see cref="TruthCode"/>.</param>
/// <param name="id">The rule.</param>
/// <param name="meter">What is counted.</param>
/// <param name="degree">The power of n with which reported code grows: 2, or 1 where one lookup would do.</param>
/// <param name="size">n.</param>
/// <param name="prepare">What is done to the source before it is executed: library types exchanged for types that count.</param>
internal sealed class Complexity(string source, string id, Meter meter = Meter.Steps, int degree = 2, int size = 128, Func<string, string>? prepare = null)
{
    private readonly TruthCode _truth = new(source, [.. Catalog.Rules.Where(rule => rule.Id == id)]);
    private readonly Lazy<Executed> _code = new(() => Executed.Load(prepare is null ? source : prepare(source)));

    /// <summary>The public methods of <c>Truth</c>.</summary>
    public TheoryData<string> Methods => _truth.Methods;

    /// <summary>The method is reported exactly when its work grows as the rule claims.</summary>
    public async Task Agrees(string method)
    {
        var exponent = Exponent(_code.Value, method, out var works);
        var reports = await _truth.Reports(method);
        Assert.False(exponent > degree - 0.6 && exponent < degree - 0.4, $"{method}: the work {works} over n, 2n and 4n shows no clear growth");
        Assert.True(
            reports.Count > 0 == exponent >= degree - 0.4,
            $"{method}: the work {works} over n, 2n and 4n grows as n^{exponent:0.00}; {(reports.Count > 0 ? string.Join('\n', reports) : "not reported")}");
    }

    /// <summary>
    /// The method is reported with a fix. After all its fixes no report of the method is left, its work grows less, and over
    /// generated data it returns, throws and changes the same.
    /// </summary>
    /// <param name="method">Its name.</param>
    /// <param name="hasNulls">Whether generated keys, names and words may be null.</param>
    public async Task IsFixed(string method, bool hasNulls = true)
    {
        var (text, applied) = await _truth.Fix(method);
        Assert.True(applied > 0, $"{method}: no fix is offered for\n{string.Join('\n', await _truth.Reports(method))}");
        var left = await _truth.Reports(method, text);
        Assert.True(left.Count == 0, $"{method}: still reported\n{string.Join('\n', left)}\n{text}");
        var code = Executed.Load(prepare is null ? text : prepare(text));
        var exponent = Exponent(code, method, out var works);
        Assert.True(exponent <= degree - 0.6, $"{method}: the work {works} over n, 2n and 4n grows as n^{exponent:0.00} after the fix\n{text}");
        Gen.Select(Gen.Int[0, 40], Gen.Int, Gen.Bool).Sample(
            (count, seed, nulls) =>
            {
                var before = Outcome(_code.Value, method, Data.Mixed(count, seed, nulls && hasNulls));
                var after = Outcome(code, method, Data.Mixed(count, seed, nulls && hasNulls));
                Assert.True(before == after, $"{method} over {count} elements:\n{before}\nbecame\n{after}\n{text}");
            },
            iter: 60,
            threads: 1);
    }

    // The first run is for the runtime: it allocates what it needs once.
    private double Exponent(Executed code, string method, out string works)
    {
        var run = code.Delegate<Func<Data, object?>>("Truth." + method);
        Measure(run, size);
        var n = Measure(run, size);
        var twice = Measure(run, size * 2);
        var more = Measure(run, size * 4);
        works = $"{n}, {twice}, {more}";
        return Math.Log2((double)Math.Max(1, more) / Math.Max(1, n)) / 2;
    }

    private long Measure(Func<Data, object?> run, int count)
    {
        var data = Data.Distinct(count);
        return meter == Meter.Steps ? Counted.Steps.Count(() => Walk(run(data))) : AllocatedBytes.Of(() => Walk(run(data)));
    }

    // A lazy answer costs what walking it costs.
    private static void Walk(object? result)
    {
        if (result is IEnumerable elements and not string)
        {
            foreach (var element in elements)
            {
                Walk(element);
            }
        }
    }

    private static string Outcome(Executed code, string method, Data data)
    {
        var text = new StringBuilder();
        try
        {
            Write(text, code.Delegate<Func<Data, object?>>("Truth." + method)(data));
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            text.Clear().Append(exception.GetType().Name);
        }

        foreach (var left in new object[] { data.Rows, data.Others, data.Keys, data.Numbers, data.Words })
        {
            Write(text.Append('\n'), left);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string word:
                text.Append('"').Append(word).Append('"');
                break;
            case IDictionary map:
                foreach (DictionaryEntry entry in map)
                {
                    Write(text.Append('{'), entry.Key);
                    Write(text.Append(": "), entry.Value);
                    text.Append('}');
                }

                break;
            case IEnumerable elements:
                if (elements.GetType().GetInterfaces().FirstOrDefault(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IGrouping<,>)) is { } grouping)
                {
                    Write(text, grouping.GetProperty("Key")!.GetValue(elements));
                }

                text.Append('[');
                foreach (var element in elements)
                {
                    Write(text, element);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            case ITuple tuple:
                text.Append('(');
                for (var i = 0; i < tuple.Length; i++)
                {
                    Write(text, tuple[i]);
                    text.Append(", ");
                }

                text.Append(')');
                break;
            case Key or Row:
                text.Append(value);
                break;
            case IFormattable formattable:
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
