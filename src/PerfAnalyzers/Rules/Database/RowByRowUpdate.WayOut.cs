using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What the fix needs to know, and when there is none.</content>
internal sealed partial class RowByRowUpdate
{
    /// <summary>Shape: the rows are changed.</summary>
    public const string UpdateShape = "update";

    /// <summary>Shape: the rows are removed.</summary>
    public const string DeleteShape = "delete";

    /// <summary>The method to call, with <c>Async</c> where the save was awaited.</summary>
    public const string MethodKey = "method";

    /// <summary>The cancellation token to pass, if any.</summary>
    public const string TokenKey = "token";

    /// <summary>Present when the save stays.</summary>
    public const string KeepKey = "keep";

    /// <summary><c>if</c> or <c>continue</c> where the body has a condition.</summary>
    public const string ConditionKey = "condition";

    /// <summary>For each column the type its value is cast to, or nothing; separated by bars.</summary>
    public const string CastsKey = "casts";

    private static ImmutableDictionary<string, string?>? FixFor(Site site, IOperation statement, Save save, Rows rows, Change change, bool keep)
    {
        if (statement.Syntax is not StatementSyntax { Parent: BlockSyntax } loop || save.Statement.Syntax is not StatementSyntax { Parent: BlockSyntax } saved ||
            rows.Load is not null && rows.Load.Syntax is not StatementSyntax || site.ContainingSymbol.ContainingType is not { TypeKind: TypeKind.Class } ||
            loop.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { ContainsDirectives: false } || statement.SemanticModel is not { } model)
        {
            return null;
        }

        var load = (StatementSyntax?)rows.Load?.Syntax;
        if (LosesComments(load, loop, saved, keep) || TokenOf(save, rows, out var token))
        {
            return null;
        }

        var method = (change.IsDelete ? "ExecuteDelete" : "ExecuteUpdate") + (save.IsAsync ? "Async" : "");
        if (rows.Query.Type is not INamedTypeSymbol type || model.LookupSymbols(loop.SpanStart, type, method, includeReducedExtensionMethods: true).IsEmpty)
        {
            return null;
        }

        var casts = new List<string>();
        foreach (var (column, operation) in change.Columns)
        {
            casts.Add(NeedsCast(column, operation) ? column.Type.ToMinimalDisplayString(model, loop.SpanStart) : "");
        }

        var properties = FixProperties.Of(change.IsDelete ? DeleteShape : UpdateShape).Add(MethodKey, method).Add(CastsKey, string.Join("|", casts));
        properties = token is null ? properties : properties.Add(TokenKey, token);
        properties = change.Condition is null ? properties : properties.Add(ConditionKey, change.IsNegated ? "continue" : "if");
        return keep ? properties.Add(KeepKey, "") : properties;
    }

    // SaveChangesAsync(token); acceptAllChangesOnSuccess has no counterpart.
    private static bool TokenOf(Save save, Rows rows, out string? token)
    {
        token = null;
        foreach (var argument in save.Call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            if (argument.Value.Type?.Name != "CancellationToken")
            {
                return true;
            }

            token = argument.Value.Syntax.ToString();
        }

        token = token is null && save.IsAsync ? rows.Token : token;
        return false;
    }

    // The type of the column and that of the value are inferred together: they must be the same.
    private static bool NeedsCast(IPropertySymbol column, IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Value: IConversionOperation { IsImplicit: true } conversion } => !SymbolEqualityComparer.Default.Equals(conversion.Operand.Type, column.Type),
        ISimpleAssignmentOperation assignment => assignment.Value.ConstantValue is { HasValue: true, Value: null } || assignment.Value.Type is null || assignment.Value is IDefaultValueOperation,
        _ => column.Type.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char,
    };

    // Comments before the first of the statements that go stay with what replaces them.
    private static bool LosesComments(StatementSyntax? load, StatementSyntax loop, StatementSyntax saved, bool keep)
    {
        var isNext = load is not null && loop.Parent is BlockSyntax block && block.Statements.IndexOf(loop) == block.Statements.IndexOf(load) + 1;
        return load is not null && HasComments(load, ignoreLeading: isNext) || HasComments(loop, ignoreLeading: !isNext) || !keep && HasComments(saved, ignoreLeading: false);
    }

    private static bool HasComments(StatementSyntax statement, bool ignoreLeading)
    {
        foreach (var trivia in statement.DescendantTrivia())
        {
            if (Comments.Is(trivia) && !(ignoreLeading && trivia.SpanStart < statement.SpanStart))
            {
                return true;
            }
        }

        return false;
    }
}
