using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace PerfAnalyzers.Tests;

/// <summary>A piece of source as the debugger knows it: lines and columns count from 1, the end is exclusive.</summary>
internal readonly record struct SequencePlace(string Document, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    public bool Contains(int line, int column) => (StartLine, StartColumn).CompareTo((line, column)) <= 0 && (EndLine, EndColumn).CompareTo((line, column)) > 0;

    /// <summary>Orders places that contain the same position: the smallest first.</summary>
    public (int Lines, int Columns) Extent => (EndLine - StartLine, EndLine == StartLine ? EndColumn - StartColumn : EndColumn);
}

/// <summary>One <c>box</c> instruction.</summary>
/// <param name="Place">The statement it belongs to.</param>
/// <param name="Type">The name of the type that is boxed, without its arguments.</param>
/// <param name="IsTypeParameter">It is a type parameter that may be a class: nothing is allocated where it is one.</param>
/// <param name="IsInLoop">It lies in a loop of the method's control flow.</param>
/// <param name="Method">Type and name of the method.</param>
internal sealed record BoxInstruction(SequencePlace Place, string Type, bool IsTypeParameter, bool IsInLoop, string Method)
{
    public string Document => Place.Document;
}

/// <summary>Reads the <c>box</c> instructions the compiler emits: the oracle of what boxes.</summary>
internal static class BoxInstructions
{
    /// <summary>All box instructions of code that was written, in the order of methods. Hidden code counts to the statement before it: the rest of one that has awaited is hidden.</summary>
    public static ImmutableArray<BoxInstruction> Of(Compilation compilation) => Of(compilation, out _);

    /// <summary>As <see cref="Of(Compilation)"/>, with all places the debugger knows.</summary>
    public static ImmutableArray<BoxInstruction> Of(Compilation compilation, out ImmutableArray<SequencePlace> places)
    {
        using MemoryStream image = new(), symbols = new();
        var result = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = symbols.Position = 0;
        using var file = new PEReader(image);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        return Read(file, provider.GetMetadataReader(), out places);
    }

    /// <summary>All box instructions of an assembly and its symbols.</summary>
    public static ImmutableArray<BoxInstruction> Read(PEReader file, MetadataReader symbols, out ImmutableArray<SequencePlace> places)
    {
        var metadata = file.GetMetadataReader();
        var boxes = ImmutableArray.CreateBuilder<BoxInstruction>();
        var all = new HashSet<SequencePlace>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL)
            {
                continue;
            }

            var points = symbols.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints().OrderBy(static point => point.Offset).ToArray();
            all.UnionWith(points.Where(static point => !point.IsHidden).Select(point => PlaceOf(point, symbols)));
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            var code = IlInstruction.Read(body.GetILBytes()!);
            if (points.Length == 0 || !code.Exists(static instruction => instruction.Code == OpCodes.Box))
            {
                continue;
            }

            var loops = IlLoops.Of(code, body.ExceptionRegions, StateField(method, metadata));
            for (var i = 0; i < code.Count; i++)
            {
                if (code[i].Code == OpCodes.Box && points.LastOrDefault(point => point.Offset <= code[i].Offset && !point.IsHidden) is { Document.IsNil: false } point)
                {
                    var type = TypeName.Of(MetadataTokens.EntityHandle((int)code[i].Operand), metadata);
                    boxes.Add(new BoxInstruction(PlaceOf(point, symbols), type.TrimStart('!'), type[0] == '!' && MayBeClass(type, method, metadata), loops[i], NameOf(method, metadata)));
                }
            }
        }

        places = [.. all];
        return boxes.ToImmutable();
    }

    private static SequencePlace PlaceOf(System.Reflection.Metadata.SequencePoint point, MetadataReader symbols) =>
        new(symbols.GetString(symbols.GetDocument(point.Document).Name), point.StartLine, point.StartColumn, point.EndLine, point.EndColumn);

    private static string NameOf(MethodDefinition method, MetadataReader metadata) =>
        metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) + "." + metadata.GetString(method.Name);

    // Iterators and async methods keep where they are in a field.
    private static int StateField(MethodDefinition method, MetadataReader metadata)
    {
        if (metadata.StringComparer.Equals(method.Name, "MoveNext"))
        {
            foreach (var handle in metadata.GetTypeDefinition(method.GetDeclaringType()).GetFields())
            {
                if (metadata.StringComparer.Equals(metadata.GetFieldDefinition(handle).Name, "<>1__state"))
                {
                    // A generic type names its own field by a reference to it.
                    foreach (var reference in metadata.MemberReferences)
                    {
                        var member = metadata.GetMemberReference(reference);
                        if (member.Parent.Kind == HandleKind.TypeSpecification && metadata.StringComparer.Equals(member.Name, "<>1__state") &&
                            TypeName.Of(member.Parent, metadata) == metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name).Split('`')[0])
                        {
                            return MetadataTokens.GetToken(reference);
                        }
                    }

                    return MetadataTokens.GetToken(handle);
                }
            }
        }

        return 0;
    }

    private static bool MayBeClass(string parameter, MethodDefinition method, MetadataReader metadata)
    {
        var isOfMethod = parameter.StartsWith("!!", StringComparison.Ordinal);
        var index = int.Parse(parameter.TrimStart('!'), System.Globalization.CultureInfo.InvariantCulture);
        var all = isOfMethod ? method.GetGenericParameters() : metadata.GetTypeDefinition(method.GetDeclaringType()).GetGenericParameters();
        return (metadata.GetGenericParameter(all[index]).Attributes & GenericParameterAttributes.NotNullableValueTypeConstraint) == 0;
    }

    /// <summary>Names types without their arguments; type parameters by their place: <c>!0</c> of a type, <c>!!0</c> of a method.</summary>
    private sealed class TypeName : ISignatureTypeProvider<string, object?>
    {
        private static readonly TypeName s_instance = new();

        public static string Of(EntityHandle handle, MetadataReader metadata) => handle.Kind switch
        {
            HandleKind.TypeDefinition => s_instance.GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
            HandleKind.TypeReference => s_instance.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
            _ => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(s_instance, null),
        };

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name).Split('`')[0];

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeReference(handle).Name).Split('`')[0];

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => Of(handle, reader);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetByReferenceType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";
    }
}
