using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What becomes of the rows that an <c>Include</c> loads.</summary>
internal static partial class IncludeUses
{
    /// <summary>The operator of the same expression after which there are no entities that could hold what was included; null when there is none.</summary>
    public static IInvocationOperation? DroppedBy(IInvocationOperation include)
    {
        for (IOperation current = include; Next(current) is { } call; current = call)
        {
            switch (call.TargetMethod.Name)
            {
                case "Count" or "CountAsync" or "LongCount" or "LongCountAsync" or "Any" or "AnyAsync" or "All" or "AllAsync" or "Sum" or "SumAsync" or "Min" or "MinAsync" or "Max" or "MaxAsync" or "Average" or "AverageAsync":
                    return IsOfQueries(call) && IsScalarAnswer(call) ? call : null;
                case "Select":
                    return IsOfQueries(call) && call.Arguments.Length == 2 && KeepsNothing(call.Arguments[1].Value) ? call : null;
                case "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Skip" or "Take" or "Distinct" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or
                    "IgnoreQueryFilters" or "IgnoreAutoIncludes" or "TagWith" or "Include" or "ThenInclude" when IsOfQueries(call):
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsScalarAnswer(IInvocationOperation call) => Translations.IsScalar(Operations.Awaited(call.Type));

    private static bool IsOfQueries(IInvocationOperation call) =>
        call.TargetMethod is { IsExtensionMethod: true, ContainingType: { Name: "Queryable" or "EntityFrameworkQueryableExtensions" or "RelationalQueryableExtensions" } };

    // What is called on the result of a call, in the same expression.
    private static IInvocationOperation? Next(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call } ? call : null;
    }

    // Only columns and numbers leave the projection: no entity, no collection of them, and no method that is given one.
    private static bool KeepsNothing(IOperation selector)
    {
        var lambda = Operations.Unconverted(selector) as IAnonymousFunctionOperation;
        foreach (var part in selector.DescendantsAndSelf())
        {
            lambda ??= part as IAnonymousFunctionOperation;
            if (part is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } row && !IsReduced(row))
            {
                return false;
            }
        }

        return lambda is { Symbol.Parameters.Length: 1, Body.Operations: [IReturnOperation { ReturnedValue: not null }] };
    }

    private static bool IsReduced(IOperation value)
    {
        while (true)
        {
            if (Translations.IsScalar(value.Type))
            {
                return true;
            }

            var parent = value.Parent;
            while (parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation)
            {
                parent = parent.Parent;
            }

            switch (parent)
            {
                case IPropertyReferenceOperation property:
                    value = property;
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                    return true;
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" or "Queryable" } method } call }:
                    if (method.Name is "Count" or "LongCount" or "Any" or "All" or "Sum" or "Min" or "Max" or "Average" && Translations.IsScalar(call.Type) ||
                        method.Name == "Select" && call.Arguments.Length == 2 && EntityModel.ElementOf(call.Type) is { } element && (Translations.IsScalar(element) || element.IsAnonymousType || IsCreated(call.Arguments[1].Value)))
                    {
                        return true;
                    }

                    value = call;
                    continue;
                default:
                    return false;
            }
        }
    }

    // Select(l => new LineDto { … }): its own parameters are judged as the outer ones are.
    private static bool IsCreated(IOperation selector)
    {
        foreach (var part in selector.DescendantsAndSelf())
        {
            if (part is IAnonymousFunctionOperation lambda)
            {
                return lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } value }] && Operations.Unconverted(value) is IObjectCreationOperation;
            }
        }

        return false;
    }
}
