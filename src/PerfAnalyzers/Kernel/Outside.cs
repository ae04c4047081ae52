using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Streams and writers that are seen to lead out of the process: to a file, a socket, a pipe or a response (<c>outside=yes</c> in the API tables).</summary>
internal static class Outside
{
    private const int MaximumDepth = 6;

    /// <summary>Whether a value is known to, by its type, by the member it comes from, or by what its only value is made over.</summary>
    public static bool Is(IOperation? value, Facts facts, CancellationToken cancellation) => value is not null && Is(value, facts, cancellation, 0);

    private static bool Is(IOperation value, Facts facts, CancellationToken cancellation, int depth)
    {
        value = Operations.Unconverted(value);
        if (depth > MaximumDepth)
        {
            return false;
        }

        if (facts.Knowledge.OfType(value.Type)?.Value("outside") == "yes" || Operations.SymbolOf(value) is { } source and not ILocalSymbol && facts.Knowledge.Of(source)?.Value("outside") == "yes")
        {
            return true;
        }

        switch (value)
        {
            case IAwaitOperation wait:
                return Is(wait.Operation, facts, cancellation, depth + 1);
            case ILocalReferenceOperation local:
                return Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only && Is(only, facts, cancellation, depth + 1);
            case IFieldReferenceOperation { Field: { IsReadOnly: true } field }:
                return OfField(field, facts, cancellation) is { } initial && Is(initial, facts, cancellation, depth + 1);
            case IPropertyReferenceOperation { Property.Name: "BaseStream", Instance: { } around }:
                return Is(around, facts, cancellation, depth + 1);
            case IConditionalOperation { WhenFalse: { } other } choice:
                return Is(choice.WhenTrue, facts, cancellation, depth + 1) && Is(other, facts, cancellation, depth + 1);

            // A writer, a cipher or a compressor over something that leads out.
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (InMemory.IsStreamLike(argument.Parameter?.Type) && Is(argument.Value, facts, cancellation, depth + 1))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    // What the initializer gives it, else the only constructor.
    private static IOperation? OfField(IFieldSymbol field, Facts facts, CancellationToken cancellation)
    {
        if (facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation initializer)
        {
            return initializer.Value;
        }

        return !field.IsStatic && field.ContainingType.InstanceConstructors is [var constructor] && facts.Bodies.Of(constructor, cancellation) is { } body
            ? Writes.OnlyValue(field.OriginalDefinition, body)
            : null;
    }
}
