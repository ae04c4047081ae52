using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>A call by which a function comes back to itself.</summary>
/// <param name="Call">The call in the function.</param>
/// <param name="Back">The call that enters the function again: the same in direct recursion, one in the called function in mutual recursion.</param>
internal readonly record struct RecursiveCall(IOperation Call, IOperation Back);

/// <summary>
/// Which calls lead back to the function they stand in: to itself, or through one other function of this compilation. Interface
/// calls count when they can end nowhere else.
/// </summary>
internal sealed class Recursion(Facts facts)
{
    private const int MaximumDepth = 6;

    /// <summary>Whether a call leads back into the function around it.</summary>
    public bool LeadsBack(IOperation call, IMethodSymbol callee, CancellationToken cancellation)
    {
        if (Target(callee, call) is not { } target)
        {
            return false;
        }

        if (Operations.Encloses(target, call.Syntax))
        {
            return !EndsWith(new RecursiveCall(call, call));
        }

        if (!facts.Summaries.ReachesItself(target) || !MentionsFunctionAround(target, call.Syntax, cancellation) || facts.Bodies.Of(target, cancellation) is not { } body)
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (facts.Dispatch.Callee(operation) is { } next && next.DeclaringSyntaxReferences.Length > 0 && Target(next, operation) is { } back && Operations.Encloses(back, call.Syntax) &&
                !EndsWith(new RecursiveCall(call, operation)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The calls in <paramref name="body"/> that lead back to <paramref name="function"/>: a method, a local function, or the variable that holds a lambda.</summary>
    public ImmutableArray<RecursiveCall> CallsBack(ISymbol function, IOperation body, CancellationToken cancellation)
    {
        ImmutableArray<RecursiveCall>.Builder? found = null;
        foreach (var operation in body.Descendants())
        {
            if (function is IMethodSymbol && !(facts.Dispatch.Callee(operation) is { } callee && facts.Summaries.MayReach(callee)))
            {
                continue;
            }

            if (IsCallOf(function, operation))
            {
                if (EndsWith(new RecursiveCall(operation, operation)))
                {
                    continue;
                }

                (found ??= ImmutableArray.CreateBuilder<RecursiveCall>()).Add(new RecursiveCall(operation, operation));
            }
            else if (Other(operation, function) is { } other && facts.Summaries.ReachesItself(other) && Mentions(other, function.Name, cancellation) && MayAskBeside(function, other, body) && facts.Bodies.Of(other, cancellation) is { } through)
            {
                foreach (var back in through.Descendants())
                {
                    if (IsCallOf(function, back) && !EndsWith(new RecursiveCall(operation, back)))
                    {
                        (found ??= ImmutableArray.CreateBuilder<RecursiveCall>()).Add(new RecursiveCall(operation, back));
                    }
                }
            }
        }

        return found?.ToImmutable() ?? [];
    }

    // A function that only hands on to the other one runs no query itself.
    private bool MayAskBeside(ISymbol function, IMethodSymbol other, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation or IForEachLoopOperation or IPropertyReferenceOperation or IObjectCreationOperation or IMethodReferenceOperation &&
                (facts.RoundTrips.Of(operation) is not null ||
                    facts.Dispatch.Callee(operation) is { } callee && facts.Summaries.MayFollow(callee) && !SymbolEqualityComparer.Default.Equals(Target(callee, operation), other) && !IsCallOf(function, operation)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the function is given something else on the way back: a row, a child, what the query returned; not a counter and not the same again.</summary>
    public bool Descends(RecursiveCall call, IParameterSymbol parameter, IOperation body, CancellationToken cancellation)
    {
        if (IsPerElementUse(call.Back))
        {
            return parameter.Ordinal == 0;
        }

        if (ArgumentOf(call.Back, parameter.Ordinal) is not { } argument)
        {
            return false;
        }

        if (ReferenceEquals(call.Call, call.Back))
        {
            return IsRow(argument, body, 0, cancellation);
        }

        if (Operations.Unconverted(argument) is IParameterReferenceOperation passed)
        {
            return IsPerElementUse(call.Call)
                ? passed.Parameter.Ordinal == 0
                : ArgumentOf(call.Call, passed.Parameter.Ordinal) is { } given && IsRow(given, body, 0, cancellation);
        }

        return IsRow(argument, Operations.Root(call.Back), 0, cancellation);
    }

    /// <summary>The same for the object a method is called on: <c>child.Load(db)</c>.</summary>
    public bool DescendsByReceiver(RecursiveCall call, CancellationToken cancellation) =>
        call.Back is IInvocationOperation { Instance: { } receiver } && receiver is not IInstanceReferenceOperation && IsRow(receiver, Operations.Root(call.Back), 0, cancellation);

    /// <summary>Whether a call on the way back runs once per element.</summary>
    public bool IsRepeated(RecursiveCall call) =>
        facts.Loops.Around(call.Call) is not null || facts.Loops.Around(call.Back) is not null || IsPerElementUse(call.Call) || IsPerElementUse(call.Back);

    /// <summary>Whether it stands in a delegate that something unknown calls, perhaps for each of several.</summary>
    public static bool IsInDelegate(RecursiveCall call, IOperation body)
    {
        for (var current = call.Call; current is not null && !ReferenceEquals(current, body); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value bound to a parameter at a call, a creation or the invocation of a delegate.</summary>
    public static IOperation? ArgumentOf(IOperation call, int ordinal)
    {
        var arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private bool IsPerElementUse(IOperation operation) => operation is not IInvocationOperation && facts.Loops.PerElementCall(operation) is not null;

    private bool IsCallOf(ISymbol function, IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } target } when function is not IMethodSymbol:
                return SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(target)), function);
            case ILocalReferenceOperation or IFieldReferenceOperation when function is not IMethodSymbol:
                return SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), function) && facts.Loops.PerElementCall(operation) is not null;
            case IInvocationOperation call when function is IMethodSymbol:
                return SymbolEqualityComparer.Default.Equals(Target(call.TargetMethod, call), function);
            case IMethodReferenceOperation reference when function is IMethodSymbol:
                return facts.Loops.PerElementCall(reference) is not null && SymbolEqualityComparer.Default.Equals(Target(reference.Method, reference), function);
            default:
                return false;
        }
    }

    // Copy(child, withChildren: false) under if (withChildren): the way back is closed from there on.
    private static bool EndsWith(RecursiveCall call) => IsClosedBy(call.Call, call.Back) || IsClosedBy(call.Back, call.Call);

    private static bool IsClosedBy(IOperation call, IOperation entrance)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child))
            {
                foreach (var part in conditional.Condition.DescendantsAndSelf())
                {
                    if (part is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean } parameter } && ArgumentOf(entrance, parameter.Ordinal)?.ConstantValue.HasValue == true)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // Another function of this compilation that an operation calls.
    private IMethodSymbol? Other(IOperation operation, ISymbol function) =>
        operation is IInvocationOperation or IMethodReferenceOperation && facts.Dispatch.Callee(operation) is { } callee &&
        Target(callee, operation) is { DeclaringSyntaxReferences.Length: > 0 } target && !SymbolEqualityComparer.Default.Equals(target, function)
            ? target
            : null;

    // The one body a call ends in. A virtual method of an object of this very type is taken for itself.
    private IMethodSymbol? Target(IMethodSymbol callee, IOperation call)
    {
        var method = (callee.ReducedFrom ?? callee).OriginalDefinition;
        if (method.ContainingType?.TypeKind != TypeKind.Interface)
        {
            return method.IsAbstract ? null : method.PartialImplementationPart ?? method;
        }

        // this.Walk() of a default implementation.
        if (call is IInvocationOperation { Instance: IInstanceReferenceOperation } && !method.IsAbstract)
        {
            return method;
        }

        var targets = facts.Dispatch.Targets(method);
        return targets.Length == 1 ? targets[0].OriginalDefinition : null;
    }

    private static bool MentionsFunctionAround(IMethodSymbol method, SyntaxNode node, CancellationToken cancellation)
    {
        for (var current = node.Parent; current is not null and not TypeDeclarationSyntax; current = current.Parent)
        {
            var name = current switch
            {
                MethodDeclarationSyntax declaration => declaration.Identifier.ValueText,
                LocalFunctionStatementSyntax local => local.Identifier.ValueText,
                _ => null,
            };
            if (name is not null && Mentions(method, name, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the code of a function, behind its own name, holds a word; cheaper than binding it.</summary>
    public static bool Mentions(IMethodSymbol method, string name, CancellationToken cancellation)
    {
        foreach (var declaration in method.DeclaringSyntaxReferences)
        {
            if (TreeNames.Of(declaration.SyntaxTree, cancellation).Words.Contains(name) && declaration.SyntaxTree.TryGetText(out var text) && HoldsWord(text, declaration.GetSyntax(cancellation), name))
            {
                return true;
            }

            cancellation.ThrowIfCancellationRequested();
        }

        return false;
    }

    private static bool HoldsWord(SourceText text, SyntaxNode function, string name)
    {
        var start = function switch
        {
            MethodDeclarationSyntax method => method.ParameterList.Span.End,
            LocalFunctionStatementSyntax local => local.ParameterList.Span.End,
            _ => function.SpanStart,
        };
        var code = text.ToString(TextSpan.FromBounds(start, function.Span.End));
        for (var at = code.IndexOf(name, StringComparison.Ordinal); at >= 0; at = code.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !SyntaxFacts.IsIdentifierPartCharacter(code[at - 1])) && (at + name.Length == code.Length || !SyntaxFacts.IsIdentifierPartCharacter(code[at + name.Length])))
            {
                return true;
            }
        }

        return false;
    }

    // Made from an element, from what a query returned, or from a member of an entity that was passed in.
    private bool IsRow(IOperation value, IOperation scope, int depth, CancellationToken cancellation)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local:
                    var isRow = false;
                    Writes.ForEach(local.Local, scope, 0, (written, _) =>
                    {
                        isRow |= written is null || IsRow(written, scope, depth + 1, cancellation);
                        return !isRow;
                    });
                    if (isRow)
                    {
                        return true;
                    }

                    break;
                case IParameterReferenceOperation { Parameter: var parameter } reference:
                    if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } && !IsParameterOf(parameter, scope) ||
                        IsObject(parameter.Type) && reference.Parent is IPropertyReferenceOperation or IFieldReferenceOperation)
                    {
                        return true;
                    }

                    break;
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { IsStatic: false, SetMethod: not null } property } when IsObject(property.Type):
                    // Parent.Load(): the object's own neighbour.
                    return true;
                case IInvocationOperation or IPropertyReferenceOperation:
                    if (facts.RoundTrips.Of(part) is { } || facts.Dispatch.Callee(part) is { } callee && !facts.Summaries.Near(callee, ApiEffects.Query, cancellation).IsSilent)
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static bool IsParameterOf(IParameterSymbol parameter, IOperation scope) =>
        scope is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, lambda.Symbol);

    // Numbers, texts, dates and nullable ones are values to count with, not rows.
    private static bool IsObject(ITypeSymbol type) =>
        type is { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct or TypeKind.TypeParameter, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } &&
        type.ContainingNamespace is not { Name: "System", ContainingNamespace.IsGlobalNamespace: true };
}
