using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>An exception is thrown and swallowed where another form of the same member answers false.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ExceptionAsControlFlow() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4301", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "An exception is thrown and swallowed where a Try method answers",
        message: "'{0}' throws when there is no answer, and the exception is swallowed: microseconds and an object with its stack trace each time; use '{1}'",
        description: "Throwing and catching an exception costs about a thousand times as much as a method that answers false. The Try form of the same member tells without one.");

    /// <summary>Fix shape: the Try form does the same.</summary>
    public const string TryShape = "try";

    /// <summary>Fix shape: it also answers false for exceptions that go further today, or lets one go further that is swallowed today.</summary>
    public const string AssumingShape = "try-assuming";

    /// <summary>A fix's shape goes on with the other form's name, its type where it has to be written, and what it needs behind the same arguments, each behind this.</summary>
    public const char Separator = '|';

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site, (ITryOperation)site.Operation), OperationKind.Try);

    private static void Analyze(Site site, ITryOperation statement)
    {
        if (statement.Catches.Length == 0 || statement.Finally is not null || statement.Body.Operations.Length is 0 or > 4 || statement.Syntax is not TryStatementSyntax)
        {
            return;
        }

        var facts = site.Facts;
        var forms = new TryForms(facts);
        var found = new List<TryForm>();
        foreach (var part in statement.Body.Descendants())
        {
            if (forms.Of(part) is { } form)
            {
                found.Add(form);
            }
        }

        if (found.Count == 0 || Swallows.Of(statement, facts) is not { } swallows || swallows.Kind == Swallowing.Logged && swallows.IsGeneral)
        {
            return;
        }

        found.RemoveAll(form => !Any(forms.Raised(form), swallows));
        if (found.Count == 0)
        {
            return;
        }

        var keeps = false;
        foreach (var form in found)
        {
            keeps |= Keeps(form, forms, swallows);
        }

        if (keeps && swallows.IsGeneral || !new SwallowedBody(facts, forms, swallows, site.Cancellation).HasNoOther(statement.Body, found) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts) || IsRepeatedValue(site, found[0]))
        {
            return;
        }

        var first = found[0];
        var fix = found.Count == 1 && !keeps && first.Fillers is { } fillers && IsRewritable(statement, first)
            ? FixProperties.Of(string.Join(Separator.ToString(), IsSame(first, forms, swallows) ? TryShape : AssumingShape, first.Name, first.Known.Value("of"), string.Join(", ", fillers)))
            : null;
        var location = first.Operation is IPropertyReferenceOperation ? Locations.OfExpression(first.Operation.Syntax) : first.Operation.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(first.Operation);
        var (name, way) = (NameOf(first), WayOut(first));
        if (swallows.Kind == Swallowing.Silent)
        {
            site.Report(Rule, location, [statement.Catches[0].Syntax.GetFirstToken().GetLocation()], fix, name, way);
        }
        else
        {
            site.Suggest(Rule, location, [statement.Catches[0].Syntax.GetFirstToken().GetLocation()], null, name, way);
        }
    }

    private static bool Any(IEnumerable<INamedTypeSymbol> types, Swallows swallows)
    {
        foreach (var type in types)
        {
            if (swallows.Catches(type))
            {
                return true;
            }
        }

        return false;
    }

    // Exceptions of both forms that the catch swallows today. A missing argument is a mistake nobody counts on, where it is not certain that there is one.
    private static bool Keeps(TryForm form, TryForms forms, Swallows swallows)
    {
        foreach (var type in forms.Kept(form))
        {
            if (type.Name != "ArgumentNullException" && swallows.Catches(type))
            {
                return true;
            }
        }

        return false;
    }

    // Every exception the other form answers false for is swallowed today, and none is that it throws.
    private static bool IsSame(TryForm form, TryForms forms, Swallows swallows)
    {
        var isGiven = AreGiven(form.Operation);
        foreach (var type in forms.Raised(form))
        {
            if (!swallows.Catches(type) && !(type.Name == "ArgumentNullException" && isGiven))
            {
                return false;
            }
        }

        foreach (var type in forms.Kept(form))
        {
            if (swallows.Catches(type) && !isGiven)
            {
                return false;
            }
        }

        var receiver = form.Operation is IInvocationOperation { Instance: { } instance } ? instance : (form.Operation as IPropertyReferenceOperation)?.Instance;
        return (isGiven || form.Known.Value("null") is null) && (receiver is null || !swallows.IsGeneral || ThrowFree.IsNotNull(receiver));
    }

    private static bool AreGiven(IOperation operation)
    {
        foreach (var part in operation.ChildOperations)
        {
            if (part is IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Parameter.Ordinal: 0 } argument && argument.Value.Type is not { IsValueType: true } && !ThrowFree.IsNotNull(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    // The value is computed first of all and on every way, so that nothing is asked that was not asked before.
    private static bool IsRewritable(ITryOperation statement, TryForm form)
    {
        if (!Operations.IsWithin(form.Operation, statement.Body.Operations[0]) || Runs.Conditionally(form.Operation, statement.Body) || statement.Syntax.ContainsDirectives || form.Value.Type is { IsRefLikeType: true })
        {
            return false;
        }

        for (var current = form.Operation; !ReferenceEquals(current, statement.Body); current = current.Parent!)
        {
            if (current is IAnonymousFunctionOperation or IConditionalAccessOperation)
            {
                return false;
            }
        }

        return true;
    }

    // One that stays the same in a loop around is to be asked once.
    private static bool IsRepeatedValue(Site site, TryForm form) =>
        form.Operation is IInvocationOperation call && form.Known.Value("repeats") is not null && site.Facts.Loops.Around(call) is not null && new RepeatedValues(site.Facts, site.Cancellation).OfCall(call) is not null;

    private static string NameOf(TryForm form) => form.Operation switch
    {
        IObjectCreationOperation { Type: { } type } => "new " + type.Name,
        IPropertyReferenceOperation property => Locations.ShortText(property.Syntax) ?? "[]",
        _ => ((IInvocationOperation)form.Operation).TargetMethod.Name,
    };

    private static string WayOut(TryForm form) =>
        form.Operation is IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType: { } type } } && SymbolEqualityComparer.Default.Equals(type, form.Type) || form.Operation is IPropertyReferenceOperation or IInvocationOperation { Instance: not null }
            ? form.Name
            : form.Known.TypeName == "System.Enum" ? "Enum." + form.Name : form.Type.Name + "." + form.Name;
}
