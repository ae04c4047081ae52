using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Measurement;

/// <summary>Benchmarks are set up so that they measure debug builds, or leave out memory.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BenchmarkConfiguration() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9005", Categories.Measurement, DiagnosticSeverity.Warning,
        title: "Benchmarks measure debug builds, or leave out memory",
        message: "{0}",
        description: "BenchmarkDotNet refuses to measure code that was compiled without optimizations, unless it is told to; what it then measures says nothing about the code that runs. What a method allocates is only measured by a diagnoser, and costs later what no benchmark of its time shows.");

    /// <summary>Fix shape: the attribute is added.</summary>
    public const string DiagnoserShape = "diagnoser";

    /// <summary>Fix shape: the debug setting is taken out.</summary>
    public const string SettingShape = "setting";

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (BenchmarkMethods.AreKnown(context.Facts))
        {
            context.On(static site => OnBody(site), OperationKind.MethodBody);
        }

        if (context.Facts.Type("BenchmarkDotNet.Configs.ConfigOptions") is not null)
        {
            context.On(static site => OnField(site, (IFieldReferenceOperation)site.Operation), OperationKind.FieldReference);
            context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        }
    }

    private static void OnBody(Site site)
    {
        if (site.ContainingSymbol is not IMethodSymbol { ContainingType: { IsAbstract: false } type } method || site.Operation.Syntax is not MethodDeclarationSyntax { Parent: TypeDeclarationSyntax declaration } ||
            BenchmarkMethods.Attribute(method, "BenchmarkAttribute", site.Facts)?.ApplicationSyntaxReference?.GetSyntax(site.Cancellation) is not AttributeSyntax attribute || !IsFirst(method, type, site.Facts) || BenchmarkMethods.HasOnClass(type, "MemoryDiagnoserAttribute", site.Facts) || BenchmarkMethods.HasOnClass(type, "ConfigAttribute", site.Facts) ||
            site.Facts.Type("BenchmarkDotNet.Attributes.MemoryDiagnoserAttribute") is null || BenchmarkMethods.MeasureMemory(site.Facts.Compilation))
        {
            return;
        }

        var name = site.Operation.SemanticModel?.LookupNamespacesAndTypes(declaration.SpanStart, name: "MemoryDiagnoserAttribute").IsEmpty == false ? "MemoryDiagnoser" : "BenchmarkDotNet.Attributes.MemoryDiagnoser";
        var layout = new Layout(declaration);
        site.Suggest(Rule, attribute.Name.GetLocation(), null, new PlannedEdits().Replace(new TextSpan(declaration.SpanStart, 0), $"[{name}]{layout.Separator}").ToProperties(DiagnoserShape),
            $"The benchmarks of '{type.Name}' show their time and not what they allocate, which the collector is paid for later; add [MemoryDiagnoser]");
    }

    private static bool IsFirst(IMethodSymbol method, INamedTypeSymbol type, Facts facts)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol && BenchmarkMethods.Is(member, facts))
            {
                return SymbolEqualityComparer.Default.Equals(member, method);
            }
        }

        return false;
    }

    // config.WithOptions(ConfigOptions.DisableOptimizationsValidator)
    private static void OnField(Site site, IFieldReferenceOperation field)
    {
        if (field.Field is not { Name: "DisableOptimizationsValidator", ContainingType.Name: "ConfigOptions" } || DevelopmentOnly.Is(field))
        {
            return;
        }

        var value = (IOperation)field;
        while (Operations.Consumer(value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Or } both)
        {
            value = both;
        }

        switch (Operations.Consumer(value))
        {
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WithOptions" } call }:
                Report(site, field, FixOf(call, value, field));
                break;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WithOption" } call } when call.Arguments[call.Arguments.Length - 1].Value.ConstantValue is { HasValue: true, Value: true }:
                Report(site, field, FixOf(call, value, field));
                break;
            case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Options" } }:
                Report(site, field, null);
                break;
        }
    }

    private static void Report(Site site, IFieldReferenceOperation field, ImmutableDictionary<string, string?>? fix) => site.Report(
        Rule, Locations.OfExpression(field.Syntax), null, fix, "With this option debug builds are measured, and what they depend on: the times say nothing about the code that runs; take it out, and run with '-c Release'");

    private static ImmutableDictionary<string, string?>? FixOf(IInvocationOperation call, IOperation value, IFieldReferenceOperation field) =>
        ReferenceEquals(value, field) && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, Parent: not ExpressionStatementSyntax } syntax && !Comments.In(syntax, access.Expression)
            ? new PlannedEdits().Replace(TextSpan.FromBounds(access.Expression.Span.End, syntax.Span.End), "").ToProperties(SettingShape)
            : null;

    // BenchmarkRunner.Run<Parsing>(new DebugInProcessConfig())
    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "DebugInProcessConfig" or "DebugBuildConfig", ContainingNamespace: { Name: "Configs", ContainingNamespace.Name: "BenchmarkDotNet" } } type || DevelopmentOnly.Is(creation) || IsAsked(creation))
        {
            return;
        }

        var fix = Operations.Consumer(creation) is IArgumentOperation { Syntax: ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1 } list } argument, Parent: IInvocationOperation { TargetMethod.Name: "Run" } } && !Comments.In(list)
            ? new PlannedEdits().Replace(argument.Span, "").ToProperties(SettingShape)
            : null;
        site.Report(Rule, Locations.OfCall(creation), null, fix, $"'{type.Name}' runs benchmarks for a debugger, not for their times; use it behind '#if DEBUG' or 'Debugger.IsAttached', and run with '-c Release'");
    }

    // args.Contains("--debug") ? new DebugInProcessConfig() : …
    private static bool IsAsked(IOperation creation)
    {
        for (var parent = creation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands between an attribute and the declaration it belongs to.</summary>
    private readonly struct Layout(TypeDeclarationSyntax declaration)
    {
        public string Separator
        {
            get
            {
                var text = declaration.SyntaxTree.GetText();
                var line = text.Lines.GetLineFromPosition(declaration.SpanStart);
                var before = text.ToString(TextSpan.FromBounds(line.Start, declaration.SpanStart));
                return before.Trim().Length > 0 ? " " : (text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } end ? end : " ") + before;
            }
        }
    }
}
