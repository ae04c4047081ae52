using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>What is allocated each time a member that compares or hashes runs, and what to do instead.</summary>
internal sealed class ContractAllocations(Facts facts, CancellationToken cancellation)
{
    private const string Parts = "compare the parts, and hash them with HashCode";

    internal readonly record struct Allocation(string What, string Way);

    /// <summary>Whether a member has the name of one that collections call.</summary>
    public static bool IsNamed(ISymbol member) => member.Name is "GetHashCode" or "Equals" or "Compare" or "CompareTo" or "MoveNext" || member is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction };

    /// <summary>Whether an operation may allocate, as its kind and name tell.</summary>
    public static bool MayBe(IOperation operation, HashSet<string> names) => operation switch
    {
        IInvocationOperation call => names.Contains(call.TargetMethod.Name) || call.TargetMethod.Name == "ToString",
        IObjectCreationOperation { Type: { } type } => names.Contains(type.MetadataName),
        IBinaryOperation binary => binary.OperatorKind == BinaryOperatorKind.Add && binary.Type?.SpecialType == SpecialType.System_String,
        IInterpolatedStringOperation or IAnonymousFunctionOperation => true,
        _ => false,
    };

    /// <summary>What an operation allocates; null when it is nothing, or nobody knows.</summary>
    public Allocation? Of(IOperation operation)
    {
        switch (operation)
        {
            case IInterpolatedStringOperation { ConstantValue.HasValue: false } text:
                return HasHole(text) && Operations.Consumer(text) is not (IInterpolatedStringHandlerCreationOperation or IInterpolatedStringAdditionOperation) ? new("a string", Parts) : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false }:
                return operation.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } ? null : new("a string", Parts);
            case IAnonymousFunctionOperation lambda:
                return Captures(lambda) && Loops.CallReceiving(lambda) is { TargetMethod: var receiver } && !facts.IsOwn(receiver) && !Operations.IsExpressionTree(lambda.Parent?.Type) && facts.Loops.PerElementCall(lambda) is not null
                    ? new("a delegate and what it captures", "compare the elements in a loop")
                    : null;
            case IInvocationOperation call:
                return OfCall(call);
            case IObjectCreationOperation { Constructor: { } constructor }:
                return facts.Knowledge.Of(constructor) is { } known && known.Value("allocates") is { } what ? new(what, known.Value("direct")!) : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a value outlives the call: a field takes it, or a cache is filled with it, or what is moved to is made of it. Or others speak of its line.</summary>
    public bool IsKept(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IAssignmentOperation assignment when ReferenceEquals(assignment.Value, child) && assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                case IThrowOperation or ICatchClauseOperation:
                case IInvocationOperation call when IsRemoved(call.TargetMethod) || call.TargetMethod.Name.StartsWith("Throw", StringComparison.Ordinal) || LogCalls.Is(call, facts):
                case IObjectCreationOperation { Type: { } type } when type.Name.EndsWith("Exception", StringComparison.Ordinal):
                    return true;
            }
        }

        return facts.MemoGuards.Guard(operation, operation) || IsForOtherType(operation) || IsKeptLocal(operation) || HasBox(operation) || IsRepeated(operation);
    }

    /// <summary>Whether no allocation before it begins on its line: one line has one report.</summary>
    public bool IsFirstOfLine(IOperation operation)
    {
        var line = LineOf(operation);
        var start = LocationOf(operation).SourceSpan.Start;
        foreach (var other in StatementOf(operation).DescendantsAndSelf())
        {
            if (!ReferenceEquals(other, operation) && other is IInvocationOperation or IObjectCreationOperation or IInterpolatedStringOperation or IBinaryOperation or IAnonymousFunctionOperation &&
                LineOf(other) == line && LocationOf(other).SourceSpan.Start < start && Of(other) is not null && !IsKept(other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where an allocation is reported.</summary>
    public static Location LocationOf(IOperation operation) => operation switch
    {
        IInvocationOperation => Locations.OfCall(operation),
        IObjectCreationOperation { Syntax: ImplicitObjectCreationExpressionSyntax creation } => creation.NewKeyword.GetLocation(),
        IObjectCreationOperation => Locations.OfCall(operation),
        IAnonymousFunctionOperation { Syntax: AnonymousFunctionExpressionSyntax { Body: { } body } function } => Location.Create(function.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(function.SpanStart, body.SpanStart)) is var head && Locations.IsOneLine(head) ? head : function.GetFirstToken().GetLocation(),
        _ => operation.Syntax.GetLocation() is var whole && Locations.IsOneLine(whole) ? whole : operation.Syntax.GetFirstToken().GetLocation(),
    };

    private static int LineOf(IOperation operation) => LocationOf(operation).GetLineSpan().StartLinePosition.Line;

    private static IOperation StatementOf(IOperation operation)
    {
        while (operation.Parent is { } parent and not IBlockOperation)
        {
            operation = parent;
        }

        return operation;
    }

    private Allocation? OfCall(IInvocationOperation call)
    {
        if (call.ConstantValue.HasValue)
        {
            return null;
        }

        if (facts.Knowledge.Of(call.TargetMethod) is { } known && known.Value("allocates") is { } what)
        {
            // The rest of a chain is told where it ends; so are texts that are one already.
            return Sequences.IsOperator(call.TargetMethod) && Sequences.Next(call) is { TargetMethod: var next } && facts.Knowledge.Of(next)?.Value("allocates") is not null || IsEmptyCopy(call) ? null : new(what, known.Value("direct")!);
        }

        return call is { TargetMethod: { Name: "ToString", Parameters.Length: 0 } method, Instance: { } value } && facts.IsOwn(method) && value.Type is { TypeKind: TypeKind.Class or TypeKind.Struct } && facts.Dispatch.Targets(method) is [{ } target] &&
            facts.Bodies.Of(target, cancellation) is { } body && PutsTogether(body)
            ? new("a string", "compare and hash the members themselves")
            : null;
    }

    // text.Substring(0), Take of nothing: not worth a rule of its own.
    private static bool IsEmptyCopy(IInvocationOperation call) => call.Arguments.Length == 1 && call.TargetMethod.Name == "Substring" && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: 0 };

    private static bool PutsTogether(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part is IReturnOperation { ReturnedValue: { } value })
            {
                value = Operations.Unconverted(value);
                if (value is IInterpolatedStringOperation { ConstantValue.HasValue: false } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } ||
                    value is IInvocationOperation { TargetMethod: { Name: "Format" or "Concat" or "Join", ContainingType.SpecialType: SpecialType.System_String } })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasHole(IInterpolatedStringOperation text)
    {
        foreach (var part in text.Parts)
        {
            if (part is IInterpolationOperation or IInterpolatedStringAppendOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Captures(IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is ILocalReferenceOperation { Local: var local } && !local.IsConst && !Operations.IsDeclaredIn(local, lambda.Syntax) || part is IParameterReferenceOperation { Parameter: var parameter } && !Operations.IsDeclaredIn(parameter, lambda.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    // Collections compare a type with itself: what is done for an argument of another one is rare.
    private static bool IsForOtherType(IOperation operation)
    {
        var own = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType;
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            var tested = parent switch
            {
                ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation { Value: var value } } arm when IsArgument(value) => TypeOf(arm.Pattern),
                IConditionalOperation choice when ReferenceEquals(choice.WhenTrue, child) => TypeAsked(choice.Condition),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when ReferenceEquals(both.RightOperand, child) => TypeAsked(both.LeftOperand),
                _ => null,
            };
            if (tested is { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Array or TypeKind.Enum } && own is not null && !IsOrDerives(own, tested) && !IsOrDerives(tested, own))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrDerives(ITypeSymbol type, ITypeSymbol from)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, from))
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? TypeAsked(IOperation condition) => condition switch
    {
        IIsPatternOperation asked when IsArgument(asked.Value) => TypeOf(asked.Pattern),
        IIsTypeOperation asked when IsArgument(asked.ValueOperand) => asked.TypeOperand,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => TypeAsked(both.LeftOperand),
        _ => null,
    };

    private static bool IsArgument(IOperation value) => Operations.Unconverted(value) is IParameterReferenceOperation { Parameter.Type.SpecialType: SpecialType.System_Object };

    private static ITypeSymbol? TypeOf(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.MatchedType,
        ITypePatternOperation type => type.MatchedType,
        _ => null,
    };

    // A local that a field takes afterwards.
    private static bool IsKeptLocal(IOperation operation)
    {
        var value = operation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation or IArgumentOperation or ICoalesceOperation or IConditionalOperation { Type: not null })
        {
            value = value.Parent;
        }

        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return false;
        }

        foreach (var part in Operations.Root(operation).Descendants())
        {
            if (part is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation, Value: var taken } && Operations.Mentions(taken, local))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRemoved(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "ConditionalAttribute" or "DoesNotReturnAttribute")
            {
                return true;
            }
        }

        return false;
    }

    // What is boxed on the way is told of the box.
    private static bool HasBox(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IConversionOperation or IInvocationOperation && Boxes.Of(part) is { Allocates: true })
            {
                return true;
            }
        }

        return false;
    }

    // What stays the same in a loop is told of the loop.
    private bool IsRepeated(IOperation operation)
    {
        if (facts.Loops.Around(operation) is null)
        {
            return false;
        }

        var line = LineOf(operation);
        foreach (var part in StatementOf(operation).DescendantsAndSelf())
        {
            if (part is IInvocationOperation call && Locations.LineOf(call) == line && facts.Knowledge.Of(call.TargetMethod)?.Value("repeats") is not null && new RepeatedValues(facts, cancellation).OfCall(call) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
