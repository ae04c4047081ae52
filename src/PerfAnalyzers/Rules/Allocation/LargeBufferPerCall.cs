using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LargeBufferPerCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4104", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A large array is allocated again and again",
        message: "{0} bytes of the large object heap for every {1}; rent the array from 'ArrayPool<{2}>.Shared', or keep one",
        description: "Arrays of 85,000 bytes and more are collected with the oldest generation only: made often, they force full collections. Nothing keeps this one after its use.");

    /// <summary>Fix shape: the array is rented and returned.</summary>
    public const string RentShape = "rent";

    /// <summary>Key of the pool's type, as it is written there.</summary>
    public const string PoolKey = "pool";

    /// <summary>Key of <c>System.Array</c> as it is written there; present when the content has to start as zeros.</summary>
    public const string ClearKey = "clear";

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site, (IArrayCreationOperation)site.Operation), OperationKind.ArrayCreation);

    private static void Analyze(Site site, IArrayCreationOperation creation)
    {
        if (creation.Initializer is not null || LargeObjects.BytesOf(creation) is not { } bytes || bytes < LargeObjects.Threshold || OneResult.Declared(creation) is not { } local)
        {
            return;
        }

        var facts = site.Facts;
        var heat = site.Heat;
        if (heat < HeatLevel.Loop || RareCode.IsNamed(site.ContainingSymbol) || Benchmarks.Has(site.ContainingSymbol, facts) || facts.MemoGuards.Guard(creation, creation))
        {
            return;
        }

        var function = Operations.Function(creation);
        var loop = facts.Loops.Repeating(creation, site.Cancellation);
        if (Writes.OnlyValue(local, function) is null || loop is null && !facts.Heat.IsInRequest(creation, site.ContainingSymbol) && heat < HeatLevel.Contract || !new Escapes(facts, site.Cancellation).StaysIn(local, function))
        {
            return;
        }

        var element = ((IArrayTypeSymbol)creation.Type!).ElementType;
        var properties = PlanOf(creation, local, element, facts);
        var location = creation.Syntax.GetLocation();
        location = Locations.IsOneLine(location) ? location : creation.Syntax.GetFirstToken().GetLocation();
        var related = loop is null ? null : new[] { loop.Location };
        object?[] arguments = [bytes.ToString("N0", CultureInfo.InvariantCulture), loop?.Phrase ?? (heat == HeatLevel.Hot ? "request" : $"call of '{site.ContainingSymbol.Name}'"), element.ToMinimalDisplayString(creation.SemanticModel!, creation.Syntax.SpanStart)];
        if (heat >= HeatLevel.Hot)
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    // A rented array is longer than asked for and holds what was left in it: every use must say how much it means.
    private static ImmutableDictionary<string, string?> PlanOf(IArrayCreationOperation creation, ILocalSymbol local, ITypeSymbol element, Facts facts)
    {
        if (facts.Type("System.Buffers.ArrayPool`1") is not { } pool || creation.SemanticModel is not { } model || element is not { IsUnmanagedType: true, SpecialType: not SpecialType.None } || creation.Syntax is not ArrayCreationExpressionSyntax ||
            creation.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Parent: BlockSyntax block, UsingKeyword.RawKind: 0 } declaration || block.ContainsDirectives || Comments.In(declaration) || block.Statements[block.Statements.Count - 1] == declaration)
        {
            return ImmutableDictionary<string, string?>.Empty;
        }

        var needsZeros = false;
        foreach (var part in Operations.Function(creation).Descendants())
        {
            switch (part)
            {
                case { Kind: OperationKind.YieldReturn or OperationKind.LocalFunction or OperationKind.Labeled } when block.Span.Contains(part.Syntax.Span):
                    return ImmutableDictionary<string, string?>.Empty;
                case ILocalReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Local, local):
                    if (Form(reference) is not { } form)
                    {
                        return ImmutableDictionary<string, string?>.Empty;
                    }

                    needsZeros |= form == BufferUse.Content;
                    break;
            }
        }

        var position = creation.Syntax.SpanStart;
        var plan = FixProperties.Of(RentShape).Add(PoolKey, pool.Construct(element).ToMinimalDisplayString(model, position));
        return needsZeros ? plan.Add(ClearKey, facts.Compilation.GetSpecialType(SpecialType.System_Array).ToMinimalDisplayString(model, position)) : plan;
    }

    /// <summary>How a use of the array can be adapted; null when it cannot.</summary>
    internal static BufferUse? Form(ILocalReferenceOperation reference)
    {
        IOperation child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IArrayElementReferenceOperation { Indices: [{ Type.SpecialType: SpecialType.System_Int32 }] }:
                return BufferUse.Content;
            case IPropertyReferenceOperation { Property.Name: "Length" }:
                return BufferUse.Length;
            case IArgumentOperation { Parameter: { Type: { } type } parameter, Parent: IInvocationOperation { TargetMethod: { } method } call }:
                var isStream = method.ContainingType is { Name: "Stream" or "FileStream" or "MemoryStream" or "NetworkStream" or "Socket" or "TextReader" or "StreamReader" or "TextWriter" or "StreamWriter" };
                if (type is { Name: "Span" or "Memory" or "ReadOnlySpan" or "ReadOnlyMemory", ContainingNamespace.Name: "System" })
                {
                    return !reference.Type!.Equals(type, SymbolEqualityComparer.Default) && isStream ? type.Name.EndsWith("Span", StringComparison.Ordinal) ? BufferUse.Span : BufferUse.Memory : null;
                }

                // Read(buffer, offset, count), buffer.AsSpan(offset, count)
                var counts = 0;
                foreach (var other in method.Parameters)
                {
                    counts += other.Ordinal > parameter.Ordinal && other.Type.SpecialType == SpecialType.System_Int32 ? 1 : 0;
                }

                return counts < 2 || type is not IArrayTypeSymbol ? null : isStream ? BufferUse.Ranged : method.ContainingType.Name is "MemoryExtensions" or "Encoding" or "Array" or "Buffer" or "Convert" or "BitConverter" ? BufferUse.Content : null;
            default:
                return null;
        }
    }
}

/// <summary>A use of an array that could as well be a longer one.</summary>
internal enum BufferUse
{
    /// <summary>Says which part it means, and fills or sends it.</summary>
    Ranged,

    /// <summary>Reads or writes elements: the array must start as zeros.</summary>
    Content,

    /// <summary>Asks for the length.</summary>
    Length,

    /// <summary>Is all of it, as a span.</summary>
    Span,

    /// <summary>Is all of it, as memory.</summary>
    Memory,
}
