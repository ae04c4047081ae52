using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ArgumentArrayInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4102", Categories.Allocation, DiagnosticSeverity.Info,
        title: "An array of arguments is made anew on every pass of a loop",
        message: "'{0}' is given a new array for every {1}, {2} bytes each time; {3}",
        description: "Arguments of a 'params' array, and arrays written out in a call, are collected in a new array each time the call is made. The method neither keeps nor changes it.");

    /// <summary>Fix shape: an array that is written out moves before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: the arguments become an array before the loop.</summary>
    public const string CollectShape = "collect";

    private const LanguageVersion CSharp13 = (LanguageVersion)1300;

    private const int ArrayHeader = 24;

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site, (IArrayCreationOperation)site.Operation), OperationKind.ArrayCreation);

    private static void Analyze(Site site, IArrayCreationOperation array)
    {
        if (array.Initializer is not { ElementValues: { Length: > 0 } elements } || array.DimensionSizes.Length != 1 || array.Type is not IArrayTypeSymbol { ElementType: { } element } || site.Facts.Loops.Around(array) is null ||
            Operations.Consumer(array) is not IArgumentOperation { Parameter: { RefKind: RefKind.None, Type.IsRefLikeType: false } parameter, Parent: IInvocationOperation call } argument || BoxesAny(elements) || Operations.IsExpressionTree(element))
        {
            return;
        }

        var isCollected = argument.ArgumentKind == ArgumentKind.ParamArray && array.IsImplicit;
        if (!isCollected && IsToldBySdk(elements, site.Facts) || LoopAllocations.Around(array, site) is not { } innermost)
        {
            return;
        }

        var bytes = ArrayHeader + elements.Length * SizeOf(element);
        var escapes = new Escapes(site.Facts, site.Cancellation);
        var values = new RepeatedValues(site.Facts, site.Cancellation);
        if (AreSame(elements, innermost) && values.StaysIn(array, innermost) && LeavesAlone(call, parameter, escapes, site.Facts))
        {
            if (site.Facts.Knowledge.Of(call.TargetMethod)?.Value("repeats") is null || values.OfCall(call) is null)
            {
                OfSameValues(site, array, call, parameter, isCollected, innermost, values, bytes);
            }
        }
        else if (isCollected && CanTakeSpan(call, parameter, escapes, site))
        {
            Report(site, array, call, innermost, innermost, isCollected, bytes, $"declare '{parameter.Name}' as 'params ReadOnlySpan<{Minimal(element, array)}>'", ImmutableDictionary<string, string?>.Empty);
        }
    }

    private static void OfSameValues(Site site, IArrayCreationOperation array, IInvocationOperation call, IParameterSymbol parameter, bool isCollected, Repetition innermost, RepeatedValues values, int bytes)
    {
        var outermost = innermost;
        var place = values.PlaceBefore(array, innermost);
        for (var next = site.Facts.Loops.Repeating(innermost.Owner, site.Cancellation); next is not null && place is not null && !site.Facts.Loops.IsServiceLoop(next); next = site.Facts.Loops.Repeating(next.Owner, site.Cancellation))
        {
            if (!AreSame(array.Initializer!.ElementValues, next) || !values.StaysIn(array, next) || values.PlaceBefore(array, next) is not { } wider)
            {
                break;
            }

            (outermost, place) = (next, wider);
        }

        var properties = ImmutableDictionary<string, string?>.Empty;
        if (place is not null && new ThrowFree(site.Facts, site.Cancellation).Is(array) && !call.Syntax.ContainsDirectives && !Comments.In(call.Syntax) && (!isCollected || CanCollect(array, call)))
        {
            var name = OneResult.Unused(OneResult.Camel(parameter.Name), Operations.Function(outermost.Owner));
            properties = FixProperties.Of(isCollected ? CollectShape : HoistShape).Add(HoistPlans.LocalKey, name);
            properties = isCollected ? properties.Add(HoistPlans.TypeKey, Minimal(((IArrayTypeSymbol)array.Type!).ElementType, array)) : properties;
        }

        var isConstant = true;
        foreach (var value in array.Initializer!.ElementValues)
        {
            isConstant &= value.ConstantValue.HasValue;
        }

        Report(site, array, call, innermost, outermost, isCollected, bytes, isConstant ? "keep one in a static readonly field, or in a local before the loop" : "keep one in a local before the loop", properties);
    }

    private static void Report(Site site, IArrayCreationOperation array, IInvocationOperation call, Repetition innermost, Repetition outermost, bool isCollected, int bytes, string way, ImmutableDictionary<string, string?> properties)
    {
        var location = array.Syntax.GetLocation();
        site.Report(
            Rule, isCollected || !Locations.IsOneLine(location) ? Locations.OfCall(call) : location, [outermost.Location, isCollected ? call.Syntax.GetLocation() : location], properties,
            call.TargetMethod.Name, innermost.Phrase, bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), way);
    }

    // CA1861 speaks of arrays of literals that are written out, from .NET 8 on by default.
    private static bool IsToldBySdk(ImmutableArray<IOperation> elements, Facts facts)
    {
        foreach (var value in elements)
        {
            if (value is not ILiteralOperation)
            {
                return false;
            }
        }

        return facts.Compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly is { Name: "System.Runtime" or "System.Private.CoreLib", Identity.Version.Major: >= 8 };
    }

    private static bool BoxesAny(ImmutableArray<IOperation> elements)
    {
        foreach (var value in elements)
        {
            if (Boxes.Of(value) is { Allocates: true })
            {
                return true;
            }
        }

        return false;
    }

    // Constants, and variables that outlive the loop and are not written in it: the cheap part of the question.
    private static bool AreSame(ImmutableArray<IOperation> elements, Repetition loop)
    {
        foreach (var value in elements)
        {
            var isSame = value.ConstantValue.HasValue || Operations.Unconverted(value) switch
            {
                ILocalReferenceOperation or IParameterReferenceOperation => Operations.SymbolOf(Operations.Unconverted(value)) is { } symbol && !Operations.IsDeclaredIn(symbol, loop.Region.Syntax),
                IFieldReferenceOperation field => field.Instance is null or IInstanceReferenceOperation,
                _ => false,
            };
            if (!isSame)
            {
                return false;
            }
        }

        return true;
    }

    private static bool LeavesAlone(IInvocationOperation call, IParameterSymbol parameter, Escapes escapes, Facts facts)
    {
        var method = call.TargetMethod;
        if (facts.IsOwn(method))
        {
            return facts.Dispatch.Targets(method) is [{ } target] && target.Parameters.Length > parameter.Ordinal && escapes.Forgets(target.Parameters[parameter.Ordinal], onlyReads: true);
        }

        return !Operations.IsTask(method.ReturnType) && (Sequences.IsOperator(method) && !Sequences.IsLazy(method) ||
            escapes.KeepsNothing(method) && facts.Knowledge.Of(method)?.Value("writes") is null);
    }

    // A method of the project that only looks at what it is given.
    private static bool CanTakeSpan(IInvocationOperation call, IParameterSymbol parameter, Escapes escapes, Site site)
    {
        var method = call.TargetMethod;
        if (!parameter.IsParams || !site.Facts.IsOwn(method) || method is not { IsVirtual: false, IsOverride: false, IsAbstract: false, IsAsync: false, MethodKind: MethodKind.Ordinary } || method.ContainingType.TypeKind == TypeKind.Interface ||
            site.Facts.Type("System.Runtime.CompilerServices.ParamCollectionAttribute") is null || call.Syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= CSharp13 } || !method.ExplicitInterfaceImplementations.IsEmpty || Implements(method) ||
            site.Facts.Bodies.Of(method.OriginalDefinition, site.Cancellation) is not { } body || !escapes.Forgets(parameter.OriginalDefinition, onlyReads: true))
        {
            return false;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter.OriginalDefinition) &&
                !(ReferenceEquals(Operations.Function(part), body) && Operations.Consumer(part) is IArrayElementReferenceOperation or IForEachLoopOperation or IPropertyReferenceOperation { Property.Name: "Length" }))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Implements(IMethodSymbol method)
    {
        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            if (!contract.GetMembers(method.Name).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // All arguments of the parameter stand at the end, without names.
    private static bool CanCollect(IArrayCreationOperation array, IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { } arguments } || arguments.Count < array.Initializer!.ElementValues.Length)
        {
            return false;
        }

        foreach (var argument in arguments)
        {
            if (argument.NameColon is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static string Minimal(ITypeSymbol type, IOperation at) => type.ToMinimalDisplayString(at.SemanticModel!, at.Syntax.SpanStart);

    private static int SizeOf(ITypeSymbol element) => element.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Decimal => 16,
        _ => element is { IsValueType: true, SpecialType: SpecialType.None } ? 1 : 8,
    };
}
