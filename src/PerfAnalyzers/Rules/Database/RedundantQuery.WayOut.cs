using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Which of the findings can be rewritten, and how.</content>
internal sealed partial class RedundantQuery
{
    /// <summary>Fix shape: the query moves before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: as <see cref="HoistShape"/>, for what may throw where the loop has no elements.</summary>
    public const string HoistAlwaysShape = "hoist-always";

    /// <summary>Fix shape: the check becomes a null test of the row that is fetched.</summary>
    public const string TestShape = "test";

    /// <summary>Fix shape: the first result is used again.</summary>
    public const string ReuseShape = "reuse";

    /// <summary>Key of the local: the one that receives the hoisted result when the code has none, or the one that is reused or tested.</summary>
    public const string LocalKey = "local";

    /// <summary>Key of the operator that takes the place of <c>First</c> or <c>Single</c>.</summary>
    public const string MethodKey = "method";

    private static ImmutableDictionary<string, string?>? Hoisted(Site site, RepeatedQuery found)
    {
        if (!found.IsMovable || found.UsesInnerLocals || found.Loop.Owner is not ILoopOperation loop || loop.Syntax.Parent is not BlockSyntax ||
            site.Operation is not (IInvocationOperation or IPropertyReferenceOperation) || Whole(site.Operation) is not { } value || !IsPlainlyIn(value, loop) ||
            value.Type is not { } type || type.SpecialType == SpecialType.System_Void || !OneResult.IsComplete(value.Type))
        {
            return null;
        }

        var function = Operations.Function(value);
        var isTracked = found.Direct is { Query: { } query } && IsTracked(site, query, type);
        var local = OneResult.Declared(value);
        if (local is not null ? !OneResult.IsShared(local, loop, isTracked) : !OneResult.IsReadUse(value, isTracked) || OneResult.ChangesMembers(type, loop))
        {
            return null;
        }

        var mayThrow = found.Direct is not { } direct || direct.Query is null || Terminals.Bare(direct.Name) is not ("ToList" or "ToArray" or "Count" or "LongCount" or "Any" or "FirstOrDefault" or "Sum");
        var name = local is not null && OneResult.IsOnly(local.Name, function) ? null : OneResult.Unused(NameFor(site.Operation, found.Direct), function);
        var properties = FixProperties.Of(mayThrow ? HoistAlwaysShape : HoistShape);
        return name is null ? properties : properties.Add(LocalKey, name);
    }

    private static ImmutableDictionary<string, string?>? Tested(NeedlessQuery found)
    {
        if (found.Condition?.Syntax is not IfStatementSyntax { Parent: BlockSyntax } choice || found.Other is not { Query: { } query, Operation: IInvocationOperation row } ||
            Terminals.Bare(found.Other.Name) is not ("First" or "FirstOrDefault" or "Single" or "SingleOrDefault") || !KeepsEntities(query) || Whole(row) is not { Type: { IsReferenceType: true } } value ||
            OneResult.Declared(value) is not { } local || !OneResult.IsOnly(local.Name, Operations.Function(row)) || value.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { } declaration ||
            declaration.Declaration is not { Type.IsVar: true, Variables.Count: 1 } || !declaration.UsingKeyword.IsKind(SyntaxKind.None) || Whole(found.Needless.Operation) is not { } check)
        {
            return null;
        }

        var condition = choice.Condition;
        var isNegated = condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression };
        if (!ReferenceEquals(Bare(isNegated ? ((PrefixUnaryExpressionSyntax)condition).Operand : condition), check.Syntax))
        {
            return null;
        }

        var isBeside = isNegated
            ? choice is { Else: null, Parent: BlockSyntax block } && block.Statements.IndexOf(choice) + 1 == block.Statements.IndexOf(declaration)
            : choice.Statement is BlockSyntax { Statements: [var first, ..] } && ReferenceEquals(first, declaration);
        var name = found.Other.Name;
        return isBeside
            ? FixProperties.Of(TestShape).Add(LocalKey, local.Name).Add(MethodKey, name.IndexOf("OrDefault", StringComparison.Ordinal) >= 0 ? name : Terminals.Bare(name) + "OrDefault" + (name.EndsWith("Async", StringComparison.Ordinal) ? "Async" : ""))
            : null;
    }

    private static ImmutableDictionary<string, string?>? Reused(NeedlessQuery found)
    {
        if (Whole(found.Other.Operation) is not { } first || Whole(found.Needless.Operation) is not { } second || OneResult.Declared(first) is not { } local ||
            !SymbolEqualityComparer.Default.Equals(first.Type, second.Type) || first.Syntax.FirstAncestorOrSelf<BlockSyntax>() is not { } block || !block.Span.Contains(second.Syntax.Span))
        {
            return null;
        }

        var function = Operations.Function(second);
        var isTracked = false;
        return Writes.OnlyValue(local, function) is not null && OneResult.IsShared(local, function, isTracked) &&
            (OneResult.Declared(second) is { } other ? OneResult.IsShared(other, function, isTracked) : OneResult.IsReadUse(second, isTracked))
            ? FixProperties.Of(ReuseShape).Add(LocalKey, local.Name)
            : null;
    }

    // The call with its await.
    private static IOperation? Whole(IOperation operation)
    {
        var isTask = operation.Type is { Name: "Task" or "ValueTask" };
        var current = operation;
        while (current.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && ReferenceEquals(configured.Instance, current))
        {
            current = configured;
        }

        return isTask ? current.Parent as IAwaitOperation : operation;
    }

    // Only blocks, statements and expressions lie between: no try, lock, using or lambda that gives the place a meaning.
    private static bool IsPlainlyIn(IOperation value, ILoopOperation loop)
    {
        for (var current = value.Parent; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, loop))
            {
                return true;
            }

            if (current is ITryOperation or ILockOperation or IUsingOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or ISwitchOperation or IConditionalAccessOperation)
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsTracked(Site site, QueryChain query, ITypeSymbol type) =>
        type.IsReferenceType && !Collections.Is(type) && Knowledge.Inherits(query.Root.Type, site.Facts.Type("Microsoft.EntityFrameworkCore.DbSet`1")) && KeepsEntities(query) && !IsUntracked(query);

    private static bool KeepsEntities(QueryChain query)
    {
        foreach (var call in query.Operators)
        {
            if (call.TargetMethod.Name is "Select" or "SelectMany" or "GroupBy" or "Join" or "GroupJoin" or "LeftJoin" or "Cast" or "DefaultIfEmpty")
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsUntracked(QueryChain query)
    {
        foreach (var call in query.Operators)
        {
            if (call.TargetMethod.Name.StartsWith("AsNoTracking", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string NameFor(IOperation operation, RoundTrip? direct)
    {
        if (direct is { Query: { } query } && Operations.SymbolOf(Operations.Unconverted(query.Root)) is { MetadataName: not ".ctor" } root)
        {
            var terminal = Terminals.Bare(direct.Value.Name);
            var name = root is IMethodSymbol { TypeArguments: [{ } entity] } ? entity.Name : root.Name;
            return OneResult.Camel(terminal switch
            {
                "Count" or "LongCount" => name + "Count",
                "Any" => "has" + name,
                "Sum" or "Max" or "Min" or "Average" => terminal + name,
                "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" when KeepsEntities(query) && ((IInvocationOperation)operation).TargetMethod.TypeArguments is [{ } row] => row.Name,
                _ => name,
            });
        }

        var called = Terminals.Bare(Operations.SymbolOf(operation)?.Name ?? "");
        foreach (var verb in new[] { "Get", "Load", "Find", "Fetch", "Read", "Query" })
        {
            if (called.Length > verb.Length && called.StartsWith(verb, StringComparison.Ordinal) && char.IsUpper(called[verb.Length]))
            {
                return OneResult.Camel(called.Substring(verb.Length));
            }
        }

        return direct is null && called.Length > 0 ? OneResult.Camel(called) : "result";
    }

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }
}
