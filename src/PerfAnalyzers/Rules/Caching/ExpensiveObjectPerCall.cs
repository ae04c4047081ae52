using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ExpensiveObjectPerCall() : PerfRule(Rule)
{
    /// <summary>Fix shape: the expression moves into a static readonly field.</summary>
    public const string FieldShape = "field";

    /// <summary>Fix shape: the library hands out a shared instance; <see cref="DetailKey"/> names the member.</summary>
    public const string SharedShape = "shared";

    /// <summary>Property: the name to give the field, or the member that shares.</summary>
    public const string DetailKey = "detail";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3001", Categories.Caching, DiagnosticSeverity.Warning,
        title: "An object that is expensive to build is built on every call",
        message: "'{0}' on every call: {1}; {2}",
        description: "The object is made from the same inputs each time, used during the call and thrown away. Building it costs far more than using it, and one instance can serve the whole process.");

    protected override void Start(RuleContext context) => context.OnKnown(ApiEffects.Costly, static (site, method, known) => Analyze(site, method, known));

    private static void Analyze(Site site, IMethodSymbol method, ApiEntry known)
    {
        var built = site.Operation;
        if (known.Value("share") != "static" || (known.Value("parameters") == "0" && method.Parameters.Length != 0))
        {
            return;
        }

        var traits = HoistTraits.None;
        var hoisting = new Hoisting(site.Facts, site.Cancellation);
        var isFixed = hoisting.HasFixedInputs(built, ref traits);
        if (!isFixed && known.Value("inputs") != "any")
        {
            return;
        }

        var lifetimes = new Lifetimes(site.Facts, site.Cancellation);
        var settings = new List<IOperation>();
        if (!lifetimes.EndsWithCall(built, known, known.Value("fresh") is not null, settings))
        {
            return;
        }

        foreach (var setting in settings)
        {
            isFixed &= setting is ISimpleAssignmentOperation assignment
                ? hoisting.IsFixed(assignment.Value, ref traits)
                : setting is IInvocationOperation { Arguments: [var argument] } && hoisting.IsFixed(argument.Value, ref traits);
        }

        var shared = SharedMember(known, method, built);
        if ((!isFixed && known.Value("inputs") != "any") || (known.Value("instead") is not null && shared is null) || !lifetimes.IsInPerCallCode(built, site.ContainingSymbol))
        {
            return;
        }

        var heat = site.Heat;
        var (cost, isProven) = Cost(known, built, traits);
        if (heat == HeatLevel.Cold || (!isProven && heat < HeatLevel.Loop))
        {
            return;
        }

        var wayOut = shared is not null ? $"use '{method.ContainingType.Name}.{shared}', which is built once"
            : !isFixed ? "keep one per set of arguments, in a static dictionary"
            : (traits & HoistTraits.PerTypeArgument) != 0 ? "keep one per type argument, in a static field of a generic class"
            : "keep it in a static readonly field";
        var properties = shared is not null ? FixProperties.Of(SharedShape).Add(DetailKey, shared)
            : isFixed && CanFold(built, settings) && IsMovable(built, traits, site) ? FixProperties.Of(FieldShape).Add(DetailKey, known.Value("name"))
            : null;
        var name = method.MethodKind == MethodKind.Constructor ? "new " + method.ContainingType.Name : method.Name;
        if (isProven)
        {
            site.Report(Rule, LocationOf(built), null, properties, name, cost, wayOut);
        }
        else
        {
            site.Suggest(Rule, LocationOf(built), null, properties, name, cost, wayOut);
        }
    }

    private static (string? Cost, bool IsProven) Cost(ApiEntry known, IOperation built, HoistTraits traits)
    {
        if (known.Value("flag") is { } flag && HasFlag(built, flag))
        {
            return (known.Value("flagged"), true);
        }

        return known.Value("fresh") is { } fresh && (traits & HoistTraits.BuildsInstances) != 0
            ? (fresh, true)
            : (known.Value("cost"), known.Value("severity") == "warning");
    }

    private static bool HasFlag(IOperation built, string name)
    {
        foreach (var child in built.ChildOperations)
        {
            if (child is IArgumentOperation { Value: { Type: { TypeKind: TypeKind.Enum } type, ConstantValue: { HasValue: true, Value: int value } } })
            {
                foreach (var member in type.GetMembers(name))
                {
                    if (member is IFieldSymbol { ConstantValue: int bit } && (value & bit) != 0)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static string? SharedMember(ApiEntry known, IMethodSymbol method, IOperation built) =>
        built is IObjectCreationOperation { Initializer: null } && known.Value("instead") is { } name && method.ContainingType.GetMembers(name).Length > 0 ? name : null;

    // Where a static field of the containing type can hold the expression as it is written.
    private static bool IsMovable(IOperation built, HoistTraits traits, Site site)
    {
        if ((traits & (HoistTraits.PerTypeArgument | HoistTraits.Immovable)) != 0 || built.Syntax.ContainsDirectives)
        {
            return false;
        }

        for (var type = site.ContainingSymbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0 || type.IsImplicitlyDeclared)
            {
                return false;
            }
        }

        var around = built.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(static type => type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax);
        return around is not null && !around.OpenBraceToken.IsMissing && !MentionsTypeParameter(built.Syntax);
    }

    // Settings that directly follow the declaration and set each property once can be written as an initializer.
    private static bool CanFold(IOperation built, List<IOperation> settings)
    {
        if (settings.Count == 0)
        {
            return true;
        }

        if (built is not IObjectCreationOperation { Initializer: null } || built.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Parent: BlockSyntax block } declaration)
        {
            return false;
        }

        var first = block.Statements.IndexOf(declaration) + 1;
        var assigned = new List<ISymbol?>();
        ISymbol? added = null;
        for (var i = 0; i < settings.Count; i++)
        {
            if (first + i >= block.Statements.Count || settings[i].Syntax.Parent != block.Statements[first + i] || settings[i].Syntax.ContainsDirectives || MentionsTypeParameter(settings[i].Syntax))
            {
                return false;
            }

            var isAssignment = settings[i] is ISimpleAssignmentOperation;
            var property = Operations.SymbolOf(isAssignment ? ((ISimpleAssignmentOperation)settings[i]).Target : ((IInvocationOperation)settings[i]).Instance!);
            if (!isAssignment && SymbolEqualityComparer.Default.Equals(property, added))
            {
                continue;
            }

            foreach (var other in assigned)
            {
                if (SymbolEqualityComparer.Default.Equals(other, property))
                {
                    return false;
                }
            }

            assigned.Add(property);
            added = isAssignment ? null : property;
        }

        return true;
    }

    private static bool MentionsTypeParameter(SyntaxNode syntax)
    {
        foreach (var around in syntax.Ancestors())
        {
            var parameters = around switch
            {
                MethodDeclarationSyntax method => method.TypeParameterList,
                LocalFunctionStatementSyntax function => function.TypeParameterList,
                _ => null,
            };
            if (parameters is null)
            {
                continue;
            }

            foreach (var node in syntax.DescendantNodes())
            {
                foreach (var parameter in parameters.Parameters)
                {
                    if (node is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Identifier.ValueText)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static Location LocationOf(IOperation built) => built.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(built);
}
