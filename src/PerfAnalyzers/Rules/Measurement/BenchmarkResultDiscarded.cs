using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Measurement;

/// <summary>What a benchmark computes is thrown away, or never computed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BenchmarkResultDiscarded() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9001", Categories.Measurement, DiagnosticSeverity.Warning,
        title: "A benchmark does not use what it computes",
        message: "{0}",
        description: "The compiler may leave out a computation whose result nobody uses, and a lazy sequence computes nothing until it is enumerated. BenchmarkDotNet uses what a benchmark returns, but enumerates nothing.");

    /// <summary>Fix shape: the benchmark returns the result.</summary>
    public const string ReturnShape = "return";

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (BenchmarkMethods.AreKnown(context.Facts))
        {
            context.On(static site => OnBody(site, (IMethodBodyOperation)site.Operation), OperationKind.MethodBody);
        }
    }

    private static void OnBody(Site site, IMethodBodyOperation body)
    {
        if (site.ContainingSymbol is not IMethodSymbol method || body.Syntax is not MethodDeclarationSyntax declaration || !BenchmarkMethods.Is(method, site.Facts))
        {
            return;
        }

        if (Deferred(method.ReturnType) is { } deferred)
        {
            if (IsLazy(body, method.ReturnType))
            {
                site.Report(Rule, Locations.OfExpression(declaration.ReturnType), null, null, $"'{method.Name}' returns '{deferred}', which computes nothing until somebody enumerates or asks it, and nobody does; return what it computes ('ToList', 'Sum'), or consume it ('Consumer.Consume')");
            }
            else
            {
                site.Suggest(Rule, Locations.OfExpression(declaration.ReturnType), null, null, $"BenchmarkDotNet takes '{deferred}' for a sequence that nobody enumerates, and refuses to measure '{method.Name}'; return a list, an array or a result");
            }

            return;
        }

        if ((method.ReturnsVoid || method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 }) && LastOf(body) is { } statement && Dropped(statement) is { } dropped && !Operations.IsInExpressionTree(dropped))
        {
            OnDropped(site, method, declaration, statement, dropped);
        }
    }

    private static void OnDropped(Site site, IMethodSymbol method, MethodDeclarationSyntax declaration, IOperation statement, IOperation dropped)
    {
        if (dropped is IInvocationOperation call && Sequences.IsLazy(call.TargetMethod))
        {
            site.Report(Rule, Locations.OfCall(dropped), null, null, $"'{call.TargetMethod.Name}' is lazy: '{method.Name}' makes the sequence and never enumerates it; return what it computes ('ToList', 'Sum'), or consume it ('Consumer.Consume')");
        }
        else if (IsPure(dropped, site.Facts))
        {
            var name = dropped is IInvocationOperation pure ? pure.TargetMethod.Name : dropped is IPropertyReferenceOperation property ? property.Property.Name : dropped.Type?.Name ?? "";
            site.Report(Rule, Locations.OfCall(dropped), null, FixOf(method, declaration, statement, dropped, site), $"Nobody uses the result of '{name}', so that the compiler may leave the work out; return it from '{method.Name}'");
        }
    }

    // An iterator, a lazy operator, or a type that is never anything else.
    private static bool IsLazy(IMethodBodyOperation body, ITypeSymbol type)
    {
        if (type.Name is not "IEnumerable")
        {
            return true;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IReturnOperation returned && (returned.Kind == OperationKind.YieldReturn || returned.ReturnedValue is { } value && Operations.Unconverted(value) is IInvocationOperation call && Sequences.IsLazy(call.TargetMethod)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Deferred(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Collections_IEnumerable or SpecialType.System_Collections_IEnumerator } => type.Name,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_Generic_IEnumerator_T } or
        INamedTypeSymbol { Name: "IQueryable", ContainingNamespace.Name: "Linq" } or
        INamedTypeSymbol { Name: "Lazy", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => type.Name,
        _ => null,
    };

    private static IOperation? LastOf(IMethodBodyOperation body)
    {
        var block = body.BlockBody ?? body.ExpressionBody;
        return block?.Operations is { Length: > 0 } statements ? statements[statements.Length - 1] : null;
    }

    // text.Trim();   _ = text.Length;   => text.Trim()
    private static IOperation? Dropped(IOperation statement) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } } => Operations.Unconverted(value),
        IExpressionStatementOperation { Operation: IInvocationOperation { Type.SpecialType: not SpecialType.System_Void } call } => call,
        IExpressionStatementOperation { Operation: IObjectCreationOperation creation } => creation,
        _ => null,
    };

    private static bool IsPure(IOperation value, Facts facts)
    {
        switch (value)
        {
            case IInvocationOperation call:
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
                    {
                        return false;
                    }
                }

                return IsPureMember(call.TargetMethod, facts);
            case IPropertyReferenceOperation { Property: { ContainingType.SpecialType: SpecialType.System_String or SpecialType.System_DateTime } }:
                return true;
            case IObjectCreationOperation { Constructor: { ContainingType: var type } }:
                return type.SpecialType == SpecialType.System_String || type is { ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" }, Name: "List" or "Dictionary" or "HashSet" or "Queue" or "Stack" or "SortedDictionary" or "SortedSet" };
            case IBinaryOperation { OperatorMethod: null } or IBinaryOperation { OperatorMethod.ContainingType.SpecialType: SpecialType.System_String or SpecialType.System_Decimal }:
                return true;
            default:
                return false;
        }
    }

    private static bool IsPureMember(IMethodSymbol method, Facts facts)
    {
        if ((facts.Knowledge.EffectsOf(method) & ApiEffects.Pure) != 0)
        {
            return true;
        }

        var type = method.ContainingType;
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "PureAttribute", ContainingNamespace.Name: "Contracts" })
            {
                return true;
            }
        }

        if (Sequences.IsOperator(method))
        {
            return method.Name is not "TryGetNonEnumeratedCount";
        }

        return type.SpecialType switch
        {
            SpecialType.System_String => method.Name is not ("CopyTo" or "Intern" or "TryCopyTo" or "Create"),
            SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Byte or
            SpecialType.System_Int16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_DateTime => method.Name is "Parse" or "ToString" or "CompareTo" or "Equals" or "GetHashCode" or "IsDigit" or "IsLetter" or "ToUpper" or "ToLower" or "AddDays" or "AddHours",
            _ => type is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Name: "Math" or "MathF" or "Convert" or "BitConverter" } ||
                type is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, Name: "Guid" or "Version" or "TimeSpan" or "Enum" } && method.Name is "Parse" or "ToString",
        };
    }

    private static ImmutableDictionary<string, string?>? FixOf(IMethodSymbol method, MethodDeclarationSyntax declaration, IOperation statement, IOperation dropped, Site site)
    {
        if (dropped.Type is not { TypeKind: not TypeKind.Error } type || type.IsAnonymousType || type.IsRefLikeType || Deferred(type) is not null || method.IsOverride || method.IsVirtual || !method.ExplicitInterfaceImplementations.IsEmpty ||
            method.PartialDefinitionPart is not null || method.TypeParameters.Length > 0 || HasReturn(statement) || dropped.Syntax is not ExpressionSyntax value || site.Operation.SemanticModel is not { } model)
        {
            return null;
        }

        var edits = new PlannedEdits();
        var written = type.ToMinimalDisplayString(model, declaration.SpanStart);
        edits.Replace(declaration.ReturnType.Span, method.ReturnsVoid ? written : $"{declaration.ReturnType}<{written}>");
        switch (statement.Syntax)
        {
            case ExpressionStatementSyntax line when line.Expression == value:
                edits.Replace(new TextSpan(value.SpanStart, 0), "return ");
                break;
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: var right } assigned } when !Comments.In(assigned, right):
                edits.Replace(TextSpan.FromBounds(assigned.SpanStart, right.SpanStart), "return ");
                break;
            case var arrow when declaration.ExpressionBody is { Expression: var expression } && arrow.Span.Contains(expression.Span) && expression is not AssignmentExpressionSyntax:
                break;
            case var _ when declaration.ExpressionBody is { Expression: AssignmentExpressionSyntax { Right: var right } assigned } && !Comments.In(assigned, right):
                edits.Replace(TextSpan.FromBounds(assigned.SpanStart, right.SpanStart), "");
                break;
            default:
                return null;
        }

        return edits.ToProperties(ReturnShape);
    }

    // Ways out before the end would have to return something, too.
    private static bool HasReturn(IOperation statement)
    {
        foreach (var part in Operations.Root(statement).Descendants())
        {
            if (part is IReturnOperation { IsImplicit: false } && ReferenceEquals(Operations.Function(part), Operations.Function(statement)))
            {
                return true;
            }
        }

        return false;
    }
}
