using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>
/// Follows a new task source to the calls that complete it: over locals, parameters, fields, properties and collections, as far as
/// the source shows them.
/// </summary>
internal sealed class Completions(Facts facts, IObjectCreationOperation creation, CancellationToken cancellation)
{
    // What is handed on is followed this far.
    private const int MaximumDepth = 5;

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Making _making = new(facts, creation);
    private readonly CompletingCall _call = new(facts, cancellation);
    private HeldUp _heldUp;
    private Location? _evidence;
    private IOperation? _own;
    private bool _isAwaited;
    private bool _isGivenAway;

    /// <summary>What completing it holds up at worst, and where; nothing when no such call is found, or nobody awaits the task.</summary>
    public (HeldUp HeldUp, Location? Evidence) Find()
    {
        Value(creation, 0);
        if (_own is not null && !_making.AwaitsBefore(_own) && _making.Ends(_own))
        {
            return default;
        }

        if (_heldUp == HeldUp.Nothing && _own is not null && _isGivenAway && _making.AwaitsBefore(_own))
        {
            // _current = source.Task; await WorkAsync(); source.SetResult();
            Judge(_own);
        }

        return _isAwaited ? (_heldUp, _evidence) : default;
    }

    private void Value(IOperation value, int depth)
    {
        value = Kept(value);
        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Follow(declarator.Symbol, value, depth);
                break;
            case IFieldInitializerOperation field:
                foreach (var symbol in field.InitializedFields)
                {
                    Follow(symbol, value, depth);
                }

                break;
            case IPropertyInitializerOperation property:
                foreach (var symbol in property.InitializedProperties)
                {
                    Follow(symbol, value, depth);
                }

                break;
            case IAssignmentOperation assignment when ReferenceEquals(assignment.Value, value):
                Target(assignment.Target, depth);
                if (assignment.Parent is not IExpressionStatementOperation)
                {
                    Value(assignment, depth);
                }

                break;
            case IArgumentOperation argument:
                Argument(argument, value, depth);
                break;
            case IReturnOperation when Operations.Function(value) is IAnonymousFunctionOperation lambda && Loops.CallReceiving(lambda) is { TargetMethod.Name: "GetOrAdd" or "AddOrUpdate", Instance: { } collection } call:
                Collection(collection);
                Value(call, depth);
                break;
            case IInvocationOperation call when ReferenceEquals(call.Instance, value) && IsCompletion(call.TargetMethod.Name):
                Complete(call);
                break;
            case IMethodReferenceOperation method when IsCompletion(method.Method.Name):
                Complete(method);
                break;
            case IPropertyReferenceOperation { Property.Name: "Task" } task:
                _isAwaited |= !RunsNothing(task);
                _isGivenAway |= Operations.Consumer(task) is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation };
                break;
            case IConditionalAccessOperation access when ReferenceEquals(access.Operation, value):
                foreach (var part in access.WhenNotNull.DescendantsAndSelf())
                {
                    if (part is IConditionalAccessInstanceOperation)
                    {
                        Value(part, depth);
                        break;
                    }
                }

                break;
        }
    }

    // The value as a whole: over conversions, choices, defaults and tuples.
    private static IOperation Kept(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation or ICoalesceOperation or ITupleOperation || (value.Parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, value)))
        {
            value = value.Parent;
        }

        return value;
    }

    private void Target(IOperation target, int depth)
    {
        switch (Operations.Unconverted(target))
        {
            case IPropertyReferenceOperation { Arguments.Length: > 0, Instance: { } collection }:
                Collection(collection);
                break;
            case IArrayElementReferenceOperation element:
                Collection(element.ArrayReference);
                break;
            case var other when Operations.SymbolOf(other) is { } symbol:
                Follow(symbol, other, depth);
                break;
        }
    }

    private void Argument(IArgumentOperation argument, IOperation value, int depth)
    {
        var (method, arguments) = argument.Parent switch
        {
            IInvocationOperation invocation => (invocation.TargetMethod, invocation.Arguments),
            IObjectCreationOperation made => (made.Constructor, made.Arguments),
            _ => (null, default),
        };
        if (method is null)
        {
            return;
        }

        if (argument.Parameter is { } parameter && facts.IsOwn(parameter))
        {
            Follow((argument.Parameter.ContainingSymbol is IMethodSymbol { ReducedFrom: { } whole } ? whole.Parameters[parameter.Ordinal + 1] : parameter).OriginalDefinition, value, depth);
        }
        else if (method.ContainingType is { Name: "Interlocked" })
        {
            Target(arguments[0].Value, depth);
        }
        else if (IsOfCollections(method.ContainingType) && (argument.Parent as IInvocationOperation)?.Instance is { } collection)
        {
            Collection(collection);
        }
        else
        {
            State(arguments);
        }
    }

    // token.Register(state => ((TaskCompletionSource)state).TrySetResult(), source)
    private void State(IEnumerable<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (TaskSource.LambdaOf(argument.Value) is { } lambda)
            {
                foreach (var operation in lambda.Body.Descendants())
                {
                    if (operation is IInvocationOperation { Instance: { } instance } call && IsCompletion(call.TargetMethod.Name) && Operations.Unconverted(instance) is IParameterReferenceOperation && IsSource(instance.Type))
                    {
                        Complete(call);
                    }
                }
            }
        }
    }

    private void Follow(ISymbol symbol, IOperation where, int depth)
    {
        symbol = symbol.OriginalDefinition;
        if (depth >= MaximumDepth || !_seen.Add(symbol))
        {
            return;
        }

        switch (symbol)
        {
            case ILocalSymbol:
                References(Operations.Root(where), symbol, depth + 1);
                break;
            case IParameterSymbol { ContainingSymbol: IMethodSymbol method }:
                if (Operations.IsDeclaredIn(method, Operations.Root(where).Syntax))
                {
                    References(Operations.Root(where), symbol, depth + 1);
                }
                else if (facts.Bodies.Of(method, cancellation) is { } body)
                {
                    References(Operations.Root(body), symbol, depth + 1);
                }
                else if (method.MethodKind == MethodKind.Constructor)
                {
                    OfPrimary(method, symbol, depth + 1);
                }

                break;
            case IFieldSymbol or IPropertySymbol:
                _isGivenAway = true;
                Members(symbol, depth + 1);
                break;
        }
    }

    private void References(IOperation region, ISymbol symbol, int depth)
    {
        foreach (var operation in region.Descendants())
        {
            if (operation is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation)?.OriginalDefinition, symbol) && !IsTarget(operation))
            {
                Value(operation, depth);
            }
        }
    }

    // Parameters of primary constructors are used all over the type; those of records are properties.
    private void OfPrimary(IMethodSymbol constructor, ISymbol parameter, int depth)
    {
        foreach (var member in constructor.ContainingType.GetMembers(parameter.Name))
        {
            if (member is IPropertySymbol property)
            {
                Follow(property, creation, depth);
                return;
            }
        }

        Names(constructor.ContainingType, parameter, depth);
    }

    private void Members(ISymbol member, int depth)
    {
        if (member.DeclaredAccessibility == Accessibility.Private)
        {
            Names(member.ContainingType, member, depth);
            return;
        }

        foreach (var (tree, names) in SourceFiles.WithPages(facts.Compilation, cancellation))
        {
            if (names.Words.Contains(member.Name))
            {
                Names(tree.GetRoot(cancellation), member, depth);
            }
        }
    }

    private void Names(INamedTypeSymbol type, ISymbol symbol, int depth)
    {
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            Names(declaration.GetSyntax(cancellation), symbol, depth);
        }
    }

    private void Names(SyntaxNode region, ISymbol symbol, int depth)
    {
        foreach (var node in region.DescendantNodes())
        {
            if (node is IdentifierNameSyntax name && name.Identifier.ValueText == symbol.Name && facts.Bodies.At(CompletingCall.Access(name), cancellation) is { } reference &&
                SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(reference)?.OriginalDefinition, symbol) && !IsTarget(reference))
            {
                Value(reference, depth);
            }
        }
    }

    // Who takes a source out of a collection and completes it, anywhere in the type that holds the collection.
    private void Collection(IOperation collection)
    {
        var holder = Operations.SymbolOf(Operations.Unconverted(collection));
        if (holder is not (IFieldSymbol or IPropertySymbol or ILocalSymbol) || !_seen.Add(holder.OriginalDefinition))
        {
            return;
        }

        if (holder is ILocalSymbol)
        {
            foreach (var operation in Operations.Root(collection).Descendants())
            {
                Taken(operation);
            }

            return;
        }

        foreach (var declaration in holder.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in declaration.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax { Identifier.ValueText: var text } name && (text == "Task" || IsCompletion(text)))
                {
                    var access = CompletingCall.Access(name);
                    Taken(facts.Bodies.At(access is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax && access.Parent is InvocationExpressionSyntax call ? call : access, cancellation));
                }
            }
        }
    }

    private void Taken(IOperation? operation)
    {
        switch (operation)
        {
            case IInvocationOperation { Instance: { } source } call when IsCompletion(call.TargetMethod.Name) && IsSource(source.Type) && source is not IFieldReferenceOperation:
                Complete(call);
                break;
            case IPropertyReferenceOperation { Property.Name: "Task", Instance: { } source } task when IsSource(source.Type) && source is not IFieldReferenceOperation:
                _isAwaited |= !RunsNothing(task);
                break;
        }
    }

    private bool IsSource(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, creation.Type?.OriginalDefinition);

    // The code that made the source may complete it before anybody awaits.
    private void Complete(IOperation completion)
    {
        if (completion is IInvocationOperation call && _making.Holds(call))
        {
            _own = call;
        }
        else
        {
            Judge(completion);
        }
    }

    private void Judge(IOperation completion)
    {
        // Failures are rare, whoever they hold up.
        if (_heldUp != HeldUp.Lock && Operations.SymbolOf(completion)?.Name is not ("SetException" or "TrySetException") && _call.Of(completion) is var found && found > _heldUp)
        {
            _heldUp = found;
            _evidence = completion is IInvocationOperation call ? Locations.OfCall(call) : completion.Syntax.GetLocation();
        }
    }

    // A thread that blocks on the task runs no continuation, and ContinueWith queues one unless it is told not to, which is a choice.
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
            if (member is { Name: "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled" or "Status" or "Exception" or "Id" })
            {
                return true;
            }

            if (member is { Name: "ContinueWith", ContainingType.Name: "Task" })
            {
                return true;
            }

            if (member is null || facts.Knowledge.Of(member) is not { } known)
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

    private static bool IsTarget(IOperation reference) => reference.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, reference);

    private static bool IsOfCollections(INamedTypeSymbol type) =>
        type.ContainingNamespace is { } space && (space.Name == "Collections" || space.ContainingNamespace is { Name: "Collections" });

    private static bool IsCompletion(string name) =>
        name is "SetResult" or "TrySetResult" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" or "SetFromTask" or "TrySetFromTask";
}
