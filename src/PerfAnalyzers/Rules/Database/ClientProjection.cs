using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A projection hands the whole entity to code of the project: the database cannot run it, and every column is loaded for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class ClientProjection() : PerfRule(Rule)
{
    /// <summary>Fix shape: what is called is written into the projection.</summary>
    public const string InlineShape = "inline";

    /// <summary>Key of the text that takes the place of the call.</summary>
    public const string TextKey = "text";

    private const int ManyColumns = 4;

    // What teaches the mapper to translate methods of one's own.
    private static readonly string[] s_translations = ["HasDbFunction", "IMethodCallTranslator", "IMemberTranslator", "IExpressionVisitor"];

    private static readonly HashSet<string> s_translated = new(StringComparer.Ordinal) { "DbFunctionAttribute", "ProjectableAttribute", "ExpandableAttribute", "ComputedAttribute", "ExpressionMethodAttribute", "InjectLambdaAttribute", "ExpressiveAttribute" };

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1106", Categories.Database, DiagnosticSeverity.Info,
        title: "A projection needs the whole entity because it calls code of the project",
        message: "'{0}' runs in memory and is given the whole '{1}': every column is loaded and the entity tracked for it; {2}",
        description: "What a method does with an entity is not in the query. Entity Framework Core loads the entity to call it, as if there were no projection.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "Select", ContainingType: { Name: "Queryable", ContainingNamespace.Name: "Linq" } } || call.Arguments.Length != 2 ||
            LambdaOf(call.Arguments[1].Value) is not { Symbol.Parameters: [{ Type: INamedTypeSymbol entity } row], Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } lambda ||
            site.Facts.Entities.ColumnsOf(entity).Length < ManyColumns || Whole(site.Facts, value, row) is not { } whole)
        {
            return;
        }

        if (Operations.IsInExpressionTree(call) || site.Facts.Queries.Of(call) is not { Origin: QueryOrigin.Database } query || !IsOfEntity(site.Facts, query, entity) || IsExpanded(query) || RareCode.Is(site) ||
            ReadsMost(site, whole, entity, out var reads) || IsTranslated(site.Facts, whole))
        {
            return;
        }

        var text = reads is null ? null : Inlined(site, whole, lambda, row);
        var properties = text is null ? null : FixProperties.Of(InlineShape).Add(TextKey, text);
        site.Report(Rule, whole is IPropertyReferenceOperation { Syntax: MemberAccessExpressionSyntax access } ? access.Name.GetLocation() : Locations.OfCall(whole), [Locations.OfCall(call)], properties, NameOf(whole), entity.Name,
            IsMapper(whole) ? "let the mapper project the query ('ProjectTo', 'ProjectToType')" : "write what it computes into the 'Select'");
    }

    private static IAnonymousFunctionOperation? LambdaOf(IOperation argument)
    {
        argument = Operations.Unconverted(argument);
        return (argument is IDelegateCreationOperation creation ? creation.Target : argument) as IAnonymousFunctionOperation;
    }

    // The first code of the project that is given the row; null when there is none, or when the row itself is selected anyway.
    private static IOperation? Whole(Facts facts, IOperation value, IParameterSymbol row)
    {
        IOperation? first = null;
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is not IParameterReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Parameter, row))
            {
                continue;
            }

            switch (Operations.Consumer(reference))
            {
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    if (!IsUserCode(facts, call.TargetMethod))
                    {
                        return null;
                    }

                    first ??= call;
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } creation } when facts.IsOwn(constructor):
                    first ??= creation;
                    break;
                case IInvocationOperation call when facts.IsOwn(call.TargetMethod):
                    first ??= call;
                    break;
                case IPropertyReferenceOperation property:
                    first ??= IsComputed(facts, property.Property) ? property : null;
                    break;
                default:
                    return null;
            }
        }

        return first;
    }

    private static bool IsUserCode(Facts facts, IMethodSymbol method) =>
        facts.IsOwn(method) && method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.LocalFunction || method is { Name: "Map" or "Adapt", ReturnsVoid: false } && method.ContainingNamespace?.Name is "AutoMapper" or "Mapster" or "MapsterMapper";

    private static bool IsMapper(IOperation whole) => whole is IInvocationOperation { TargetMethod: { Name: "Map" or "Adapt", ContainingNamespace.Name: "AutoMapper" or "Mapster" or "MapsterMapper" } };

    // public string FullName => FirstName + " " + LastName;
    private static bool IsComputed(Facts facts, IPropertySymbol property) =>
        property is { SetMethod: null, IsIndexer: false, IsStatic: false, GetMethod: { } getter } && facts.IsOwn(property) && property.ContainingType is { IsAnonymousType: false, IsRecord: false } && Translations.IsScalar(property.Type) &&
        (Bodies.SyntaxOf(getter, default) is not null || Bodies.SyntaxOf(property, default) is ArrowExpressionClauseSyntax);

    private static bool IsOfEntity(Facts facts, QueryChain query, ITypeSymbol entity)
    {
        foreach (var context in facts.Entities.Contexts)
        {
            if (facts.Entities.ContextOf(context, entity) is not null && SymbolEqualityComparer.Default.Equals(facts.Entities.EntityOf(query.Root.Type), entity))
            {
                return true;
            }
        }

        return SymbolEqualityComparer.Default.Equals(EntityModel.ElementOf(query.Root.Type), entity);
    }

    private static bool IsExpanded(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "AsExpandable" or "AsExpandableEFCore" or "ExpandProjectables" or "Decompile" or "DecompileAsync" or "AsExpressive" or "WithLambdaInjection" or "ToInjectable")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTranslated(Facts facts, IOperation whole)
    {
        var member = Operations.SymbolOf(whole)!;
        foreach (var attribute in member.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && s_translated.Contains(type.Name))
            {
                return true;
            }
        }

        return SourceFiles.Mention(facts.Compilation, s_translations);
    }

    // A method that reads nearly every column needs them.
    private static bool ReadsMost(Site site, IOperation whole, INamedTypeSymbol entity, out EntityUses? reads)
    {
        reads = whole switch
        {
            IInvocationOperation { TargetMethod: { } method } call when site.Facts.IsOwn(method) && ParameterOf(call) is { } parameter => EntityUses.OfParameter(site.Facts, parameter, site.Cancellation),
            IInvocationOperation { TargetMethod: { } method, Instance: not null } when site.Facts.IsOwn(method) => EntityUses.OfReceiver(site.Facts, method, site.Cancellation),
            IPropertyReferenceOperation { Property.GetMethod: { } getter } => EntityUses.OfReceiver(site.Facts, getter, site.Cancellation),
            _ => null,
        };
        return reads is { Escapes: false } && reads.Columns.Count * 4 > site.Facts.Entities.ColumnsOf(entity).Length * 3;
    }

    /// <summary>The parameter of the method that is given the row.</summary>
    private static IParameterSymbol? ParameterOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (Operations.Unconverted(argument.Value) is IParameterReferenceOperation && argument.Parameter is { } parameter)
            {
                return call.TargetMethod.OriginalDefinition.Parameters[parameter.Ordinal];
            }
        }

        return null;
    }

    private static string NameOf(IOperation whole) => whole is IObjectCreationOperation creation ? creation.Type?.Name ?? "" : Operations.SymbolOf(whole)!.Name;
}
