using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What code does with entities it has loaded: which columns it reads, whether it changes them, and whether they leave it. Locals,
/// loops, LINQ to Objects and methods of the project are followed; whatever is not understood escapes.
/// </summary>
internal sealed partial class EntityUses
{
    private const int MaximumDepth = 24;
    private const int MaximumCalls = 3;

    private readonly Facts _facts;
    private readonly CancellationToken _cancellation;
    private readonly HashSet<(ISymbol Variable, bool IsRows)> _seen = [];
    private int _depth;
    private int _calls;

    private EntityUses(Facts facts, CancellationToken cancellation)
    {
        _facts = facts;
        _cancellation = cancellation;
    }

    /// <summary>Columns that are read, of the entities themselves and of what navigations lead to.</summary>
    public HashSet<IPropertySymbol> Columns { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Navigations that are read.</summary>
    public HashSet<IPropertySymbol> Navigations { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>An entity, or a collection of one, is changed.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Entities go where nobody can see what happens to them.</summary>
    public bool Escapes { get; private set; }

    /// <summary>The function they are loaded in returns them.</summary>
    public bool IsReturned { get; private set; }

    /// <summary>They are handed to a serializer or a view, which only reads them.</summary>
    public bool IsServed { get; private set; }

    /// <summary>Methods of the project are given them, and read them.</summary>
    public bool IsHandedOn { get; private set; }

    /// <summary>Somebody asks how many there are.</summary>
    public bool IsCounted { get; private set; }

    /// <summary>A local holds them that also holds others.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>The code writes the name of their type, so that nothing else can take their place.</summary>
    public bool NamesType { get; private set; }

    /// <summary>Whether all there is to see is reading.</summary>
    public bool OnlyReads => !IsChanged && !Escapes;

    /// <summary>What becomes of the entities a load brings.</summary>
    public static EntityUses Of(Facts facts, EntityLoad load, CancellationToken cancellation)
    {
        var uses = new EntityUses(facts, cancellation);
        if (load.Operation is IForEachLoopOperation loop)
        {
            uses.Loop(loop);
        }
        else
        {
            uses.Result(load.Operation, load.IsMany);
        }

        return uses;
    }

    /// <summary>What becomes of the entity, or the entities, that a call returns.</summary>
    public static EntityUses OfCall(Facts facts, IInvocationOperation call, bool isMany, CancellationToken cancellation)
    {
        var uses = new EntityUses(facts, cancellation);
        uses.Result(call, isMany);
        return uses;
    }

    /// <summary>What a method does with the entity it is given for a parameter; null when its body is not in sight.</summary>
    public static EntityUses? OfParameter(Facts facts, IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method || facts.Dispatch.Targets(method) is not [{ } target] || facts.Bodies.Of(target, cancellation) is not { } body)
        {
            return null;
        }

        var uses = new EntityUses(facts, cancellation);
        uses.Variable(target.Parameters[parameter.Ordinal], body, isRows: false);
        return uses;
    }

    /// <summary>What a method or getter of an entity does with it.</summary>
    public static EntityUses OfReceiver(Facts facts, IMethodSymbol member, CancellationToken cancellation)
    {
        var uses = new EntityUses(facts, cancellation);
        uses.Own(member);
        return uses;
    }

    private void Result(IOperation call, bool isMany)
    {
        if (Operations.Outcome(call) is not { } outcome)
        {
            // A task that is returned as it is: its result goes where it goes.
            Escapes = true;
            return;
        }

        if (outcome.Parent is IReturnOperation returned && Operations.IsTask(outcome.Type))
        {
            Returned(returned);
            return;
        }

        Follow(outcome, isMany);
    }

    private void Follow(IOperation value, bool isRows)
    {
        if (Escapes || ++_depth > MaximumDepth)
        {
            Escapes = true;
            return;
        }

        if (isRows)
        {
            Rows(value);
        }
        else
        {
            Row(value);
        }

        _depth--;
    }

    private void Row(IOperation value)
    {
        var child = Outermost(value);
        switch (child.Parent)
        {
            case IExpressionStatementOperation:
                break;
            case IPropertyReferenceOperation property when ReferenceEquals(property.Instance, child):
                Property(property);
                break;
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                Own(call.TargetMethod);
                break;
            case IIsPatternOperation match:
                Pattern(match.Pattern);
                break;
            case IArgumentOperation argument:
                Argument(argument, isRows: false);
                break;
            default:
                Common(child, isRows: false);
                break;
        }
    }

    // What entities and sequences of them have in common.
    private void Common(IOperation child, bool isRows)
    {
        switch (child.Parent)
        {
            case IConditionalAccessOperation access when ReferenceEquals(access.Operation, child):
                foreach (var part in access.WhenNotNull.DescendantsAndSelf())
                {
                    if (part is IConditionalAccessInstanceOperation && ReferenceEquals(Operations.AccessedBy(part), child))
                    {
                        Follow(part, isRows);
                    }
                }

                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                // Entities that are compared with each other have to be the same objects.
                Escapes |= !IsNull(comparison.LeftOperand) && !IsNull(comparison.RightOperand);
                break;
            case ICoalesceOperation:
            case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                Follow(child.Parent, isRows);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } local } }:
                Local(local, child, isRows);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Parent: IExpressionStatementOperation } assignment when ReferenceEquals(assignment.Value, child):
                Local(assigned, child, isRows);
                break;
            case IReturnOperation returned:
                Returned(returned);
                break;
            case IConversionOperation { OperatorMethod.ContainingType.Name: "ActionResult" }:
                IsServed = true;
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void Local(ILocalSymbol local, IOperation use, bool isRows)
    {
        IsMixed |= LocalValues.Around(use).Of(local).Count > 1;
        NamesType |= local.DeclaringSyntaxReferences is not [{ } declaration] || declaration.GetSyntax(_cancellation) is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: true } };
        Variable(local, Operations.Root(use), isRows);
    }

    private void Returned(IReturnOperation returned)
    {
        IsReturned = true;
        // Of a lambda or local function that the member runs: nobody looks further.
        Escapes |= Operations.Function(returned) is { Parent: not null } function && !Responses.IsEndpoint(_facts, function);
    }

    private void Variable(ISymbol variable, IOperation scope, bool isRows)
    {
        if (!_seen.Add((variable, isRows)))
        {
            return;
        }

        foreach (var part in scope.DescendantsAndSelf())
        {
            if (part is not (ILocalReferenceOperation or IParameterReferenceOperation) || !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), variable) || part.Parent is INameOfOperation)
            {
                continue;
            }

            if (part.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, part))
            {
                IsMixed = true;
                continue;
            }

            Follow(part, isRows);
        }
    }

    private void Property(IPropertyReferenceOperation reference)
    {
        var property = reference.Property.OriginalDefinition;
        if (IsWritten(reference))
        {
            IsChanged = true;
        }
        else if (_facts.Entities.IsColumn(property) && Translations.IsScalar(property.Type) || property.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
        {
            Columns.Add(property);
        }
        else if (EntityModel.LooksLikeNavigation(property) && _facts.Entities.IsNavigation(property))
        {
            Navigations.Add(property);
            Follow(reference, EntityModel.ElementOf(property.Type) is not null);
        }
        else if (property.GetMethod is { } getter && _facts.IsOwn(property) && property.SetMethod is null)
        {
            Own(getter);
        }
        else if (Translations.IsScalar(property.Type) || Operations.Consumer(reference) is IPropertyReferenceOperation inner && Translations.IsScalar(inner.Type) && !IsWritten(inner))
        {
            // Something converted, or a part of an owned value.
            IsHandedOn = true;
        }
        else
        {
            Escapes |= !_facts.Entities.ColumnsOf(property.ContainingType).Contains(property, SymbolEqualityComparer.Default);
            Columns.Add(property);
        }
    }

    private static bool IsWritten(IPropertyReferenceOperation reference)
    {
        IOperation child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation or ITupleOperation)
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IAssignmentOperation assignment => ReferenceEquals(assignment.Target, child),
            IIncrementOrDecrementOperation => true,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
            _ => false,
        };
    }

    // A method or getter of the entity itself, or of a base type here.
    private void Own(IMethodSymbol member)
    {
        IsHandedOn = true;
        if (_calls >= MaximumCalls || _facts.Dispatch.Targets(member) is not [{ } target] || Body(target) is not { } body)
        {
            Escapes = true;
            return;
        }

        if (!_seen.Add((target, false)))
        {
            return;
        }

        _calls++;
        foreach (var part in body.DescendantsAndSelf())
        {
            if (part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
            {
                if (part.Parent is IFieldReferenceOperation)
                {
                    Escapes = true;
                    break;
                }

                Follow(part, isRows: false);
            }
        }

        _calls--;
    }

    private IOperation? Body(IMethodSymbol method) =>
        _facts.Bodies.Of(method, _cancellation) ?? (method.AssociatedSymbol is { } property ? _facts.Bodies.Of(property, _cancellation) : null);

    private void Pattern(IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IConstantPatternOperation or ITypePatternOperation or IDiscardPatternOperation:
                break;
            case INegatedPatternOperation negated:
                Pattern(negated.Pattern);
                break;
            case IBinaryPatternOperation both:
                Pattern(both.LeftPattern);
                Pattern(both.RightPattern);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                NamesType = true;
                Variable(declared, Operations.Root(pattern), isRows: false);
                break;
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } recursive:
                foreach (var part in recursive.PropertySubpatterns)
                {
                    if (part.Member is IPropertyReferenceOperation { Property: var property } && _facts.Entities.IsColumn(property) && Translations.IsScalar(property.Type))
                    {
                        Columns.Add(property.OriginalDefinition);
                    }
                    else
                    {
                        Escapes = true;
                    }
                }

                if (recursive.DeclaredSymbol is { } named)
                {
                    Variable(named, Operations.Root(pattern), isRows: false);
                }

                break;
            default:
                Escapes = true;
                break;
        }
    }

    private static IOperation Outermost(IOperation value)
    {
        while (value.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value;
    }

    private static bool IsNull(IOperation value) => Operations.Unconverted(value).ConstantValue is { HasValue: true, Value: null };
}
