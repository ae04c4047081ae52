using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Requests leave files in the application's own folders, where other instances do not find them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UploadToLocalDisk() : PerfRule(Rule)
{
    private const int MaximumDepth = 6;

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6008", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Files of requests are kept on the disk of one instance",
        message: "'{0}' writes below '{1}', on the disk of this instance: the others do not have the file, and a new container has lost it; keep it in a blob store or on a volume that all instances share",
        description: "The application's folders belong to one machine or container. A file that a request leaves there is found by requests to the same instance only, until the next deployment.");

    protected override void Start(RuleContext context)
    {
        if (!RequestState.Exists(context.Facts))
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { IsStatic: true, ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } || call.Arguments.IsEmpty)
        {
            return;
        }

        var path = call.TargetMethod.Name switch
        {
            "Create" or "CreateText" or "OpenWrite" => 0,
            "WriteAllText" or "WriteAllTextAsync" or "WriteAllBytes" or "WriteAllBytesAsync" or "WriteAllLines" or "WriteAllLinesAsync" => 0,
            "AppendAllText" or "AppendAllTextAsync" or "AppendAllLines" or "AppendAllLinesAsync" => 0,
            "Copy" or "Move" => 1,
            "Open" when Creates(call.Arguments) => 0,
            _ => -1,
        };
        if (path >= 0 && Operations.Argument(call, path) is { } value)
        {
            Judge(site, call, value, "File." + call.TargetMethod.Name);
        }
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is { Name: "FileStream" or "StreamWriter", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } type && creation.Arguments.Length > 0 &&
            creation.Arguments[0].Value is { Type.SpecialType: SpecialType.System_String } path && (type.Name == "StreamWriter" || Creates(creation.Arguments)))
        {
            Judge(site, creation, path, type.Name);
        }
    }

    private static bool Creates(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (Operations.Unconverted(argument.Value) is IFieldReferenceOperation { Field: { Name: "Create" or "CreateNew" or "OpenOrCreate" or "Append", ContainingType.Name: "FileMode" } })
            {
                return true;
            }
        }

        return false;
    }

    private static void Judge(Site site, IOperation write, IOperation path, string name)
    {
        if (RareCode.Is(site) || !ByDeployment.Speaks(site, always: false) || Folder(path, site, 0) is not { } folder || IsTemporary(write))
        {
            return;
        }

        var location = write.Syntax is ImplicitObjectCreationExpressionSyntax target ? target.NewKeyword.GetLocation() : Locations.OfCall(write);
        if (site.Facts.Heat.IsInRequest(write, site.ContainingSymbol))
        {
            ByDeployment.Report(site, always: false, Rule, location, null, name, folder);
        }
        else if (site.ContainingSymbol is IMethodSymbol method && Operations.Function(write).Parent is null && new RequestCallers(site.Facts, site.Cancellation).To(method) is { IsEmpty: false } callers)
        {
            ByDeployment.Report(site, always: false, Rule, location, [Locations.OfCall(callers[0])], name, folder);
        }
    }

    /// <summary>What names the folder of the application that a path begins with; null for others.</summary>
    private static string? Folder(IOperation path, Site site, int depth)
    {
        path = Operations.Unconverted(path);
        if (depth > MaximumDepth)
        {
            return null;
        }

        if (path.ConstantValue is { HasValue: true, Value: string text })
        {
            return IsRelative(text) ? text : null;
        }

        switch (path)
        {
            case IPropertyReferenceOperation { Property: { Name: "WebRootPath" or "ContentRootPath" or "BaseDirectory" } property }:
                return property.Name;
            case IInvocationOperation { TargetMethod: { Name: "GetCurrentDirectory", ContainingType.Name: "Directory" } }:
                return "Directory.GetCurrentDirectory()";
            case IInvocationOperation { TargetMethod: { Name: "Combine" or "Join" or "GetFullPath", ContainingType.Name: "Path" } } combined when combined.Arguments.Length > 0:
                return Folder(First(combined.Arguments[0].Value), site, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "Concat" or "Format", ContainingType.SpecialType: SpecialType.System_String } } joined when joined.Arguments.Length > 0:
                return Folder(First(joined.Arguments[0].Value), site, depth + 1);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Folder(sum.LeftOperand, site, depth + 1);
            case IInterpolatedStringOperation { Parts: [var start, ..] }:
                return start is IInterpolationOperation hole ? Folder(hole.Expression, site, depth + 1) : start is IInterpolatedStringTextOperation { Text: { } literal } ? Folder(literal, site, depth + 1) : null;
            case ICoalesceOperation either:
                return Folder(either.Value, site, depth + 1);
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only:
                return Folder(only, site, depth + 1);
            case IFieldReferenceOperation { Field: { } field } when site.Facts.IsOwn(field):
                return OfField(field, site, depth);
            default:
                return null;
        }
    }

    // Path.Combine(params string[])
    private static IOperation First(IOperation value) => Operations.Unconverted(value) is IArrayCreationOperation { Initializer.ElementValues: [var first, ..] } ? first : value;

    private static string? OfField(IFieldSymbol field, Site site, int depth)
    {
        if (site.Facts.Bodies.Of(field, site.Cancellation) is { } initializer)
        {
            return Folder(initializer is ISymbolInitializerOperation { Value: { } value } ? value : initializer, site, depth + 1);
        }

        foreach (var constructor in field.ContainingType.InstanceConstructors)
        {
            if (!constructor.IsImplicitlyDeclared && site.Facts.Bodies.Of(constructor, site.Cancellation) is { } body && Writes.OnlyValue(field, body) is { } assigned)
            {
                return Folder(assigned, site, depth + 1);
            }
        }

        return null;
    }

    private static bool IsRelative(string text) =>
        text.Length > 0 && text[0] is not ('/' or '\\' or '~') && text.IndexOf(':') < 0 && (text.IndexOf('/') > 0 || text.IndexOf('\\') > 0 || text.StartsWith("wwwroot", StringComparison.Ordinal) || text.StartsWith("upload", StringComparison.OrdinalIgnoreCase));

    // Deleted where it was written.
    private static bool IsTemporary(IOperation write)
    {
        foreach (var operation in Operations.Root(write).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Delete", ContainingType.Name: "File" or "FileInfo" or "Directory" } })
            {
                return true;
            }
        }

        return false;
    }
}
