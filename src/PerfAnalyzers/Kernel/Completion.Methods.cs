using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Methods of the user's whose tasks have ended when they are returned.</summary>
internal sealed partial class Completion
{
    // What the method's boolean parameters are known to be, by their place.
    private Dictionary<int, bool>? _flags;

    // A method of the user's that always returns an ended task: all its results have ended, or it is async and awaits nothing, or
    // only what has ended. What it is asked with true and false decides which way it goes.
    private bool OwnMethodEnds(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (_depth + depth > 3 || method.IsAbstract || method.IsVirtual || (method.IsOverride && !method.IsSealed) || method.DeclaringSyntaxReferences.Length == 0 ||
            Facts.Bodies.Of(method, Cancellation) is not { } body)
        {
            return false;
        }

        var inner = new Completion(Facts, body, _depth + depth + 1, Cancellation) { _flags = FlagsOf(call) };
        var returns = 0;
        return inner.Follow(body, method.IsAsync, ref returns) != Course.Waits && (returns > 0 || method.IsAsync);
    }

    /// <summary>Whether one of the bodies that a virtual call or a call of an interface can run always returns an ended task. Binds them.</summary>
    public static bool MayHaveEnded(IOperation task, Facts facts, CancellationToken cancellation)
    {
        if (Operations.Unconverted(task) is not IInvocationOperation { TargetMethod: { } method } || !(method.IsAbstract || method.IsVirtual || method.IsOverride))
        {
            return false;
        }

        foreach (var target in facts.Dispatch.Targets(method))
        {
            if (facts.Bodies.Of(target, cancellation) is { } body)
            {
                var returns = 0;
                if (new Completion(facts, body, 1, cancellation).Follow(body, target.IsAsync, ref returns) != Course.Waits && (returns > 0 || target.IsAsync))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Dictionary<int, bool>? FlagsOf(IInvocationOperation call)
    {
        Dictionary<int, bool>? flags = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_Boolean } parameter && Flag(argument.Value) is { } flag)
            {
                (flags ??= [])[parameter.Ordinal] = flag;
            }
        }

        return flags;
    }

    private bool? Flag(IOperation condition)
    {
        condition = Operations.Unconverted(condition);
        return condition switch
        {
            { ConstantValue: { HasValue: true, Value: bool value } } => value,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => !Flag(operand),
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary }, Ordinal: var ordinal } parameter }
                when _flags is not null && _flags.TryGetValue(ordinal, out var value) && !Writes.Any(parameter, Root) => value,
            _ => null,
        };
    }

    private Course Follow(IOperation code, bool isAsync, ref int returns)
    {
        switch (code)
        {
            case IAnonymousFunctionOperation or ILocalFunctionOperation:
                return Course.GoesOn;
            case IAwaitOperation wait when !HasEnded(wait.Operation, default, 0):
            case IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true } or IInvalidOperation:
                return Course.Waits;
            case IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } when !isAsync:
                returns++;
                return HasEnded(value, default, 0) ? Course.Ends : Course.Waits;
            case IConditionalOperation choice when Flag(choice.Condition) is { } flag:
                return (flag ? choice.WhenTrue : choice.WhenFalse) is { } taken ? Follow(taken, isAsync, ref returns) : Course.GoesOn;
        }

        foreach (var child in code.ChildOperations)
        {
            // What stands behind the end of a block is not reached.
            var course = Follow(child, isAsync, ref returns);
            if (course == Course.Waits || course == Course.Ends && code is IBlockOperation or IMethodBodyOperation)
            {
                return course;
            }
        }

        return code is IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } ? Course.Ends : Course.GoesOn;
    }

    /// <summary>How a piece of code goes on.</summary>
    private enum Course
    {
        GoesOn,
        Ends,
        Waits,
    }
}
