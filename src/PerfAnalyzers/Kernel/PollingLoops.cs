using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a loop polls for that can be waited for.</summary>
internal enum Signal
{
    Task,
    Token,
    Process,
    Thread,
    Event,
    Queue,
    Channel,

    /// <summary>A variable of the code's own that other code of it changes.</summary>
    Flag,
}

/// <summary>A loop that does nothing but pause until something has happened.</summary>
/// <param name="Signal">What it waits for; of several the first.</param>
/// <param name="Source">The object that is asked: task, token, queue; the variable itself for flags.</param>
/// <param name="Name">The member or variable that is asked.</param>
/// <param name="Pause">The call that pauses.</param>
/// <param name="IsAsync">The pause is awaited.</param>
/// <param name="IsAlone">Nothing else ends the loop.</param>
internal sealed record PollingLoop(Signal Signal, IOperation Source, string Name, IInvocationOperation Pause, bool IsAsync, bool IsAlone);

/// <summary>
/// Finds loops that poll for what happens in this process. Loops that give up after some time or attempts, look outside (files,
/// servers) or do anything else are none: they have a reason to wake up.
/// </summary>
internal static class PollingLoops
{
    public static PollingLoop? Of(ILoopOperation? loop, ISymbol member, CancellationToken cancellation)
    {
        if (loop is not IWhileLoopOperation { Condition: { } condition, Body: { } body } || PauseOf(body, out var isAsync, out var checksToken) is not { } pause)
        {
            return null;
        }

        PollingLoop? first = null;
        return AreSignals(condition, false, ref first, pause, isAsync, member, cancellation) && first is not null ? first with { IsAlone = first.IsAlone && !checksToken } : null;
    }

    // The only statement, beside checks of a token.
    private static IInvocationOperation? PauseOf(IOperation body, out bool isAsync, out bool checksToken)
    {
        isAsync = false;
        checksToken = false;
        IInvocationOperation? pause = null;
        foreach (var statement in body is IBlockOperation block ? block.Operations : [body])
        {
            if (statement is not IExpressionStatementOperation { Operation: var operation })
            {
                return null;
            }

            if (operation is IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" })
            {
                checksToken = true;
                continue;
            }

            var awaited = operation is IAwaitOperation wait ? Operations.Unconverted(wait.Operation) : null;
            if (awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
            {
                awaited = Operations.Unconverted(configured);
            }

            if (pause is not null || (awaited ?? operation) is not IInvocationOperation call || !IsPause(call.TargetMethod, awaited is not null))
            {
                return null;
            }

            pause = call;
            isAsync = awaited is not null;
        }

        return pause;
    }

    private static bool IsPause(IMethodSymbol method, bool isAwaited) => isAwaited
        ? method is { Name: "Delay" or "Yield", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } }
        : method is { Name: "Sleep", ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" } };

    private static bool AreSignals(IOperation condition, bool isNegated, ref PollingLoop? first, IInvocationOperation pause, bool isAsync, ISymbol member, CancellationToken cancellation)
    {
        condition = Operations.Unconverted(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand }:
                return AreSignals(operand, !isNegated, ref first, pause, isAsync, member, cancellation);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both:
                var isSignal = AreSignals(both.LeftOperand, isNegated, ref first, pause, isAsync, member, cancellation) && AreSignals(both.RightOperand, isNegated, ref first, pause, isAsync, member, cancellation);
                first = isSignal && first is not null ? first with { IsAlone = false } : first;
                return isSignal;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool value } } equality:
                return AreSignals(equality.LeftOperand, isNegated ^ (equality.OperatorKind == BinaryOperatorKind.Equals ? !value : value), ref first, pause, isAsync, member, cancellation);
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool value } } } pattern:
                return AreSignals(pattern.Value, isNegated ^ !value, ref first, pause, isAsync, member, cancellation);
        }

        if (LeafOf(condition, isNegated, member, cancellation) is not { } leaf)
        {
            return false;
        }

        first ??= new PollingLoop(leaf.Signal, leaf.Source, leaf.Name, pause, isAsync, IsAlone: true);
        return true;
    }

    private static (Signal Signal, IOperation Source, string Name)? LeafOf(IOperation condition, bool isNegated, ISymbol member, CancellationToken cancellation)
    {
        switch (condition)
        {
            case IPropertyReferenceOperation { Instance: { } source, Property: { } property } when property.ContainingType.ContainingNamespace is { } space:
                var type = property.ContainingType.Name;
                return (type, property.Name, isNegated) switch
                {
                    ("Task", "IsCompleted", true) when space.Name == "Tasks" && IsName(source) => (Signal.Task, source, property.Name),
                    ("CancellationToken" or "CancellationTokenSource", "IsCancellationRequested", true) when space.Name == "Threading" => (Signal.Token, source, property.Name),
                    ("Process", "HasExited", true) when space.Name == "Diagnostics" => (Signal.Process, source, property.Name),
                    ("Thread", "IsAlive", false) when space.Name == "Threading" => (Signal.Thread, source, property.Name),
                    ("ManualResetEventSlim" or "CountdownEvent", "IsSet", true) when space.Name == "Threading" => (Signal.Event, source, property.Name),
                    (_, "IsEmpty", false) when IsQueue(property.ContainingType) => (Signal.Queue, source, property.Name),
                    _ => FlagOf(condition, member, cancellation),
                };
            case IInvocationOperation { TargetMethod: { Name: "TryDequeue" or "TryTake" or "TryPop", Parameters.Length: 1 } method, Instance: { } queue } when isNegated && IsQueue(method.ContainingType):
                return (Signal.Queue, queue, method.Name);
            case IInvocationOperation { TargetMethod: { Name: "TryRead", ContainingType: { Name: "ChannelReader", ContainingNamespace.Name: "Channels" } } method, Instance: { } reader } when isNegated:
                return (Signal.Channel, reader, method.Name);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual, RightOperand.ConstantValue: { HasValue: true, Value: 0 or 0L } } comparison:
                var left = Operations.Unconverted(comparison.LeftOperand);
                return left is IPropertyReferenceOperation { Property.Name: "Count", Instance: { } counted } && IsQueue(counted.Type) ? (Signal.Queue, counted, "Count") : FlagOf(left, member, cancellation);
            default:
                return FlagOf(condition, member, cancellation);
        }
    }

    // Asked again on each pass, it is the same object.
    private static bool IsName(IOperation source) => Operations.Unconverted(source) switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => true,
        IFieldReferenceOperation field => field.Instance is null or IInstanceReferenceOperation || IsName(field.Instance),
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => property.Instance is null or IInstanceReferenceOperation || IsName(property.Instance),
        _ => false,
    };

    private static bool IsQueue(ITypeSymbol? type) =>
        type is { Name: "ConcurrentQueue" or "ConcurrentStack" or "ConcurrentBag" or "BlockingCollection", ContainingNamespace: { Name: "Concurrent", ContainingNamespace.Name: "Collections" } };

    private static (Signal Signal, IOperation Source, string Name)? FlagOf(IOperation value, ISymbol member, CancellationToken cancellation)
    {
        // Volatile.Read(ref _done), Interlocked.Read(ref _count).
        if (value is IInvocationOperation { TargetMethod: { Name: "Read", ContainingType: { Name: "Volatile" or "Interlocked", ContainingNamespace.Name: "Threading" } }, Arguments: [var read] })
        {
            value = Operations.Unconverted(read.Value);
        }

        var variable = value switch
        {
            IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false } field, Instance: null or IInstanceReferenceOperation } => (ISymbol)field,
            IPropertyReferenceOperation { Property: { IsIndexer: false, SetMethod: not null, IsVirtual: false, IsOverride: false, IsAbstract: false } property, Instance: null or IInstanceReferenceOperation } => property,
            ILocalReferenceOperation local => local.Local,
            _ => null,
        };
        return variable switch
        {
            ILocalSymbol local when IsChangedByLambda(local, value) => (Signal.Flag, value, variable.Name),
            IFieldSymbol or IPropertySymbol when SymbolEqualityComparer.Default.Equals(variable.ContainingType, member.ContainingType) && IsOwn(variable, cancellation) && IsChangedElsewhere(variable, member, value, cancellation) => (Signal.Flag, value, variable.Name),
            _ => null,
        };
    }

    // A field, or a property that is nothing but one.
    private static bool IsOwn(ISymbol variable, CancellationToken cancellation)
    {
        if (variable.DeclaringSyntaxReferences.Length != 1)
        {
            return false;
        }

        return variable.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not PropertyDeclarationSyntax property ||
            (property.ExpressionBody is null && property.AccessorList is { } accessors && accessors.Accessors.All(static accessor => accessor.Body is null && accessor.ExpressionBody is null));
    }

    private static bool IsChangedByLambda(ILocalSymbol local, IOperation use)
    {
        var home = Operations.Function(use);
        foreach (var write in LocalValues.Around(use).Of(local))
        {
            if (!ReferenceEquals(Operations.Function(write.Write), home))
            {
                return true;
            }
        }

        return false;
    }

    // Another member of the type writes it, or a lambda of this one.
    private static bool IsChangedElsewhere(ISymbol variable, ISymbol member, IOperation use, CancellationToken cancellation)
    {
        var home = use.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        foreach (var declaration in variable.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in declaration.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name && IsWritten(name) && name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } writer and not ConstructorDeclarationSyntax &&
                    (writer != home || IsInLambda(name, home)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWritten(IdentifierNameSyntax name)
    {
        ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return target.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == target,
            PostfixUnaryExpressionSyntax postfix => postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression),
            PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression),
            ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) && argument.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Read" } },
            _ => false,
        };
    }

    private static bool IsInLambda(SyntaxNode node, SyntaxNode home)
    {
        for (var current = node; current is not null && current != home; current = current.Parent)
        {
            if (current is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            {
                return true;
            }
        }

        return false;
    }
}
