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
            value.Type is not { } type || type.SpecialType == SpecialType.System_Void || !IsComplete(value.Type))
        {
            return null;
        }

        var function = Operations.Function(value);
        var isTracked = found.Direct is { Query: { } query } && IsTracked(site, query, type);
        var local = Declared(value);
        if (local is not null ? !IsShared(local, loop, isTracked) : !IsReadUse(value, isTracked) || ChangesMembers(type, loop))
        {
            return null;
        }

        var mayThrow = found.Direct is not { } direct || direct.Query is null || Terminals.Bare(direct.Name) is not ("ToList" or "ToArray" or "Count" or "LongCount" or "Any" or "FirstOrDefault" or "Sum");
        var name = local is not null && IsOnly(local.Name, function) ? null : Unused(NameFor(site.Operation, found.Direct), function);
        var properties = FixProperties.Of(mayThrow ? HoistAlwaysShape : HoistShape);
        return name is null ? properties : properties.Add(LocalKey, name);
    }

    private static ImmutableDictionary<string, string?>? Tested(NeedlessQuery found)
    {
        if (found.Condition?.Syntax is not IfStatementSyntax { Parent: BlockSyntax } choice || found.Other is not { Query: { } query, Operation: IInvocationOperation row } ||
            Terminals.Bare(found.Other.Name) is not ("First" or "FirstOrDefault" or "Single" or "SingleOrDefault") || !KeepsEntities(query) || Whole(row) is not { Type: { IsReferenceType: true } } value ||
            Declared(value) is not { } local || !IsOnly(local.Name, Operations.Function(row)) || value.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { } declaration ||
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
        if (Whole(found.Other.Operation) is not { } first || Whole(found.Needless.Operation) is not { } second || Declared(first) is not { } local ||
            !SymbolEqualityComparer.Default.Equals(first.Type, second.Type) || first.Syntax.FirstAncestorOrSelf<BlockSyntax>() is not { } block || !block.Span.Contains(second.Syntax.Span))
        {
            return null;
        }

        var function = Operations.Function(second);
        var isTracked = false;
        return Writes.OnlyValue(local, function) is not null && IsShared(local, function, isTracked) &&
            (Declared(second) is { } other ? IsShared(other, function, isTracked) : IsReadUse(second, isTracked))
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

    private static bool IsComplete(ITypeSymbol type) => type.TypeKind is not (TypeKind.Error or TypeKind.Dynamic) && !type.IsRefLikeType;

    private static ILocalSymbol? Declared(IOperation value) =>
        Operations.Consumer(value) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Syntax.Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } declarator } ? declarator.Symbol : null;

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

    // One object for all passes is as good as a fresh one for each: nobody changes it or keeps it.
    private static bool IsShared(ILocalSymbol local, IOperation region, bool isTracked)
    {
        if (ChangesMembers(local.Type, region) || Writes.OnlyValue(local, region) is null)
        {
            return false;
        }

        foreach (var part in region.Descendants())
        {
            if (part is ILocalReferenceOperation { IsDeclaration: false } reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsReadUse(part, isTracked))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReadUse(IOperation value, bool isTracked)
    {
        if (value.Type is null or { IsValueType: true } or { SpecialType: SpecialType.System_String } or { IsAnonymousType: true })
        {
            return value.Type is not null;
        }

        var child = value;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IPropertyReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation => true,
            IForEachLoopOperation each => ReferenceEquals(each.Collection, child),
            IBinaryOperation or IIsPatternOperation or IIsTypeOperation or IConditionalAccessOperation or IInterpolationOperation or IExpressionStatementOperation => true,
            IInvocationOperation call => ReferenceEquals(call.Instance, child) && (Collections.Is(value.Type) ? Collections.IsRead(call.TargetMethod) : isTracked),
            IArgumentOperation { Parent: IInvocationOperation taker } => isTracked || Collections.Is(value.Type) && Collections.IsRead(taker.TargetMethod),
            _ => isTracked,
        };
    }

    // A property of the row, or of the rows, is assigned.
    private static bool ChangesMembers(ITypeSymbol type, IOperation region)
    {
        var row = type is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } && Collections.Is(type) ? arguments[arguments.Length - 1] : type is IArrayTypeSymbol array ? array.ElementType : type;
        foreach (var part in region.Descendants())
        {
            if (part is IAssignmentOperation { Parent: not IObjectOrCollectionInitializerOperation, Target: IPropertyReferenceOperation or IFieldReferenceOperation } assignment &&
                Operations.SymbolOf(assignment.Target)?.ContainingType is { } owner && Knowledge.Inherits(row, owner.OriginalDefinition))
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
            return Camel(terminal switch
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
                return Camel(called.Substring(verb.Length));
            }
        }

        return direct is null && called.Length > 0 ? Camel(called) : "result";
    }

    private static string Camel(string name)
    {
        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : name + "Value";
    }

    private static string Unused(string name, IOperation function)
    {
        var candidate = name;
        for (var i = 2; Count(candidate, function) > 0; i++)
        {
            candidate = name + i;
        }

        return candidate;
    }

    // Declared once: the wider scope collides with nothing.
    private static bool IsOnly(string name, IOperation function)
    {
        var declarations = 0;
        foreach (var node in Member(function).DescendantNodes())
        {
            declarations += node switch
            {
                VariableDeclaratorSyntax variable when variable.Identifier.ValueText == name => 1,
                SingleVariableDesignationSyntax variable when variable.Identifier.ValueText == name => 1,
                ForEachStatementSyntax each when each.Identifier.ValueText == name => 1,
                ParameterSyntax parameter when parameter.Identifier.ValueText == name => 1,
                CatchDeclarationSyntax caught when caught.Identifier.ValueText == name => 1,
                LocalFunctionStatementSyntax local when local.Identifier.ValueText == name => 1,
                FromClauseSyntax from when from.Identifier.ValueText == name => 1,
                _ => 0,
            };
        }

        return declarations == 1;
    }

    private static int Count(string name, IOperation function)
    {
        var count = 0;
        foreach (var token in Member(function).DescendantTokens())
        {
            count += token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is not (IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax { Expression: not null } }) ? 1 : 0;
        }

        return count;
    }

    private static SyntaxNode Member(IOperation function) => function.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? function.Syntax;

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }
}
