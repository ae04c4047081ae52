using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Allocation;

/// <summary>Looks at the string where it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class TemporaryStringFix() : PlannedFix("PERF4202")
{
    protected override string Title(string shape) => shape switch
    {
        TemporaryString.WhiteSpaceShape => "Ask 'string.IsNullOrWhiteSpace'",
        TemporaryString.CharactersShape => "Read the characters of the string",
        TemporaryString.CharacterShape => "Use the character itself",
        TemporaryString.CutShape => "Cut the part out",
        TemporaryString.CountShape => "Count the separators",
        TemporaryString.BytesShape => "Ask 'GetByteCount'",
        _ => "Use a span of the string",
    };
}
