using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Matches of a text with constant texts: <c>text is "ab" or "cd"</c>, <c>switch (text) { case "ab": … }</c>. From C# 11 on a span can be matched with them.</summary>
internal static class ConstantPatterns
{
    /// <summary>Whether what uses a string is such a match, in a language version that knows it for spans.</summary>
    public static bool Match(IOperation use) => use.Syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 } && OnlyConstants(use);

    private static bool OnlyConstants(IOperation use)
    {
        switch (use)
        {
            case IIsPatternOperation match:
                return IsConstant(match.Pattern);
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    if (!IsConstant(arm.Pattern))
                    {
                        return false;
                    }
                }

                return true;
            case ISwitchOperation choice:
                foreach (var section in choice.Cases)
                {
                    foreach (var clause in section.Clauses)
                    {
                        if (clause is not IDefaultCaseClauseOperation && !(clause is ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: string } }) && !(clause is IPatternCaseClauseOperation { Guard: null } pattern && IsConstant(pattern.Pattern)))
                        {
                            return false;
                        }
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private static bool IsConstant(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => constant.Value.ConstantValue is { HasValue: true, Value: string },
        IBinaryPatternOperation both => IsConstant(both.LeftPattern) && IsConstant(both.RightPattern),
        INegatedPatternOperation not => IsConstant(not.Pattern),
        IDiscardPatternOperation => true,
        _ => false,
    };
}
