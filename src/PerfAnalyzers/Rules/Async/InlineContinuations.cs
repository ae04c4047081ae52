using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A <c>TaskCompletionSource</c> that others complete runs what awaits its task on the thread that completes it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InlineContinuations() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2008", Categories.Async, DiagnosticSeverity.Info,
        title: "A TaskCompletionSource runs continuations on the thread that completes it",
        message: "Whoever completes this TaskCompletionSource runs the code that awaits it first{0}; pass 'TaskCreationOptions.RunContinuationsAsynchronously'",
        description: "Without the option, SetResult and its kin call the continuations of the task before they return: the thread that signals (a socket loop, a timer, a holder of a lock) is kept by code it does not know.");

    /// <summary>Shapes of the fix: add an argument, or widen the one there is.</summary>
    public const string AddShape = "add", WidenShape = "widen";

    /// <summary>RunContinuationsAsynchronously.</summary>
    private const int Asynchronously = 64;

    private static readonly string[] s_userInterface =
    [
        "System.Windows.Threading.DispatcherObject", "System.Windows.Forms.Control", "Microsoft.UI.Xaml.DependencyObject", "Windows.UI.Xaml.DependencyObject", "Microsoft.Maui.Controls.BindableObject",
        "Avalonia.AvaloniaObject", "Android.App.Activity",
    ];

    protected override void Start(RuleContext context)
    {
        foreach (var name in s_userInterface)
        {
            // Windows complete on the thread their awaiting code returns to anyway.
            if (context.Facts.Type(name) is not null)
            {
                return;
            }
        }

        // Frameworks before 4.6 lack the option.
        if (context.Facts.Type("System.Threading.Tasks.TaskCreationOptions") is { } options && options.GetMembers("RunContinuationsAsynchronously").Length > 0)
        {
            context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        }
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not INamedTypeSymbol { Name: "TaskCompletionSource", ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } ||
            creation.Constructor is null || !LacksOption(creation, out var shape) || Operations.IsInExpressionTree(creation))
        {
            return;
        }

        if (site.Heat == HeatLevel.Cold || new Completions(site.Facts, creation, site.Cancellation).Find() is not { HeldUp: not HeldUp.Nothing } found)
        {
            return;
        }

        var fix = creation.Syntax is BaseObjectCreationExpressionSyntax { ArgumentList: { CloseParenToken.IsMissing: false } } ? FixProperties.Of(shape) : null;
        site.Report(Rule, LocationOf(creation), [found.Evidence!], fix, found.HeldUp == HeldUp.Lock ? ", while it holds a lock" : "");
    }

    // Options that are no constant, and an explicit None, were chosen.
    private static bool LacksOption(IObjectCreationOperation creation, out string shape)
    {
        shape = AddShape;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Type.Name == "TaskCreationOptions")
            {
                shape = WidenShape;
                return argument.Value.ConstantValue is { HasValue: true, Value: int value } && value != 0 && (value & Asynchronously) == 0;
            }
        }

        return true;
    }

    private static Location LocationOf(IObjectCreationOperation creation) => creation.Syntax switch
    {
        ObjectCreationExpressionSyntax { Type: GenericNameSyntax generic } => generic.Identifier.GetLocation(),
        ObjectCreationExpressionSyntax { Type: QualifiedNameSyntax qualified } => qualified.Right.Identifier.GetLocation(),
        ImplicitObjectCreationExpressionSyntax simple => simple.NewKeyword.GetLocation(),
        _ => Locations.OfCall(creation),
    };
}
