using Xunit.Abstractions;

namespace PerfAnalyzers.Tests;

/// <summary>
/// A named piece of code. Cases are held in public static fields of the rule's test class, so that the tests shared by all
/// rules (broken code, generated code, one diagnostic per line) find them.
/// </summary>
public sealed class Case : IXunitSerializable
{
    public Case()
    {
    }

    public Case(string name, string source)
    {
        Name = name;
        Source = source;
    }

    public string Name { get; private set; } = "";

    /// <summary>A whole file. Reported spans are marked <c>[|…|]</c>.</summary>
    public string Source { get; private set; } = "";

    public string Unmarked => Source.Replace("[?|", "", StringComparison.Ordinal).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    public void Deserialize(IXunitSerializationInfo info)
    {
        Name = info.GetValue<string>(nameof(Name));
        Source = info.GetValue<string>(nameof(Source));
    }

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(Name), Name);
        info.AddValue(nameof(Source), Source);
    }

    public override string ToString() => Name;
}

/// <summary>Cases of a theory: <c>public static readonly Cases Firing = new() { { "name", """code""" } }</c>.</summary>
public sealed class Cases : TheoryData<Case>
{
    public void Add(string name, string source) => Add(new Case(name, source));

    /// <summary>All cases held in public static fields called <paramref name="field"/> of the test classes.</summary>
    public static IEnumerable<(Type Tests, Case Case)> All(string field)
    {
        foreach (var type in typeof(Cases).Assembly.GetTypes())
        {
            if (type.GetField(field)?.GetValue(null) is Cases cases)
            {
                foreach (object[] row in (IEnumerable<object[]>)cases)
                {
                    yield return (type, (Case)row[0]);
                }
            }
        }
    }
}
