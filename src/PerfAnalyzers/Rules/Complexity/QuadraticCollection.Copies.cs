using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <content>Collections that are copied to add to them, and lazy sequences that are put around each other.</content>
internal sealed partial class QuadraticCollection
{
    private static void OfCopy(Site site, IOperation value)
    {
        // By kind, before anything is compared.
        if (site.Facts.Loops.Around(site.Operation) is null ||
            Operations.Unconverted(value) is not (ICollectionExpressionOperation or IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "Add" or "AddRange" or "Insert" or "InsertRange" or "Remove" or "RemoveAt" or "ToArray" or "ToList" or "Concat" or "Union" or "Resize" }) ||
            CopyGrowth.Of(site.Operation) is not { } growth || site.Facts.Queries.IsQueryable(growth.Target.Type))
        {
            return;
        }

        var accumulation = new Accumulation(site.Facts, site.Cancellation);
        if (accumulation.Of(growth.Target, site.Operation) is not { } loop || NaturallyShort.Is(loop) || IsOutOfReach(site) || IsHandedOn(growth.Target, loop) || loop.Source is { } walked && NamedFew.IsSequence(walked) ||
            !IsFirst(site.Operation, growth.Target, accumulation.Outermost(growth.Target, site.Operation, loop)))
        {
            return;
        }

        var name = Locations.ShortText(growth.Target.Syntax) ?? "collection";
        if (growth.IsLazy)
        {
            Say(site, growth.Target, loop, true, null, name, "put into one more iterator", "add to a list, and hand that on");
            return;
        }

        var fix = ListPlan.Of(growth.Target, accumulation.Outermost(growth.Target, site.Operation, loop)) is null ? null : FixProperties.Of(ListShape);
        var way = growth.Target.Type is { Name: "ImmutableArray" } ? "fill a builder, and take the array once, after the loop"
            : growth.Target.Type is IArrayTypeSymbol ? "add to a 'List', and take the array once, after the loop"
            : "add to it instead of making another one";
        Say(site, growth.Target, loop, false, fix, name, Copied, way);
    }

    // Each pass shows its own state to somebody: that takes a copy.
    private static bool IsHandedOn(IOperation target, Repetition loop)
    {
        var kind = Operations.Unconverted(target).Kind;
        foreach (var operation in loop.Region.Descendants())
        {
            if (operation.Kind != kind || !Accumulation.Same(operation, target) || Loops.LeavesAfter(operation, loop))
            {
                continue;
            }

            var child = operation;
            while (child.Parent is IConversionOperation or IParenthesizedOperation)
            {
                child = child.Parent;
            }

            switch (child.Parent)
            {
                case IArgumentOperation { Parameter.RefKind: RefKind.None, Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType.Name: "Enumerable" or "ImmutableArrayExtensions" or "MemoryExtensions" } } }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_Array } }:
                case IArgumentOperation { Parent: IObjectCreationOperation { Parent: IAssignmentOperation made } } when Accumulation.Same(made.Target, target):
                    break;
                case IArgumentOperation or IReturnOperation or IVariableInitializerOperation or IArrayInitializerOperation or ITupleOperation or IObjectOrCollectionInitializerOperation or IBinaryOperation:
                case IAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                case ICollectionExpressionOperation:
                    return true;
            }
        }

        return false;
    }

    private static bool IsFirst(IOperation operation, IOperation target, Repetition outermost)
    {
        foreach (var other in outermost.Region.Descendants())
        {
            if (ReferenceEquals(other, operation))
            {
                return true;
            }

            if (other is ISimpleAssignmentOperation or IInvocationOperation && CopyGrowth.Of(other) is { } growth && Accumulation.Same(growth.Target, target))
            {
                return false;
            }
        }

        return true;
    }
}
