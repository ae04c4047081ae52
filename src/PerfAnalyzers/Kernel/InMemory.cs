using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Streams, readers and connections that never wait: what they hold lies in this process.</summary>
internal static class InMemory
{
    private const int MaximumDepth = 6;

    /// <summary>Whether a receiver is known to hold what it is asked for, by its type or by where its only value comes from.</summary>
    public static bool Is(IOperation? receiver, Facts facts, CancellationToken cancellation) => receiver is not null && Is(receiver, facts, cancellation, 0);

    /// <summary>Whether the table says of a type that its members never wait.</summary>
    public static bool Is(ITypeSymbol? type, Facts facts) => facts.Knowledge.OfType(type)?.Value("memory") == "yes";

    private static bool Is(IOperation value, Facts facts, CancellationToken cancellation, int depth)
    {
        value = Operations.Unconverted(value);
        if (depth > MaximumDepth || Is(value.Type, facts))
        {
            return depth <= MaximumDepth;
        }

        switch (value)
        {
            case IPropertyReferenceOperation { Property: { IsStatic: true } property }:
                return Is(property.ContainingType, facts) || IsNull(property);
            case IPropertyReferenceOperation { Property.Name: "BaseStream", Instance: { } around }:
                return Is(around, facts, cancellation, depth + 1);
            case IFieldReferenceOperation { Field: { IsStatic: true } field } when IsNull(field):
                return true;
            case IFieldReferenceOperation { Field: { IsReadOnly: true } field }:
                return facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation { Value: { } initial } && IsCreatedOver(Operations.Unconverted(initial), facts, cancellation, depth);
            case ILocalReferenceOperation local:
                return Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only && Is(only, facts, cancellation, depth + 1);
            case IConditionalOperation { WhenFalse: { } other } choice:
                return Is(choice.WhenTrue, facts, cancellation, depth + 1) && Is(other, facts, cancellation, depth + 1);
            case ICoalesceOperation choice:
                return Is(choice.Value, facts, cancellation, depth + 1) && Is(choice.WhenNull, facts, cancellation, depth + 1);

            case IInvocationOperation call when facts.Knowledge.Of(call.TargetMethod)?.Value("memory") == "yes":
                return true;

            // archive.CreateEntry(name).Open()
            case IInvocationOperation { Instance: { } archive } part when IsOfArchive(part.TargetMethod):
                return Is(archive, facts, cancellation, depth + 1);
            default:
                return IsCreatedOver(value, facts, cancellation, depth);
        }
    }

    // A reader, an archive or a cipher over something that lies in memory.
    private static bool IsCreatedOver(IOperation value, Facts facts, CancellationToken cancellation, int depth)
    {
        if (Is(value.Type, facts))
        {
            return true;
        }

        if (value is not IObjectCreationOperation creation)
        {
            return false;
        }

        foreach (var argument in creation.Arguments)
        {
            if (IsStreamLike(argument.Parameter?.Type) && Is(argument.Value, facts, cancellation, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfArchive(IMethodSymbol method) =>
        method.ContainingType is { Name: "ZipArchive" or "ZipArchiveEntry", ContainingNamespace: { Name: "Compression", ContainingNamespace.Name: "IO" } };

    private static bool IsNull(ISymbol member) => member is { Name: "Null", ContainingType.Name: "Stream" or "TextReader" or "TextWriter" or "StreamReader" or "StreamWriter" };

    /// <summary>Whether a type is a stream, a reader or a writer.</summary>
    public static bool IsStreamLike(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Stream" or "TextReader" or "TextWriter", ContainingNamespace.Name: "IO" })
            {
                return true;
            }
        }

        return false;
    }
}
