using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace PerfAnalyzers.Tests;

/// <summary>One <c>box</c> instruction, with the statement it belongs to (lines and columns as the debugger counts, from 1).</summary>
internal sealed record BoxInstruction(string Document, int StartLine, int StartColumn, int EndLine, int EndColumn);

/// <summary>Reads the <c>box</c> instructions the compiler emits: the oracle of what boxes.</summary>
internal static class BoxInstructions
{
    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Where(static field => field.FieldType == typeof(OpCode))
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => (int)(ushort)code.Value);

    /// <summary>All box instructions of code that was written, in the order of methods; hidden code of the compiler is left out.</summary>
    public static ImmutableArray<BoxInstruction> Of(Compilation compilation)
    {
        using MemoryStream image = new(), symbols = new();
        var result = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = symbols.Position = 0;
        using var file = new PEReader(image);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        return [.. Read(file, provider.GetMetadataReader())];
    }

    private static IEnumerable<BoxInstruction> Read(PEReader file, MetadataReader symbols)
    {
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            var points = symbols.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints().OrderBy(static point => point.Offset).ToArray();
            foreach (var offset in Boxes(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))
            {
                var point = points.LastOrDefault(point => point.Offset <= offset);
                if (!point.Document.IsNil && !point.IsHidden)
                {
                    var document = symbols.GetString(symbols.GetDocument(point.Document).Name);
                    yield return new BoxInstruction(document, point.StartLine, point.StartColumn, point.EndLine, point.EndColumn);
                }
            }
        }
    }

    private static IEnumerable<int> Boxes(byte[] code)
    {
        for (var i = 0; i < code.Length;)
        {
            var start = i;
            var value = code[i++] is var first && first == 0xFE ? 0xFE00 | code[i++] : first;
            var instruction = s_codes[value];
            if (instruction == OpCodes.Box)
            {
                yield return start;
            }

            i += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }
}
