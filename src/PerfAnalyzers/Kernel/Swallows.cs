using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What becomes of an exception that a <c>try</c> statement catches.</summary>
internal enum Swallowing
{
    /// <summary>It is thrown again, kept, shown or handled by what it is.</summary>
    None,

    /// <summary>It is written to a log.</summary>
    Logged,

    /// <summary>Nobody asks what it was.</summary>
    Silent,
}

/// <summary>The catch clauses of a <c>try</c> statement, when all do the same and the exception goes no further.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Caught">The types that are caught; empty when everything is.</param>
/// <param name="Handler">What is done instead.</param>
internal sealed record Swallows(Swallowing Kind, List<ITypeSymbol> Caught, IBlockOperation Handler)
{
    /// <summary>Whatever happens is caught.</summary>
    public bool IsGeneral => Caught.Count == 0;

    /// <summary>The clauses of a statement; null when an exception goes further, or several clauses differ.</summary>
    public static Swallows? Of(ITryOperation statement, Facts facts)
    {
        if (statement.Finally is not null || statement.Catches.Length == 0)
        {
            return null;
        }

        var kind = Swallowing.Silent;
        var caught = new List<ITypeSymbol>();
        var isGeneral = false;
        foreach (var clause in statement.Catches)
        {
            if (!SyntaxFactory.AreEquivalent(BlockOf(clause), BlockOf(statement.Catches[0])) || UseOf(clause, facts) is var use && use == Swallowing.None)
            {
                return null;
            }

            kind = use < kind ? use : kind;
            if (clause.Filter is { } filter)
            {
                if (!AddFiltered(filter, clause, caught))
                {
                    return null;
                }
            }
            else if (IsAny(clause.ExceptionType))
            {
                isGeneral = true;
            }
            else
            {
                caught.Add(clause.ExceptionType);
            }
        }

        if (isGeneral)
        {
            caught.Clear();
        }

        return new Swallows(kind, caught, statement.Catches[0].Handler);
    }

    /// <summary>Whether exceptions of a type are caught.</summary>
    public bool Catches(INamedTypeSymbol type)
    {
        foreach (var caught in Caught)
        {
            if (Knowledge.Inherits(type, caught as INamedTypeSymbol))
            {
                return true;
            }
        }

        return IsGeneral;
    }

    private static SyntaxNode? BlockOf(ICatchClauseOperation clause) => (clause.Syntax as CatchClauseSyntax)?.Block;

    private static bool IsAny(ITypeSymbol? type) => type is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" or "SystemException", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static Swallowing UseOf(ICatchClauseOperation clause, Facts facts)
    {
        var kind = Swallowing.Silent;
        ISymbol? exception = clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol: var local } ? local : null;
        foreach (var part in clause.Handler.Descendants())
        {
            switch (part)
            {
                case IThrowOperation or IInvalidOperation or ITryOperation or IAwaitOperation or ILocalFunctionOperation:
                case IInvocationOperation { TargetMethod: { Name: "Exit" or "FailFast" or "Fail", ContainingType.Name: "Environment" or "Debug" or "Trace" or "Assert" } }:
                    return Swallowing.None;
                case IInvocationOperation { TargetMethod: var helper } when UncountedCalls.NeverReturns(helper):
                    return Swallowing.None;
                case IInvocationOperation call when LogCalls.Is(call, facts):
                    kind = Swallowing.Logged;
                    break;
                case ILocalReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Local, exception):
                    if (!IsInLog(reference, clause.Handler, facts))
                    {
                        return Swallowing.None;
                    }

                    break;
            }
        }

        return kind;
    }

    private static bool IsInLog(IOperation operation, IOperation handler, Facts facts)
    {
        for (var current = operation; current is not null && !ReferenceEquals(current, handler); current = current.Parent)
        {
            if (current is IInvocationOperation call && LogCalls.Is(call, facts))
            {
                return true;
            }
        }

        return false;
    }

    // when (e is FormatException or OverflowException)
    private static bool AddFiltered(IOperation filter, ICatchClauseOperation clause, List<ITypeSymbol> caught) => filter switch
    {
        IIsTypeOperation { IsNegated: false } test => AddType(test.ValueOperand, test.TypeOperand, clause, caught),
        IIsPatternOperation test => IsException(test.Value, clause) && AddPattern(test.Pattern, caught),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => AddFiltered(either.LeftOperand, clause, caught) && AddFiltered(either.RightOperand, clause, caught),
        _ => false,
    };

    private static bool AddPattern(IPatternOperation pattern, List<ITypeSymbol> caught)
    {
        switch (pattern)
        {
            case ITypePatternOperation type:
                caught.Add(type.MatchedType);
                return true;
            case IDeclarationPatternOperation { MatchedType: { } matched, DeclaredSymbol: null }:
                caught.Add(matched);
                return true;
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either:
                return AddPattern(either.LeftPattern, caught) && AddPattern(either.RightPattern, caught);
            default:
                return false;
        }
    }

    private static bool AddType(IOperation value, ITypeSymbol type, ICatchClauseOperation clause, List<ITypeSymbol> caught)
    {
        caught.Add(type);
        return IsException(value, clause);
    }

    private static bool IsException(IOperation value, ICatchClauseOperation clause) =>
        Operations.Unconverted(value) is ILocalReferenceOperation { Local: var local } && clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local);
}
