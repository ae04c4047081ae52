using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Bytes that are the content of a file and nothing else.</summary>
/// <param name="Read">The call that reads it.</param>
/// <param name="Path">The file.</param>
/// <param name="Local">The variable between reading and sending, null when there is none.</param>
/// <param name="IsPlain">Read by one call, which a fix can take away.</param>
internal sealed record FileBytes(IInvocationOperation Read, IOperation Path, ILocalSymbol? Local, bool IsPlain)
{
    /// <summary>The file that a value holds: read into an array or copied into a <c>MemoryStream</c>, and used for nothing else; null when it is anything else.</summary>
    public static FileBytes? Of(IOperation? value, Site site)
    {
        if (value is null || Bytes(value, null, site) is not { } bytes || Changes(value))
        {
            return null;
        }

        return bytes;
    }

    private static FileBytes? Bytes(IOperation value, ILocalSymbol? through, Site site)
    {
        value = Unwrapped(value);
        switch (value)
        {
            case IInvocationOperation { TargetMethod: { Name: "ReadAllBytes" or "ReadAllBytesAsync", ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } } read:
                return Operations.Argument(read, 0) is { } path ? new FileBytes(read, path, through, true) : null;
            case ILocalReferenceOperation local when through is null && OnlyValue(local, out var uses) is { } written && uses == 1:
                return Bytes(written, local.Local, site);
            case IInvocationOperation { TargetMethod: { Name: "ToArray" or "GetBuffer", ContainingType.Name: "MemoryStream" }, Instance: ILocalReferenceOperation memory }:
                return Copied(memory);
            case ILocalReferenceOperation { Type.Name: "MemoryStream" } memory when through is null:
                return Copied(memory);
            case IObjectCreationOperation { Type.Name: "MemoryStream", Arguments: [var content] } when content.Parameter?.Type is IArrayTypeSymbol:
                return Bytes(content.Value, through, site) is { } inner ? inner with { IsPlain = false } : null;
            default:
                return null;
        }
    }

    private static IOperation Unwrapped(IOperation value)
    {
        while (true)
        {
            value = Operations.Unconverted(value);
            switch (value)
            {
                case IAwaitOperation wait:
                    value = wait.Operation;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task }:
                    value = task;
                    break;
                default:
                    return value;
            }
        }
    }

    private static IOperation? OnlyValue(ILocalReferenceOperation local, out int uses)
    {
        uses = 0;
        foreach (var operation in Operations.Root(local).Descendants())
        {
            if (operation is ILocalReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Local, local.Local))
            {
                uses++;
            }
        }

        var values = LocalValues.Around(local).Of(local.Local);
        return values is [{ Write: IVariableDeclaratorOperation, Value: { } value }] ? value : null;
    }

    // using var file = File.OpenRead(path); var memory = new MemoryStream(); file.CopyTo(memory);
    private static FileBytes? Copied(ILocalReferenceOperation memory)
    {
        if (LocalValues.Around(memory).Of(memory.Local) is not [{ Value: { } made }] || Operations.Unconverted(made) is not IObjectCreationOperation { Type.Name: "MemoryStream" } creation || creation.Arguments.Length > 1 ||
            creation.Arguments is [{ Parameter.Type: IArrayTypeSymbol }])
        {
            return null;
        }

        FileBytes? found = null;
        foreach (var operation in Operations.Root(memory).Descendants())
        {
            if (operation is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, memory.Local))
            {
                continue;
            }

            switch (Operations.Consumer(use))
            {
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "CopyTo" or "CopyToAsync", Instance: { } source } }:
                    if (found is not null || Opened(source) is not { } file)
                    {
                        return null;
                    }

                    found = file;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Position" }:
                case IInvocationOperation { TargetMethod.Name: "Seek" or "ToArray" or "GetBuffer" }:
                    break;
                default:
                    if (!ReferenceEquals(use, memory))
                    {
                        return null;
                    }

                    break;
            }
        }

        return found;
    }

    private static FileBytes? Opened(IOperation source)
    {
        source = Operations.Unconverted(source);
        if (source is ILocalReferenceOperation local)
        {
            if (LocalValues.Around(local).Of(local.Local) is not [{ Value: { } value }])
            {
                return null;
            }

            source = Operations.Unconverted(value);
        }

        return source is IInvocationOperation { TargetMethod: { Name: "OpenRead", ContainingType: { Name: "File", ContainingNamespace.Name: "IO" } } } open && Operations.Argument(open, 0) is { } path ? new FileBytes(open, path, null, false) : null;
    }

    // A file that is written, moved or deleted by the same request is gone before it is sent.
    private static bool Changes(IOperation value)
    {
        foreach (var operation in Operations.Root(value).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { } method } && ChangesFiles(method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ChangesFiles(IMethodSymbol method) =>
        method.Name is "Move" or "GetTempFileName" or "GetTempPath" || Begins(method, "Delete") || Begins(method, "TryDelete") || Begins(method, "Clean") ||
        method.ContainingType.Name == "File" && (Begins(method, "Write") || Begins(method, "Append") || method.Name is "Replace" or "Create");

    private static bool Begins(IMethodSymbol method, string word) => method.Name.StartsWith(word, StringComparison.Ordinal);
}
