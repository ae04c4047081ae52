using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Finds <see cref="Origin"/>s; follows locals, fields, getters, and what constructors are given.</summary>
internal sealed class Origins(Facts facts)
{
    private const int MaximumDepth = 12;

    private readonly ConcurrentDictionary<ISymbol, Origin?> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _contexts = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a type is a unit of work or connection that does one thing at a time (API word <c>at-once=no</c>).</summary>
    public bool IsSingle(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType != SpecialType.None || type.TypeKind is not (TypeKind.Class or TypeKind.Interface or TypeKind.TypeParameter))
        {
            return false;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (constraint is not ITypeParameterSymbol && IsSingle(constraint))
                {
                    return true;
                }
            }

            return false;
        }

        if (!_contexts.TryGetValue(type.OriginalDefinition, out var isSingle))
        {
            isSingle = facts.Knowledge.OfType(type)?.Value("at-once") == "no" || type.TypeKind == TypeKind.Interface && HasSets(type);
            _contexts.TryAdd(type.OriginalDefinition, isSingle);
        }

        return isSingle;
    }

    /// <summary>The origin of a value in the function that holds it; null when it is not known.</summary>
    public Origin? Of(IOperation? value) => Of(value, 0);

    /// <summary>What is reached within a method, as its caller reaches it; null when it is the method's own.</summary>
    /// <param name="inner">The origin in the method.</param>
    /// <param name="call">The call, or the method group.</param>
    /// <param name="callee">The method.</param>
    public Origin? AtCall(Origin inner, IOperation call, IMethodSymbol callee) => AtCall(inner, call, callee, 0);

    private Origin? Of(IOperation? value, int depth)
    {
        if (value is null || depth > MaximumDepth)
        {
            return null;
        }

        value = Operations.Unconverted(value);
        switch (value)
        {
            case ILocalReferenceOperation local:
                return OfLocal(local, depth);
            case IParameterReferenceOperation parameter:
                return new Origin([parameter.Parameter.OriginalDefinition], parameter.Type);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } self:
                return new Origin([], self.Type);
            case IFieldReferenceOperation field:
                return OfMember(field.Field.OriginalDefinition, field.Instance, depth);
            case IPropertyReferenceOperation { Property.IsIndexer: false } property:
                return HandsThrough(property.Instance?.Type) ? Of(property.Instance, depth + 1) : OfMember(property.Property.OriginalDefinition, property.Instance, depth);
            case IInvocationOperation call:
                return OfCall(call, depth);
            case IObjectCreationOperation creation:
                return RoundTrips.IsCommand(creation.Type) ? OfConnection(creation, depth) : new Origin([], creation.Type, creation);
            case ITranslatedQueryOperation query:
                return Of(query.Operation, depth + 1);
            case ICoalesceAssignmentOperation lazily:
                return Kept(Of(lazily.Target, depth + 1), Of(lazily.Value, depth + 1));
            case ICoalesceOperation { WhenNull: var otherwise } coalesce when Operations.Unconverted(otherwise) is ISimpleAssignmentOperation filled:
                return Kept(Of(coalesce.Value, depth + 1), Of(filled.Value, depth + 1));
            default:
                return null;
        }
    }

    private static Origin? Kept(Origin? place, Origin? value) =>
        place is not null && value is { IsFresh: true } ? place with { Made = value.Made, MadeIn = new Origin([], null) } : place;

    // What the calls and properties of these return belongs to the context they were reached from.
    private bool HandsThrough(ITypeSymbol? type) =>
        type is not null && (IsSingle(type) || facts.Queries.IsQueryable(type) || RoundTrips.IsCommand(type) ||
            type is { Name: "DbSet" or "DatabaseFacade" or "ChangeTracker" or "EntityEntry" or "CollectionEntry" or "ReferenceEntry" or "NavigationEntry" or "IDbContextTransaction" });

    // IShopContext, with the sets of the context behind it.
    private static bool HasSets(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol { Type: { Name: "DbSet", ContainingNamespace.Name: "EntityFrameworkCore" or "Entity" } })
            {
                return true;
            }
        }

        return false;
    }

    private Origin? OfLocal(ILocalReferenceOperation local, int depth)
    {
        var writes = LocalValues.Around(local).Of(local.Local);
        if (writes.Count != 1)
        {
            return null;
        }

        var own = new Origin([local.Local], local.Type);
        return writes[0].Value is not { } value || Of(value, depth + 1) is not { } known ? own : known.IsFresh ? own with { Made = known.Made, MadeIn = known.MadeIn } : known;
    }

    private Origin? OfCall(IInvocationOperation call, int depth)
    {
        if (Operations.Receiver(call) is { } receiver && HandsThrough(receiver.Type))
        {
            var isNew = IsSingle(call.Type) && call.TargetMethod.Name is var name &&
                (name.StartsWith("Create", StringComparison.Ordinal) || name.StartsWith("New", StringComparison.Ordinal) || name.StartsWith("Clone", StringComparison.Ordinal) || name.StartsWith("Open", StringComparison.Ordinal));
            return isNew ? null : Of(receiver, depth + 1);
        }

        // A repository that hands out a query, a unit of work that makes a repository.
        if (call.TargetMethod.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || Operations.IsTask(call.Type) || Only(facts.Dispatch.Targets(facts.Dispatch.Narrow(call, call.TargetMethod))) is not { } callee)
        {
            return null;
        }

        return Returned(callee, depth) is { } inner ? AtCall(inner, call, callee, depth + 1) : null;
    }

    private Origin? OfConnection(IObjectCreationOperation command, int depth)
    {
        foreach (var argument in command.Arguments)
        {
            if (IsSingle(argument.Value.Type))
            {
                return Of(argument.Value, depth + 1);
            }
        }

        return null;
    }

    private Origin? Returned(IMethodSymbol method, int depth)
    {
        if (facts.Bodies.Of(method, default) is not { } body)
        {
            return null;
        }

        IOperation? only = null;
        foreach (var part in body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } && (ReferenceEquals(Operations.Function(part), body) || method.MethodKind == MethodKind.LocalFunction))
            {
                if (only is not null)
                {
                    return null;
                }

                only = value;
            }
        }

        // if (_orders == null) { _orders = new OrderRepository(_db); } return _orders;
        var origin = Of(only, depth + 1);
        return origin is { Made: null, Steps: [IFieldSymbol field] } && Writes.OnlyValue(field, body) is { } filled ? Kept(origin, Of(filled, depth + 1)) : origin;
    }

    private Origin? OfMember(ISymbol member, IOperation? instance, int depth)
    {
        if (Inner(member, depth) is not { } inner)
        {
            return null;
        }

        return instance is null or IInstanceReferenceOperation ? inner : Of(instance, depth + 1) is { } owner ? Join(owner, inner, depth) : null;
    }

    // What a field or property holds, seen from its own type.
    private Origin? Inner(ISymbol member, int depth)
    {
        if (!_members.TryGetValue(member, out var origin))
        {
            origin = member switch
            {
                IFieldSymbol field => OfField(field, field.Type, depth),
                IPropertySymbol property => OfProperty(property, depth),
                _ => null,
            };
            if (depth < 4)
            {
                _members.TryAdd(member, origin);
            }
        }

        return origin;
    }

    private Origin? OfProperty(IPropertySymbol property, int depth)
    {
        if (property.GetMethod is not { } getter || Only(facts.Dispatch.Targets(getter)) is not { AssociatedSymbol: IPropertySymbol actual } target)
        {
            return null;
        }

        if (Bodies.SyntaxOf(target, default) is not null || Bodies.SyntaxOf(actual, default) is ArrowExpressionClauseSyntax)
        {
            return Returned(target, depth);
        }

        return OfField(actual, actual.Type, depth);
    }

    // The one value that a constructor or the initializer gives it; else the place itself.
    private Origin OfField(ISymbol place, ITypeSymbol type, int depth)
    {
        var own = new Origin([place], type);
        var value = facts.Bodies.Of(place, default) is ISymbolInitializerOperation initializer ? initializer.Value : null;
        if (!place.IsStatic)
        {
            foreach (var constructor in place.ContainingType.InstanceConstructors)
            {
                if (facts.Bodies.Of(constructor, default) is { } body && Writes.Any(place, body))
                {
                    if (value is not null || Writes.OnlyValue(place, body) is not { } only)
                    {
                        return own;
                    }

                    value = only;
                }
            }
        }

        if (value is ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } required)
        {
            value = required.Value;
        }

        return Of(value, depth + 1) switch
        {
            null => own,
            { IsFresh: true } made => own with { Made = made.Made, MadeIn = new Origin([], null) },
            var known => known,
        };
    }

    private Origin? AtCall(Origin inner, IOperation call, IMethodSymbol callee, int depth)
    {
        if (depth > MaximumDepth)
        {
            return null;
        }

        var receiver = call switch
        {
            IInvocationOperation invocation => invocation.Instance,
            IMethodReferenceOperation reference => reference.Instance,
            IPropertyReferenceOperation property => property.Instance,
            _ => null,
        };
        if (!inner.Steps.IsEmpty)
        {
            switch (inner.Steps[0])
            {
                case IParameterSymbol parameter when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, callee.OriginalDefinition):
                    var argument = call is IInvocationOperation passed ? Operations.Argument(passed, parameter.Ordinal) : null;
                    return Of(argument, depth + 1) is not { } given ? null : inner.Steps.Length == 1 ? given : Join(given, inner with { Steps = inner.Steps.RemoveAt(0) }, depth);
                // A local function sees what is around it.
                case ILocalSymbol or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } }:
                    return callee.MethodKind == MethodKind.LocalFunction && !IsWithin(inner.Steps[0], callee) ? inner : null;
                case { IsStatic: true }:
                    return inner;
            }
        }

        if (receiver is null or IInstanceReferenceOperation)
        {
            return inner;
        }

        return Of(receiver, depth + 1) is { } owner ? Join(owner, inner, depth) : null;
    }

    private static bool IsWithin(ISymbol symbol, IMethodSymbol function)
    {
        for (var owner = symbol.ContainingSymbol; owner is not null; owner = owner.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(owner, function))
            {
                return true;
            }
        }

        return false;
    }

    private Origin? Join(Origin owner, Origin inner, int depth)
    {
        if (inner.IsFresh)
        {
            return inner with { MadeIn = inner.MadeIn is null ? owner : Join(owner, inner.MadeIn, depth) };
        }

        if (inner.Steps.IsEmpty)
        {
            return owner;
        }

        if (inner.Steps[0] is { IsStatic: true })
        {
            return inner;
        }

        var root = inner.Steps[0] as IParameterSymbol;
        if (root is not null && root.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } || inner.Steps[0] is ILocalSymbol)
        {
            return null;
        }

        // new OrderRepository(db): what its constructor is given, and gives its base.
        if (owner.Made is { Constructor: { } constructor } made && root is not null && (IsOf(root, constructor) ? Operations.Argument(made.Arguments, root.Ordinal) : GivenToBase(constructor, root)) is { } argument)
        {
            if (Of(argument, depth + 1) is not { } given)
            {
                return null;
            }

            var isGiven = IsOf(root, constructor);
            var outer = !isGiven ? Join(owner, given, depth + 1) : owner.MadeIn is null ? given : Join(owner.MadeIn, given, depth + 1);
            return outer is null || inner.Steps.Length == 1 ? outer : Join(outer, inner with { Steps = inner.Steps.RemoveAt(0) }, depth + 1);
        }

        return owner.IsFresh
            ? null
            : new Origin(owner.Steps.AddRange(inner.Steps), inner.Type, inner.Made, inner.Made is null ? null : inner.MadeIn is null ? owner : Join(owner, inner.MadeIn, depth + 1));
    }

    private static bool IsOf(IParameterSymbol parameter, IMethodSymbol constructor) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, constructor.OriginalDefinition);

    private IOperation? GivenToBase(IMethodSymbol constructor, IParameterSymbol parameter)
    {
        foreach (var reference in constructor.DeclaringSyntaxReferences)
        {
            SyntaxNode? call = reference.GetSyntax() switch
            {
                ConstructorDeclarationSyntax declared => declared.Initializer,
                TypeDeclarationSyntax { BaseList.Types: [PrimaryConstructorBaseTypeSyntax first, ..] } => first,
                _ => null,
            };
            if (call is not null && facts.Bodies.At(call, default) is IInvocationOperation passed && IsOf(parameter, passed.TargetMethod))
            {
                return Operations.Argument(passed, parameter.Ordinal);
            }
        }

        return null;
    }

    private static IMethodSymbol? Only(ImmutableArray<IMethodSymbol> targets) => targets.Length == 1 ? targets[0] : null;
}
