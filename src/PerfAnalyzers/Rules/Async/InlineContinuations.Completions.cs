using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Who completes a task source.</summary>
internal enum Completer
{
    /// <summary>The code that made it, before anybody could await it; or nobody.</summary>
    Self,

    /// <summary>Other code, on a thread of its own choice.</summary>
    Other,

    /// <summary>Other code, while it holds a lock.</summary>
    OtherInLock,
}

/// <summary>Follows a new task source to the code that completes it.</summary>
internal readonly struct Completions(Site site, IObjectCreationOperation creation)
{
    public Completer Find()
    {
        var value = Kept(creation);
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => OfLocal(declarator.Symbol),
            IFieldInitializerOperation { InitializedFields: [var field, ..] } => OfMember(field),
            IPropertyInitializerOperation { InitializedProperties: [var property, ..] } => OfMember(property),
            IAssignmentOperation assignment when ReferenceEquals(assignment.Value, value) => OfTarget(assignment),
            IArgumentOperation or IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldReturn } or IArrayInitializerOperation or ICollectionExpressionOperation or ITupleOperation => Completer.Other,
            _ => Completer.Self,
        };
    }

    // The value as a whole: over conversions, choices and defaults.
    private static IOperation Kept(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation or ICoalesceOperation || (value.Parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, value)))
        {
            value = value.Parent;
        }

        return value;
    }

    private Completer OfTarget(IAssignmentOperation assignment) => assignment.Target switch
    {
        ILocalReferenceOperation local => OfLocal(local.Local),
        IFieldReferenceOperation field => OfMember(field.Field),
        IPropertyReferenceOperation property => OfMember(property.Property),
        IParameterReferenceOperation or IArrayElementReferenceOperation => Completer.Other,
        _ => Completer.Self,
    };

    private Completer OfLocal(ILocalSymbol local)
    {
        var found = Completer.Self;
        var isAwaited = false;
        var isGivenAway = false;
        IOperation? own = null;
        foreach (var operation in Operations.Root(creation).Descendants())
        {
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local) || Operations.Consumer(reference) is not { } use)
            {
                continue;
            }

            switch (use)
            {
                case IInvocationOperation call when ReferenceEquals(call.Instance, reference) && IsCompletion(call.TargetMethod.Name):
                    if (IsElsewhere(reference))
                    {
                        found = Worse(found, IsInLock(call) ? Completer.OtherInLock : Completer.Other);
                    }
                    else
                    {
                        own = call;
                    }

                    break;
                case IMethodReferenceOperation method when IsCompletion(method.Method.Name):
                    found = Worse(found, Completer.Other);
                    break;
                case IPropertyReferenceOperation { Property.Name: "Task" } task:
                    isAwaited |= !RunsNothing(task);
                    isGivenAway |= Operations.Consumer(task) is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation };
                    break;
                case IInvocationOperation or IPropertyReferenceOperation or INameOfOperation or IBinaryOperation or IIsPatternOperation or IVariableDeclaratorOperation or IConditionalAccessOperation:
                case IAssignmentOperation assignment when ReferenceEquals(assignment.Target, reference):
                    if (use is IConditionalAccessOperation && IsElsewhere(reference))
                    {
                        found = Worse(found, Completer.Other);
                    }

                    break;
                default:
                    // Stored, returned or passed on: others complete it.
                    return Completer.Other;
            }
        }

        if (found != Completer.Self)
        {
            return isAwaited ? found : Completer.Self;
        }

        // _current = source.Task; await WorkAsync(); source.SetResult();
        return own is not null && isGivenAway && AwaitsBefore(own) ? Completer.Other : Completer.Self;
    }

    private bool AwaitsBefore(IOperation completion)
    {
        foreach (var operation in Operations.Function(creation).Descendants())
        {
            if (operation is IAwaitOperation && operation.Syntax.SpanStart > creation.Syntax.SpanStart && operation.Syntax.SpanStart < completion.Syntax.SpanStart)
            {
                return true;
            }
        }

        return false;
    }

    // A thread that blocks on the task runs no continuation, and ContinueWith queues one unless it is told not to.
    private bool RunsNothing(IPropertyReferenceOperation task)
    {
        IOperation current = task;
        while (Operations.Consumer(current) is { } use)
        {
            var member = use switch
            {
                IInvocationOperation call when ReferenceEquals(call.Instance, current) => (ISymbol)call.TargetMethod,
                IPropertyReferenceOperation property => property.Property,
                _ => null,
            };
            if (use is IInvocationOperation { TargetMethod: { Name: "ContinueWith", ContainingType.Name: "Task" } continuation })
            {
                foreach (var parameter in continuation.Parameters)
                {
                    if (parameter.Type.Name == "TaskContinuationOptions")
                    {
                        return false;
                    }
                }

                return true;
            }

            if (member is null || site.Facts.Knowledge.Of(member) is not { } known)
            {
                return false;
            }

            if (known.Has(ApiEffects.Blocks))
            {
                return true;
            }

            current = use;
        }

        return false;
    }

    // In a function that does not run as part of the one that made the source.
    private bool IsElsewhere(IOperation use)
    {
        var home = Operations.Function(creation);
        for (var function = Operations.Function(use); !ReferenceEquals(function, home); function = Operations.Function(function.Parent))
        {
            switch (function)
            {
                case IAnonymousFunctionOperation when site.Facts.Loops.ImmediateCall(function) is null && site.Facts.Loops.PerElementCall(function) is null:
                case ILocalFunctionOperation local when IsHandedOut(local.Symbol):
                    return true;
            }

            if (function.Parent is null)
            {
                break;
            }
        }

        return false;
    }

    private bool IsHandedOut(IMethodSymbol function)
    {
        foreach (var operation in Operations.Root(creation).Descendants())
        {
            if (operation is IMethodReferenceOperation method && SymbolEqualityComparer.Default.Equals(method.Method, function) ||
                operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod, function) && Operations.Function(call) is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private Completer OfMember(ISymbol member)
    {
        if (member.IsStatic && site.ContainingSymbol is not IMethodSymbol)
        {
            return Completer.Self;
        }

        if (member.DeclaredAccessibility != Accessibility.Private || member.ContainingType is not { } type)
        {
            return Completer.Other;
        }

        var found = Completer.Self;
        var isAwaited = false;
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            foreach (var node in declaration.GetSyntax(site.Cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == member.Name)
                {
                    found = Worse(found, OfUse(name, ref isAwaited));
                }
            }
        }

        return isAwaited ? found : Completer.Self;
    }

    private Completer OfUse(IdentifierNameSyntax name, ref bool isAwaited)
    {
        ExpressionSyntax value = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax } path && path.Name == name ? path : name;
        while (value.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        switch (value.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Expression == value:
                isAwaited |= access.Name.Identifier.ValueText == "Task" && access.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "Result" or "GetAwaiter" or "IsCompleted" or "Status" or "Exception" };
                return IsCompletion(access.Name.Identifier.ValueText) ? OfCompletion(value) : Completer.Self;
            case ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } access when access.Expression == value:
                return IsCompletion(binding.Name.Identifier.ValueText) ? OfCompletion(value) : Completer.Self;
            case ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax }:
                isAwaited = true;
                return Completer.Self;
            case AssignmentExpressionSyntax assignment when assignment.Left == value:
            case BinaryExpressionSyntax or IsPatternExpressionSyntax or ExpressionStatementSyntax:
                return Completer.Self;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } }:
                return Completer.Self;
            case ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                isAwaited = true;
                return Completer.Other;
            default:
                return Completer.Self;
        }
    }

    // The code that made the source may complete it before anybody awaits.
    private Completer OfCompletion(SyntaxNode use)
    {
        SyntaxNode? lockAround = null;
        for (var node = use; node is not null and not MemberDeclarationSyntax; node = node.Parent)
        {
            lockAround ??= node as LockStatementSyntax;
            if (node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            {
                return lockAround is null ? Completer.Other : Completer.OtherInLock;
            }
        }

        var home = use.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var isHome = home is not null && home.Span.Contains(creation.Syntax.Span) && home.SyntaxTree == creation.Syntax.SyntaxTree;
        if (isHome ? !HasAwait(home!) : home is ConstructorDeclarationSyntax && site.ContainingSymbol is not IMethodSymbol { MethodKind: not MethodKind.Constructor })
        {
            return Completer.Self;
        }

        return lockAround is null ? Completer.Other : Completer.OtherInLock;
    }

    private static bool HasAwait(SyntaxNode node)
    {
        foreach (var inner in node.DescendantNodes())
        {
            if (inner.IsKind(SyntaxKind.AwaitExpression))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInLock(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILockOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCompletion(string name) =>
        name is "SetResult" or "TrySetResult" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" or "SetFromTask" or "TrySetFromTask";

    private static Completer Worse(Completer left, Completer right) => left > right ? left : right;
}
