using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What a text is put together from, and which of it are values.</content>
internal sealed partial class SqlTextVaries
{
    /// <summary>A text as it is written: constant parts and what is put between them.</summary>
    private sealed class Pieces
    {
        private static readonly string[] s_statements = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "EXEC", "EXECUTE", "CALL", "REPLACE"];

        // What is asked of the catalogue is the name of a table, and what follows these is no value to a database.
        private static readonly string[] s_names =
            ["INFORMATION_SCHEMA", "SYS.", "SQLITE_", "SYSOBJECTS", "SYSCOLUMNS", "PG_", "OBJECT_ID", "DB_ID", "DATABASEPROPERTY", "SP_", "INTERVAL '", "'$.", "COLLATE ", "NEXTVAL(", "SETVAL(", "CREATE ", "ALTER ", "DROP ", "PRAGMA ", "REGCLASS"];

        private readonly List<(string? Text, IOperation? Hole)> _parts = [];

        /// <summary>Reads a text; null when how it begins is not seen, or it is no statement that takes parameters.</summary>
        public static Pieces? Of(IOperation text)
        {
            var pieces = new Pieces();
            pieces.Add(text, 0);
            return pieces._parts.Count > 1 && pieces.IsStatement() ? pieces : null;
        }

        /// <summary>The first value in the text; null when there are only names and constants.</summary>
        public IOperation? Value()
        {
            var before = "";
            foreach (var (text, hole) in _parts)
            {
                if (text is not null)
                {
                    before += text;
                }
                else if (hole is null || !IsValue(hole, before))
                {
                    before += "x";
                }
                else
                {
                    return hole;
                }
            }

            return null;
        }

        private bool IsStatement()
        {
            if (_parts[0].Text?.TrimStart() is not { Length: > 0 } start)
            {
                return false;
            }

            var isStatement = false;
            foreach (var word in s_statements)
            {
                isStatement |= start.StartsWith(word, StringComparison.OrdinalIgnoreCase) && start.Length > word.Length && !char.IsLetterOrDigit(start[word.Length]);
            }

            if (!isStatement)
            {
                return false;
            }

            foreach (var (text, _) in _parts)
            {
                foreach (var name in s_names)
                {
                    if (text?.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0)
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private void Add(IOperation value, int depth)
        {
            value = Operations.Unconverted(value);
            if (value.ConstantValue is { HasValue: true } constant)
            {
                AddText(constant.Value?.ToString() ?? "");
                return;
            }

            switch (value)
            {
                case IInterpolatedStringOperation interpolated:
                    foreach (var part in interpolated.Parts)
                    {
                        if (part is IInterpolatedStringTextOperation text)
                        {
                            Add(text.Text, depth);
                        }
                        else if (part is IInterpolationOperation hole)
                        {
                            Add(hole.Expression, depth);
                        }
                    }

                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, OperatorMethod: null, Type.SpecialType: SpecialType.System_String } sum:
                    Add(sum.LeftOperand, depth);
                    Add(sum.RightOperand, depth);
                    break;
                case IInvocationOperation { TargetMethod: { Name: "Format", ContainingType.SpecialType: SpecialType.System_String } } format:
                    AddFormat(format, depth);
                    break;
                case IInvocationOperation { Instance.Type.SpecialType: SpecialType.System_String, TargetMethod.Name: "Trim" or "TrimStart" or "TrimEnd" or "Replace" } trimmed:
                    Add(trimmed.Instance, depth);
                    break;
                // provider.Sql($"…"): a dialect's text is as many as it is given.
                case IInvocationOperation { Type.SpecialType: SpecialType.System_String, TargetMethod.Parameters: [{ Type.SpecialType: SpecialType.System_String }], Arguments: [{ } given] } when depth < 4 && _parts.Count == 0:
                    Add(given.Value, depth + 1);
                    break;
                case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_String } local when depth < 4:
                    AddLocal(local, depth);
                    break;
                default:
                    _parts.Add((null, value));
                    break;
            }
        }

        // var sql = "select …"; sql += " where Id = " + id;
        private void AddLocal(ILocalReferenceOperation local, int depth)
        {
            var values = LocalValues.Around(local).Of(local.Local);
            var added = _parts.Count;
            foreach (var (write, value) in values)
            {
                var written = value ?? (write as ICompoundAssignmentOperation)?.Value;
                if (written is null || value is not null && _parts.Count > added || Operations.Mentions(written, local.Local))
                {
                    _parts.RemoveRange(added, _parts.Count - added);
                    _parts.Add((null, local));
                    return;
                }

                Add(written, depth + 1);
            }

            if (values.Count == 0)
            {
                _parts.Add((null, local));
            }
        }

        private void AddFormat(IInvocationOperation format, int depth)
        {
            if (format.Arguments.Length < 2 || format.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: string text })
            {
                _parts.Add((null, format));
                return;
            }

            var values = new List<IOperation>();
            foreach (var argument in format.Arguments)
            {
                if (argument.Parameter?.Ordinal > 0)
                {
                    if (argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer.ElementValues: { } elements } })
                    {
                        values.AddRange(elements);
                    }
                    else
                    {
                        values.Add(argument.Value);
                    }
                }
            }

            var start = 0;
            for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', start))
            {
                var close = text.IndexOf('}', open);
                if (close < 0 || open + 1 >= text.Length || !char.IsDigit(text[open + 1]) || text[open + 1] - '0' >= values.Count || open + 2 != close && text[open + 2] is not (':' or ','))
                {
                    break;
                }

                AddText(text.Substring(start, open - start));
                Add(values[text[open + 1] - '0'], depth);
                start = close + 1;
            }

            AddText(text.Substring(start));
        }

        private void AddText(string text)
        {
            if (_parts.Count > 0 && _parts[_parts.Count - 1].Text is { } last)
            {
                _parts[_parts.Count - 1] = (last + text, null);
            }
            else
            {
                _parts.Add((text, null));
            }
        }

        private static bool IsValue(IOperation hole, string before)
        {
            hole = Operations.Unconverted(hole);
            var isQuoted = IsQuoted(before);
            if (IsParameterValue(hole))
            {
                return isQuoted || EndsLikeValue(before);
            }

            var type = hole.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : hole.Type;
            if (type is null || type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char || !Varies(hole))
            {
                return false;
            }

            if (type.SpecialType == SpecialType.System_String)
            {
                return IsJoinOfNumbers(hole) ? EndsLikeValue(before) : isQuoted && Varies(hole);
            }

            return IsPlain(type) && (isQuoted || EndsLikeValue(before));
        }

        // What is also sent as a parameter: parameter.Value
        private static bool IsParameterValue(IOperation hole)
        {
            if (hole is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType: { } owner } })
            {
                for (var type = owner; type is not null; type = type.BaseType)
                {
                    if (type.Name is "DbParameter" or "IDataParameter" or "IDbDataParameter")
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private static bool IsPlain(ITypeSymbol type) =>
            type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_DateTime ||
            type is { Name: "Guid" or "DateTimeOffset" or "DateOnly", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

        private static bool IsQuoted(string before)
        {
            var quotes = 0;
            foreach (var letter in before)
            {
                quotes += letter == '\'' ? 1 : 0;
            }

            return quotes % 2 == 1;
        }

        // "= ", "(", "LIMIT ": not the end of a name, as in "orders_" or "@p".
        private static bool EndsLikeValue(string before)
        {
            var text = before.TrimEnd();
            if (text.Length == 0)
            {
                return false;
            }

            var last = text[text.Length - 1];
            if (last is '=' or '<' or '>' or '(' or ',' or '+' or '-' or '*')
            {
                return true;
            }

            var start = text.Length;
            while (start > 0 && char.IsLetter(text[start - 1]))
            {
                start--;
            }

            return text.Length < before.Length &&
                text.Substring(start).ToUpperInvariant() is "LIKE" or "IN" or "BETWEEN" or "AND" or "LIMIT" or "OFFSET" or "TOP" or "NEXT" or "FIRST" or "SELECT" or "VALUES" or "THEN" or "ELSE";
        }

        // string.Join(",", ids)
        private static bool IsJoinOfNumbers(IOperation hole) =>
            hole is IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [_, { } joined] } &&
            EntityModel.ElementOf(Operations.Unconverted(joined.Value).Type) is { } element && IsPlain(element);

        // What code is given or computes; not what an object holds as a setting, nor what is fixed when the process starts.
        private static bool Varies(IOperation value)
        {
            for (var depth = 0; depth < 8; depth++)
            {
                value = Operations.Unconverted(value);
                switch (value)
                {
                    case IParameterReferenceOperation:
                        return true;
                    case ILocalReferenceOperation local:
                        if (Writes.OnlyValue(local.Local, Operations.Root(local)) is not { } only)
                        {
                            return true;
                        }

                        value = only;
                        continue;
                    case IPropertyReferenceOperation { Property: { IsStatic: true } property }:
                        return StateChanges.IsClock(property);
                    case IPropertyReferenceOperation { Instance: { } owner }:
                        value = owner;
                        continue;
                    case IFieldReferenceOperation { Field.IsStatic: false, Instance: { } owner } when owner is not IInstanceReferenceOperation:
                        value = owner;
                        continue;
                    case IAwaitOperation wait:
                        value = wait.Operation;
                        continue;
                    case IConditionalAccessInstanceOperation when Operations.AccessedBy(value) is { } accessed:
                        value = accessed;
                        continue;
                    case IConditionalAccessOperation access:
                        value = access.WhenNotNull;
                        continue;
                    case IInvocationOperation call:
                        if (StateChanges.IsClock(call.TargetMethod))
                        {
                            return true;
                        }

                        if (IsJoinOfNumbers(call))
                        {
                            value = call.Arguments[1].Value;
                            continue;
                        }

                        if (Operations.Receiver(call) is not { } receiver)
                        {
                            return false;
                        }

                        value = receiver;
                        continue;
                    case IBinaryOperation binary:
                        return Varies(binary.LeftOperand) || Varies(binary.RightOperand);
                    case IArrayElementReferenceOperation element:
                        value = element.ArrayReference;
                        continue;
                    default:
                        return false;
                }
            }

            return false;
        }
    }
}
