using System.Reflection.Emit;

namespace PerfAnalyzers.Tests;

/// <summary>One instruction of a method's body.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Code">What it does.</param>
/// <param name="Operand">Its operand as a number: a token, a constant, the index of a variable; the offset a branch goes to.</param>
/// <param name="Targets">Where a <c>switch</c> goes to.</param>
internal sealed record IlInstruction(int Offset, OpCode Code, long Operand, int[] Targets)
{
    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Where(static field => field.FieldType == typeof(OpCode))
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => (int)(ushort)code.Value);

    /// <summary>All instructions of a body, in order.</summary>
    public static List<IlInstruction> Read(byte[] code)
    {
        var all = new List<IlInstruction>();
        for (var i = 0; i < code.Length;)
        {
            var start = i;
            var value = code[i++] is var first && first == 0xFE ? 0xFE00 | code[i++] : first;
            var instruction = s_codes[value];
            long operand = 0;
            int[] targets = [];
            switch (instruction.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget:
                    operand = i + 1 + (sbyte)code[i];
                    i += 1;
                    break;
                case OperandType.InlineBrTarget:
                    operand = i + 4 + BitConverter.ToInt32(code, i);
                    i += 4;
                    break;
                case OperandType.ShortInlineI:
                    operand = (sbyte)code[i++];
                    break;
                case OperandType.ShortInlineVar:
                    operand = code[i++];
                    break;
                case OperandType.InlineVar:
                    operand = BitConverter.ToUInt16(code, i);
                    i += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    operand = BitConverter.ToInt64(code, i);
                    i += 8;
                    break;
                case OperandType.InlineSwitch:
                    targets = new int[BitConverter.ToInt32(code, i)];
                    i += 4;
                    i += 4 * targets.Length;
                    // Offsets count from the end of the table.
                    for (var t = 0; t < targets.Length; t++)
                    {
                        targets[t] = i + BitConverter.ToInt32(code, i - (4 * (targets.Length - t)));
                    }

                    break;
                default:
                    operand = BitConverter.ToInt32(code, i);
                    i += 4;
                    break;
            }

            all.Add(new IlInstruction(start, instruction, operand, targets));
        }

        return all;
    }

    /// <summary>The constant it loads; null when it loads none.</summary>
    public int? Constant => Code.Name switch
    {
        "ldc.i4.m1" => -1,
        "ldc.i4.s" or "ldc.i4" => (int)Operand,
        { } name when name.StartsWith("ldc.i4.", StringComparison.Ordinal) => name[^1] - '0',
        _ => null,
    };

    /// <summary>The local variable it reads (<c>ldloc</c>) or writes (<c>stloc</c>); null when it does neither.</summary>
    public int? Local => Code.Name switch
    {
        "ldloc.s" or "ldloc" or "stloc.s" or "stloc" => (int)Operand,
        { } name when name.StartsWith("ldloc.", StringComparison.Ordinal) || name.StartsWith("stloc.", StringComparison.Ordinal) => name[^1] - '0',
        _ => null,
    };
}
