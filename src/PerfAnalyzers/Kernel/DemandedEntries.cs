using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>An entry of the memory cache that another member demands.</summary>
/// <param name="Key">What all its keys have in common.</param>
/// <param name="Member">Who demands it.</param>
/// <param name="Location">Where.</param>
internal readonly record struct DemandedEntry(string Key, string Member, Location Location);

/// <summary>
/// Entries of the memory cache that one member of a type writes and another refuses to do without: it answers a miss with an error
/// and does not make the entry anew. One-time codes, tokens and carts are kept so.
/// </summary>
internal sealed class DemandedEntries(Facts facts, CancellationToken cancellation)
{
    public DemandedEntry? Of(IInvocationOperation set, ISymbol member)
    {
        if (member.ContainingType is not { } type || set.Arguments.Length < 3 || KeyOf(set.Arguments[1].Value) is not { } key)
        {
            return null;
        }

        DemandedEntry? demanded = null;
        foreach (var other in type.GetMembers())
        {
            if (other is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || Bodies.SyntaxOf(method, cancellation) is not { } syntax)
            {
                continue;
            }

            if (BlockingCalls.Mentions(syntax, "IDistributedCache") || BlockingCalls.Mentions(syntax, "HybridCache"))
            {
                return null;
            }

            if (!BlockingCalls.Mentions(syntax, "TryGetValue") && !BlockingCalls.Mentions(syntax, "Get") && !BlockingCalls.Mentions(syntax, "GetOrCreate") && !BlockingCalls.Mentions(syntax, "GetOrCreateAsync") || facts.Bodies.Of(method, cancellation) is not { } body)
            {
                continue;
            }

            foreach (var operation in body.Descendants())
            {
                if (operation is not IInvocationOperation call || !IsOfCache(call) || KeyArgument(call) is not { } asked || KeyOf(asked) != key)
                {
                    continue;
                }

                // Made again on a miss, or asked where it is written: a cache.
                if (call.TargetMethod.Name is "GetOrCreate" or "GetOrCreateAsync" || call.TargetMethod.Name is "TryGetValue" or "Get" && (SymbolEqualityComparer.Default.Equals(method, member) || !Refuses(call, method)))
                {
                    return null;
                }

                if (call.TargetMethod.Name is "Set" && !SymbolEqualityComparer.Default.Equals(method, member) && demanded is not null)
                {
                    return null;
                }

                if (call.TargetMethod.Name is "TryGetValue" or "Get")
                {
                    demanded ??= new DemandedEntry(key, method.Name, Locations.OfCall(call));
                }
            }
        }

        return HasOtherCache(type) ? null : demanded;
    }

    private static bool HasOtherCache(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { Type.Name: "IDistributedCache" or "HybridCache" or "IFusionCache" })
            {
                return true;
            }

            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            {
                foreach (var parameter in constructor.Parameters)
                {
                    if (parameter.Type.Name is "IDistributedCache" or "HybridCache" or "IFusionCache")
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsOfCache(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { Name: "CacheExtensions" or "IMemoryCache" or "MemoryCache", ContainingNamespace: { Name: "Memory", ContainingNamespace.Name: "Caching" } };

    private static IOperation? KeyArgument(IInvocationOperation call)
    {
        var ordinal = call.TargetMethod.IsExtensionMethod ? 1 : 0;
        return Operations.Argument(call, ordinal);
    }

    // "code:" + mail, $"code:{mail}", CodeKey(mail): what is the same in all of them.
    private static string? KeyOf(IOperation value)
    {
        value = Operations.Unconverted(value);
        if (value.ConstantValue is { HasValue: true, Value: string constant })
        {
            return constant;
        }

        switch (value)
        {
            case IInterpolatedStringOperation { Parts: [IInterpolatedStringTextOperation { Text.ConstantValue.Value: string text }, ..] } when text.Length > 2:
                return text;
            case IBinaryOperation binary:
                for (var left = binary.LeftOperand; ; left = ((IBinaryOperation)left).LeftOperand)
                {
                    left = Operations.Unconverted(left);
                    if (left is not IBinaryOperation)
                    {
                        return left.ConstantValue is { HasValue: true, Value: string { Length: > 2 } start } ? start : null;
                    }
                }

            case IInvocationOperation { TargetMethod: { } method } call when call.Arguments.Length > 0 && method.Name.IndexOf("Key", StringComparison.Ordinal) >= 0:
                return method.Name;
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only:
                return KeyOf(only);
            default:
                return null;
        }
    }

    private static bool Refuses(IInvocationOperation call, IMethodSymbol method)
    {
        // return cache.TryGetValue(key, out var code) && code == given;
        var (child, parent) = ((IOperation)call, call.Parent);
        var isNegated = false;
        while (parent is IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
        {
            isNegated ^= parent is IUnaryOperation;
            (child, parent) = (parent, parent.Parent);
        }

        switch (parent)
        {
            case IReturnOperation:
                return child is IBinaryOperation && Verifies(method);
            case IConditionalOperation choice when ReferenceEquals(choice.Condition, child):
                return isNegated ? IsRefusal(choice.WhenTrue, method) : IsRefusal(choice.WhenFalse, method) || choice.WhenFalse is null && IsRefusal(Next(choice), method);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return RefusesWithout(declarator.Symbol, call, method);
            default:
                return false;
        }
    }

    // var code = cache.Get<string>(key); if (code is null || code != given) { return BadRequest(); }
    private static bool RefusesWithout(ILocalSymbol local, IInvocationOperation call, IMethodSymbol method)
    {
        foreach (var operation in Operations.Function(call).Descendants())
        {
            if (operation is IConditionalOperation choice && Operations.Mentions(choice.Condition, local))
            {
                return IsRefusal(choice.WhenTrue, method) && !IsNotNull(choice.Condition) || IsNotNull(choice.Condition) && (IsRefusal(choice.WhenFalse, method) || choice.WhenFalse is null && IsRefusal(Next(choice), method));
            }
        }

        return false;
    }

    private static bool IsNotNull(IOperation condition) => Operations.Unconverted(condition) is
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand: { ConstantValue: { HasValue: true, Value: null } } } or IIsPatternOperation { Pattern: INegatedPatternOperation };

    private static IOperation? Next(IConditionalOperation choice)
    {
        if (choice.Parent is IBlockOperation block)
        {
            var index = block.Operations.IndexOf(choice);
            return index >= 0 && index + 1 < block.Operations.Length ? block.Operations[index + 1] : null;
        }

        return null;
    }

    private static bool IsRefusal(IOperation? branch, IMethodSymbol method)
    {
        switch (branch)
        {
            case IBlockOperation { Operations: { Length: > 0 } statements }:
                return IsRefusal(statements[statements.Length - 1], method);
            case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                return true;
            case IReturnOperation { ReturnedValue: { } value }:
                value = Operations.Unconverted(value);
                return value.ConstantValue is { HasValue: true, Value: false } ? Verifies(method) : IsError(value);
            case not null:
                return IsError(Operations.Unconverted(branch));
            default:
                return false;
        }
    }

    private static bool IsError(IOperation value) => value switch
    {
        IThrowOperation => true,
        IInvocationOperation { TargetMethod.Name: "Unauthorized" or "BadRequest" or "NotFound" or "Forbid" or "Forbidden" or "Problem" or "ValidationProblem" or "Conflict" or "Challenge" or "UnprocessableEntity" } => true,
        IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "Task" or "ValueTask" } } task when task.Arguments.Length > 0 => IsError(Operations.Unconverted(task.Arguments[0].Value)),
        _ => false,
    };

    private static bool Verifies(IMethodSymbol method)
    {
        foreach (var word in (string[])["Verify", "Validate", "Confirm", "Check", "Consume", "Redeem", "IsValid", "Authenticate", "Login", "Accept"])
        {
            if (method.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
