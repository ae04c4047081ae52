using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A query is translated again on each call: <c>EF.CompileQuery</c> outside a static field, or a value built into an expression tree as a constant.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CompiledQueryPerCall() : PerfRule(Rule)
{
    /// <summary>Fix shape: the delegate moves to a static field of its own.</summary>
    public const string FieldShape = "field";

    /// <summary>Fix shape: the field that holds the delegate becomes static.</summary>
    public const string StaticShape = "static";

    /// <summary>Key of the type of the new field, as it is written.</summary>
    public const string TypeKey = "type";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1202", Categories.Database, DiagnosticSeverity.Warning,
        title: "A query is compiled on each call",
        message: "'{0}' makes Entity Framework translate the query {1}; {2}",
        description: "Translating a query costs far more than sending it. A compiled query pays off in a static field, and a query whose values are parameters is found in the cache of translated queries.");

    private const string KeepIt = "keep the delegate in a static readonly field";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.EntityFrameworkCore.EF") is null)
        {
            return;
        }

        context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod)
        {
            case { Name: "CompileQuery" or "CompileAsyncQuery", ContainingType: { Name: "EF", ContainingNamespace.Name: "EntityFrameworkCore" } }:
                OnCompile(site, call);
                break;
            case { Name: "Constant", ContainingType: { Name: "Expression", ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } } }:
                OnConstant(site, call);
                break;
        }
    }

    private static void OnCompile(Site site, IInvocationOperation call)
    {
        if (IsInstanceField(call, site.ContainingSymbol, out var field))
        {
            // One per object: of a singleton that is one, too.
            if (field.ContainingType is { } owner && !site.Facts.Registrations.IsSingleton(owner))
            {
                site.Suggest(Rule, Locations.OfCall(call), null, IsSelfContained(call) && field is { DeclaredAccessibility: Accessibility.Private } ? FixProperties.Of(StaticShape) : null, call.TargetMethod.Name, "for each object", KeepIt);
            }

            return;
        }

        if (site.Heat == HeatLevel.Cold || RareCode.Is(site) || !new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(call, site.ContainingSymbol) || IsKept(call))
        {
            return;
        }

        var shape = IsSelfContained(call) && MayMove(call) && TypeOf(call) is { } type ? FixProperties.Of(FieldShape).Add(TypeKey, type) : null;
        site.Report(Rule, Locations.OfCall(call), null, shape, call.TargetMethod.Name, "on each call", KeepIt);
    }

    private static bool IsInstanceField(IOperation call, ISymbol member, out ISymbol field)
    {
        field = member;
        return Operations.Root(call) is IFieldInitializerOperation or IPropertyInitializerOperation && member is { IsStatic: false } and (IFieldSymbol or IPropertySymbol) && Operations.Function(call) is not IAnonymousFunctionOperation;
    }

    // _byId ??= EF.CompileQuery(…), s_byId = EF.CompileQuery(…), a return to those who keep it.
    private static bool IsKept(IOperation call) => Operations.Consumer(call) switch
    {
        IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } => true,
        IReturnOperation or IArgumentOperation => true,
        _ => false,
    };

    // Nothing of the method goes into the query but what the delegate is called with.
    private static bool IsSelfContained(IInvocationOperation call)
    {
        if (call.Arguments.Length != 1)
        {
            return false;
        }

        foreach (var part in call.Arguments[0].Descendants())
        {
            switch (part)
            {
                case IInstanceReferenceOperation:
                case ILocalReferenceOperation local when !Operations.IsDeclaredIn(local.Local, call.Syntax):
                case IParameterReferenceOperation parameter when !Operations.IsBoundWithin(parameter.Parameter, parameter, call):
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction }:
                    return false;
            }
        }

        return true;
    }

    // A local that is only called, or the call itself; methods and types with parameters of their own have other queries per type.
    private static bool MayMove(IInvocationOperation call)
    {
        if (Comments.In(call.Syntax) || call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is not { } method || call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } home || home is InterfaceDeclarationSyntax)
        {
            return false;
        }

        for (var symbol = method; symbol is IMethodSymbol function; symbol = symbol.ContainingSymbol)
        {
            if (function.IsGenericMethod)
            {
                return false;
            }
        }

        return Operations.Consumer(call) is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } ||
            call.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } && declarator.Syntax.Parent is VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement } &&
            !HasComments(statement) && Writes.OnlyValue(declarator.Symbol, Operations.Root(call)) is not null;
    }

    private static bool HasComments(SyntaxNode statement)
    {
        foreach (var trivia in statement.DescendantTrivia())
        {
            if (Comments.Is(trivia))
            {
                return true;
            }
        }

        return false;
    }

    private static string? TypeOf(IInvocationOperation call) =>
        call.Type is INamedTypeSymbol type && !HasAnonymous(type) ? type.ToMinimalDisplayString(call.SemanticModel!, call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.OpenBraceToken.SpanStart + 1) : null;

    private static bool HasAnonymous(INamedTypeSymbol type)
    {
        foreach (var argument in type.TypeArguments)
        {
            if (argument.IsAnonymousType || argument is ITypeParameterSymbol || argument is INamedTypeSymbol named && HasAnonymous(named))
            {
                return true;
            }
        }

        return false;
    }

    // Expression.Constant(id) in a tree that this method hands to a query.
    private static void OnConstant(Site site, IInvocationOperation call)
    {
        if (call.Arguments.Length == 0 || Operations.Unconverted(call.Arguments[0].Value) is not { } value || value.ConstantValue.HasValue || !IsGiven(value) || !Translations.IsScalar(value.Type) ||
            value.Type!.TypeKind == TypeKind.Enum || value.Type.SpecialType == SpecialType.System_Boolean || site.Heat == HeatLevel.Cold || RareCode.Is(site) || !FeedsQuery(site, call))
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), [value.Syntax.GetLocation()], null, "Constant", "for each value", "read the value from a captured variable, so that it becomes a parameter");
    }

    // What the method is called with; a local may hold what is the same each time.
    private static bool IsGiven(IOperation value)
    {
        while (value is IPropertyReferenceOperation { Instance: { } instance })
        {
            value = Operations.Unconverted(instance);
        }

        return value is IParameterReferenceOperation;
    }

    private static bool FeedsQuery(Site site, IInvocationOperation call)
    {
        foreach (var part in Operations.Root(call).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ } source, { } predicate, ..] } filter && Operations.IsExpressionTree(predicate.Value.Type) &&
                Operations.Unconverted(predicate.Value) is IInvocationOperation { TargetMethod.Name: "Lambda" } or ILocalReferenceOperation && IsBuilt(predicate.Value) &&
                site.Facts.Queries.IsQueryable(source.Value.Type) && site.Facts.Queries.Of(source.Value) is { Origin: QueryOrigin.Database } && filter.TargetMethod.Name.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBuilt(IOperation predicate)
    {
        predicate = Operations.Unconverted(predicate);
        if (predicate is ILocalReferenceOperation local)
        {
            predicate = Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value ? Operations.Unconverted(value) : predicate;
        }

        return predicate is IInvocationOperation { TargetMethod: { Name: "Lambda", ContainingType.Name: "Expression" } };
    }
}
