using System.Globalization;

namespace PerfAnalyzers.Complexity;

/// <summary>What the rule tells its fixes of a scan: as one text, which is the shape of the fix.</summary>
/// <param name="Kind">What is written instead.</param>
/// <param name="Up">How many syntax nodes above the reported call the one is that is replaced.</param>
/// <param name="Down">How many calls and members lie between what is walked and the collection.</param>
/// <param name="Member">The member that tells whether the collection holds a key.</param>
/// <param name="Assumes">What the fix rests on, one letter each: c that the collection compares as usual, n that the key is not null, e that nobody catches the exception of a missing key, k that the key is there.</param>
internal sealed record KeyedScanShape(string Kind, int Up, int Down, string Member, string Assumes)
{
    /// <summary>Kinds: a test, its opposite, a test that goes on with the value, the value or an exception, the value or none, a group, a loop.</summary>
    public const string Has = "has", HasNot = "hasnot", Found = "found", Index = "index", Value = "value", Try = "try", Group = "group", Each = "each";

    /// <summary>Behind a kind whose value is null where it was not said to be.</summary>
    public const char Forgiving = '!';

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}:{1}:{2}:{3}:{4}", Kind, Up, Down, Member, Assumes);

    public static KeyedScanShape? Parse(string shape) =>
        shape.Split(':') is [var kind, var up, var down, var member, var assumes] && int.TryParse(up, NumberStyles.None, CultureInfo.InvariantCulture, out var above) && int.TryParse(down, NumberStyles.None, CultureInfo.InvariantCulture, out var below)
            ? new KeyedScanShape(kind, above, below, member, assumes)
            : null;
}
