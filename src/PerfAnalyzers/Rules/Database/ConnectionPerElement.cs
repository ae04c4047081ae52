using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A connection or context that every pass of a loop makes, opens and throws away, for the same target.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ConnectionPerElement() : PerfRule(Rule)
{
    /// <summary>Fix shape: the declaration, and the <c>Open</c> after it, move before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: as <see cref="HoistShape"/>, and the connection is opened, which the calls that use it did so far.</summary>
    public const string HoistAndOpenShape = "hoist-open";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1005", Categories.Database, DiagnosticSeverity.Info,
        title: "A connection or context is made for every element",
        message: "'{0}' {1} for every {2} although the target stays the same; {3}",
        description: "A connection is taken from the pool, checked and given back on every pass; a context also builds its services and forgets what it has read. One for the whole loop does.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => Analyze(site), OperationKind.Invocation, OperationKind.ObjectCreation);
        }
    }

    private static void Analyze(Site site)
    {
        if (new RepeatedConnections(site.Facts, site.Cancellation).Of(site.Operation) is not { } found || RareCode.Is(site))
        {
            return;
        }

        var name = site.Operation is IObjectCreationOperation { Type: { } type } ? type.Name : ((IInvocationOperation)site.Operation).TargetMethod.Name;
        var verb = site.Operation is IInvocationOperation { TargetMethod.Name: "Open" or "OpenAsync" } ? "opens the connection again" : found.IsContext ? "makes a context" : "makes a connection";
        site.Report(Rule, Locations.OfCall(site.Operation), [found.Loop.Location], IsMovable(site, found, out var isOpened) ? FixProperties.Of(isOpened || site.Operation is IInvocationOperation ? HoistShape : HoistAndOpenShape) : null,
            name, verb, found.Loop.Phrase, found.IsContext ? "share one over the loop" : "open one before the loop");
    }

    // using var connection = new …; as a statement of the loop, and nothing in the loop ends it, keeps it or relies on a fresh one.
    // A hoisted context would go on tracking what it has read.
    private static bool IsMovable(Site site, RepeatedConnection found, out bool isOpened)
    {
        isOpened = false;
        if (found.IsContext || found.UsesInnerLocals || found.Loop.Owner is not ILoopOperation { Syntax: { Parent: BlockSyntax } } loop ||
            site.Operation.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Declaration.Variables: [{ } variable], Parent: BlockSyntax body } declaration ||
            !IsBodyOf(loop.Syntax, body) || !declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) || !IsOnly(variable.Identifier.ValueText, site.Operation))
        {
            return false;
        }

        ILocalSymbol? local = null;
        foreach (var part in loop.Descendants())
        {
            switch (part)
            {
                case IVariableDeclaratorOperation declarator when ReferenceEquals(declarator.Syntax, variable):
                    local = declarator.Symbol;
                    break;
                case ITryOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                    return false;
                case ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } when IsSessionState(text):
                    return false;
            }
        }

        if (local is null)
        {
            return false;
        }

        foreach (var part in loop.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsPlainUse(reference, declaration, body, ref isOpened))
            {
                return false;
            }
        }

        return true;
    }

    // Only loops lie between.
    private static bool IsBodyOf(SyntaxNode loop, BlockSyntax body)
    {
        SyntaxNode? current = body.Parent;
        while (current is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForEachVariableStatementSyntax)
        {
            if (ReferenceEquals(current, loop))
            {
                return true;
            }

            current = current.Parent is BlockSyntax outer ? outer.Parent : current.Parent;
        }

        return false;
    }

    private static bool IsPlainUse(ILocalReferenceOperation use, LocalDeclarationStatementSyntax declaration, BlockSyntax body, ref bool isOpened)
    {
        if (Operations.Function(use) is IAnonymousFunctionOperation or ILocalFunctionOperation && use.Syntax.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } function && body.Span.Contains(function.Span))
        {
            return false;
        }

        IOperation child = use;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                return call.TargetMethod.Name switch
                {
                    "Open" or "OpenAsync" => isOpened = IsNext(call.Syntax, declaration, body),
                    "CreateCommand" => true,
                    "BeginTransaction" or "BeginTransactionAsync" => IsUsed(call),
                    _ => false,
                };
            // Dapper buffers unless told otherwise; a reader left open would block the next pass.
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "SqlMapper" } target } call }:
                return target.Name.StartsWith("Execute", StringComparison.Ordinal) && !target.Name.StartsWith("ExecuteReader", StringComparison.Ordinal) ||
                    target.Name.StartsWith("Query", StringComparison.Ordinal) && target.Name is not ("QueryMultiple" or "QueryMultipleAsync" or "QueryUnbufferedAsync") && IsBuffered(call);
            case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } }:
                return RoundTrips.IsCommand(made);
            default:
                return false;
        }
    }

    private static bool IsBuffered(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == "buffered" && argument.Value.ConstantValue is not { HasValue: true, Value: true })
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUsed(IOperation value) => value.Syntax.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword } or UsingStatementSyntax;

    private static bool IsNext(SyntaxNode call, LocalDeclarationStatementSyntax declaration, BlockSyntax body) =>
        call.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax statement && body.Statements.IndexOf(statement) == body.Statements.IndexOf(declaration) + 1;

    private static bool IsSessionState(string sql) =>
        sql.IndexOf("temp", StringComparison.OrdinalIgnoreCase) >= 0 || sql.IndexOf('#') >= 0 || sql.StartsWith("set ", StringComparison.OrdinalIgnoreCase) ||
        sql.StartsWith("pragma", StringComparison.OrdinalIgnoreCase) || sql.IndexOf("attach", StringComparison.OrdinalIgnoreCase) >= 0 || sql.StartsWith("use ", StringComparison.OrdinalIgnoreCase);

    private static bool IsOnly(string name, IOperation operation)
    {
        var count = 0;
        foreach (var node in (operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? operation.Syntax).DescendantNodes())
        {
            count += node switch
            {
                VariableDeclaratorSyntax variable when variable.Identifier.ValueText == name => 1,
                SingleVariableDesignationSyntax variable when variable.Identifier.ValueText == name => 1,
                ForEachStatementSyntax each when each.Identifier.ValueText == name => 1,
                ParameterSyntax parameter when parameter.Identifier.ValueText == name => 1,
                LocalFunctionStatementSyntax local when local.Identifier.ValueText == name => 1,
                _ => 0,
            };
        }

        return count == 1;
    }
}
