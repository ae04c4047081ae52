using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What can be told of SQL text in the code.</summary>
internal static class SqlText
{
    private static readonly string[] s_writes = ["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT", "TRUNCATE"];

    private static readonly string[] s_changing =
        ["insert ", "update ", "delete ", "merge ", "nextval", "next value", "rand", "newid", "uuid", "now(", "getdate", "sysdate", "current_", "datetime('now", "for update", "updlock", "last_insert", "changes()", "scope_identity", "@@"];

    /// <summary>Whether a statement changes rows, judged by its first word; false when the text is not known.</summary>
    public static bool Writes(IOperation text)
    {
        if (Beginning(text, 0) is not { } sql)
        {
            return false;
        }

        var start = 0;
        while (start < sql.Length && (char.IsWhiteSpace(sql[start]) || sql[start] is '(' or ';'))
        {
            start++;
        }

        foreach (var word in s_writes)
        {
            if (string.Compare(sql, start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0 &&
                (start + word.Length == sql.Length || !char.IsLetterOrDigit(sql[start + word.Length])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a statement is known to read and to read the same each time: a constant SELECT without sequences, clocks or locks.</summary>
    public static bool OnlyReads(IOperation text)
    {
        if (Beginning(text, 0)?.TrimStart() is not { } sql ||
            !(sql.StartsWith("select", StringComparison.OrdinalIgnoreCase) || sql.StartsWith("with", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        foreach (var word in s_changing)
        {
            if (sql.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text of a query written in SQL (<c>FromSql</c>, <c>SqlQuery</c> and their like); null for other calls.</summary>
    public static IOperation? Of(IInvocationOperation call)
    {
        if (call.TargetMethod.Name.StartsWith("FromSql", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("SqlQuery", StringComparison.Ordinal))
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter?.Type is { Name: "FormattableString" or "String" })
                {
                    return argument.Value;
                }
            }
        }

        return null;
    }

    /// <summary>Whether the code shows how a statement begins.</summary>
    public static bool IsKnown(IOperation text) => !string.IsNullOrWhiteSpace(Beginning(text, 0));

    /// <summary>Whether a statement speaks of a table or column: its name as a whole word, whatever its case.</summary>
    public static bool Mentions(string sql, string name)
    {
        for (var at = sql.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = sql.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(sql[at - 1])) && (end == sql.Length || !char.IsLetterOrDigit(sql[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Beginning(IOperation text, int depth)
    {
        text = Operations.Unconverted(text);
        if (text.ConstantValue is { HasValue: true, Value: string constant })
        {
            return constant;
        }

        return text switch
        {
            IInterpolatedStringOperation { Parts: { Length: > 0 } parts } => parts[0] is IInterpolatedStringTextOperation first ? Beginning(first.Text, depth) : null,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Beginning(sum.LeftOperand, depth),
            ILocalReferenceOperation local when depth < 4 => Kernel.Writes.OnlyValue(local.Local, Operations.Function(local)) is { } value ? Beginning(value, depth + 1) : null,
            _ => null,
        };
    }
}
