using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ScratchObjectInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4103", Categories.Allocation, DiagnosticSeverity.Info,
        title: "An object that every pass of a loop fills and forgets is made anew each time",
        message: "'{0}' is made and forgotten for every {1}; make it once, before the loop, and {2} it on every pass",
        description: "Nothing keeps the object beyond the pass. One that is cleared keeps the memory it has grown to, so that the passes after the first allocate nothing for it.");

    /// <summary>Fix shape: the declaration moves before the loop, and the pass begins with what <see cref="ClearKey"/> says.</summary>
    public const string ClearShape = "clear";

    /// <summary>Key of the statement that empties the object.</summary>
    public const string ClearKey = "clear";

    protected override void Start(RuleContext context)
    {
        context.On(static site => OfObject(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        context.On(static site => OfArray(site, (IArrayCreationOperation)site.Operation), OperationKind.ArrayCreation);
    }

    private static void OfObject(Site site, IObjectCreationOperation creation)
    {
        if (creation is { Initializer: null, Type: INamedTypeSymbol type } && IsScratch(type) && !IsOfReflection(type))
        {
            foreach (var argument in creation.Arguments)
            {
                if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter is not ({ Type.SpecialType: SpecialType.System_Int32 } or { Name: "comparer" }))
                {
                    return;
                }
            }

            Analyze(site, creation, "clear");
        }
    }

    private static void OfArray(Site site, IArrayCreationOperation creation)
    {
        if (creation is { Initializer: null, DimensionSizes: [var size], Type: IArrayTypeSymbol { ElementType: var element } } && !(element is INamedTypeSymbol inner && IsScratch(inner)) && size.ConstantValue is not { HasValue: true, Value: 0 } && !LargeObjects.IsLarge(creation))
        {
            Analyze(site, creation, "overwrite or clear");
        }
    }

    private static void Analyze(Site site, IOperation creation, string verb)
    {
        var facts = site.Facts;
        if (facts.Loops.Around(creation) is not { Owner: ILoopOperation { Body: IBlockOperation body } owner } || OneResult.Declared(creation) is not { } local || DeclarationOf(creation) is not { } declaration ||
            declaration.Parent != body.Syntax || LoopAllocations.Around(creation, site) is not { } loop || !ReferenceEquals(loop.Owner, owner) || !AreArgumentsSame(creation, loop, isExact: creation is IArrayCreationOperation) ||
            Writes.OnlyValue(local, body) is null || !IsUsed(local, body) || !new Escapes(facts, site.Cancellation).StaysIn(local, body))
        {
            return;
        }

        var (outermost, canMove) = Outermost(site, creation, loop);
        var properties = canMove && OneResult.IsOnly(local.Name, Operations.Function(loop.Owner)) && !declaration.ContainsDirectives
            ? FixProperties.Of(ClearShape).Add(ClearKey, ClearOf(creation, local.Name, facts))
            : ImmutableDictionary<string, string?>.Empty;
        var location = creation.Syntax.GetLocation();
        site.Report(Rule, Locations.IsOneLine(location) ? location : creation.Syntax.GetFirstToken().GetLocation(), [outermost.Location, declaration.GetLocation()], properties, local.Name, loop.Phrase, verb);
    }

    // Reflection costs more than what collects its answers.
    private static bool IsOfReflection(INamedTypeSymbol type)
    {
        foreach (var argument in type.TypeArguments)
        {
            if (argument is { Name: "Type", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } or { ContainingNamespace: { Name: "Reflection", ContainingNamespace.Name: "System" } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsScratch(INamedTypeSymbol type) => type.ContainingNamespace switch
    {
        { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } =>
            type.Name is "List" or "HashSet" or "Dictionary" or "Queue" or "Stack" or "SortedSet" or "SortedDictionary" or "SortedList" or "LinkedList" or "PriorityQueue",
        { Name: "Text", ContainingNamespace.Name: "System" } => type.Name == "StringBuilder",
        _ => false,
    };

    private static LocalDeclarationStatementSyntax? DeclarationOf(IOperation creation) =>
        creation.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { UsingKeyword.RawKind: 0, AwaitKeyword.RawKind: 0 } declaration ? declaration : null;

    // A capacity is a hint, a size is not.
    private static bool AreArgumentsSame(IOperation creation, Repetition loop, bool isExact)
    {
        foreach (var part in creation.ChildOperations)
        {
            if (!(part is IArgumentOperation { Parameter.Type.SpecialType: SpecialType.System_Int32 } && !isExact) && !IsSame(Operations.Unconverted(part), loop))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(IOperation value, Repetition loop) => value.ConstantValue.HasValue || value switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => Operations.SymbolOf(value) is { } symbol && !Operations.IsDeclaredIn(symbol, loop.Region.Syntax) && !Writes.Any(symbol, loop.Region),
        IFieldReferenceOperation { Field.IsReadOnly: true } field => field.Instance is null or IInstanceReferenceOperation,
        IPropertyReferenceOperation { Instance: null, Property.ContainingType.Name: "StringComparer" or "EqualityComparer" or "Comparer" } => true,
        IBinaryOperation { OperatorMethod: null } sum => IsSame(sum.LeftOperand, loop) && IsSame(sum.RightOperand, loop),
        IPropertyReferenceOperation { Property.Name: "Length", Instance: { Type: IArrayTypeSymbol or { SpecialType: SpecialType.System_String } } array } => IsSame(array, loop),
        _ => false,
    };

    // The outermost loop before which it can be made; whether it can at all.
    private static (Repetition Loop, bool CanMove) Outermost(Site site, IOperation creation, Repetition loop)
    {
        var values = new RepeatedValues(site.Facts, site.Cancellation);
        if (!AreArgumentsSame(creation, loop, isExact: true) || values.PlaceBefore(creation, loop) is null)
        {
            return (loop, false);
        }

        for (var next = site.Facts.Loops.Repeating(loop.Owner, site.Cancellation); next is { Owner: ILoopOperation } && !site.Facts.Loops.IsServiceLoop(next) && AreArgumentsSame(creation, next, isExact: true) &&
             values.PlaceBefore(creation, next) is not null; next = site.Facts.Loops.Repeating(loop.Owner, site.Cancellation))
        {
            loop = next;
        }

        return (loop, true);
    }

    private static bool IsUsed(ILocalSymbol local, IOperation region)
    {
        foreach (var part in region.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    private static string ClearOf(IOperation creation, string name, Facts facts)
    {
        if (creation is not IArrayCreationOperation || creation.SemanticModel is not { } model)
        {
            return $"{name}.Clear();";
        }

        var array = facts.Compilation.GetSpecialType(SpecialType.System_Array);
        var type = array.ToMinimalDisplayString(model, creation.Syntax.SpanStart);
        foreach (var member in array.GetMembers("Clear"))
        {
            if (member is IMethodSymbol { Parameters.Length: 1 })
            {
                return $"{type}.Clear({name});";
            }
        }

        return $"{type}.Clear({name}, 0, {name}.Length);";
    }
}
