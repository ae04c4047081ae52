using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>
/// How a string that grows in a loop becomes a <c>StringBuilder</c> without a difference: the variable itself where everything
/// done with it can be asked of a builder, else a builder beside it for as long as the loop runs. There is no plan where the loop's
/// code may see the difference.
/// </summary>
internal sealed class BuilderPlan
{
    private const int MaximumReads = 2;

    private readonly ISymbol _symbol;
    private readonly Repetition _loop;
    private readonly List<(AssignmentExpressionSyntax Assignment, StringGrowth Growth)> _appends = [];
    private readonly List<IOperation> _questions = [];
    private readonly List<IOperation> _reads = [];

    private BuilderPlan(ISymbol symbol, Repetition loop, StatementSyntax statement)
    {
        _symbol = symbol;
        _loop = loop;
        Statement = statement;
    }

    /// <summary>The loop, or the statement that calls its lambda.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>The local, parameter or field.</summary>
    public ISymbol Symbol => _symbol;

    /// <summary>The declaration that becomes one of a builder; null when a builder is put beside the string.</summary>
    public VariableDeclaratorSyntax? Declarator { get; private set; }

    /// <summary>Assignments that become calls of <c>Append</c>.</summary>
    public IReadOnlyList<(AssignmentExpressionSyntax Assignment, StringGrowth Growth)> Appends => _appends;

    /// <summary>Questions about the string's length; see <see cref="Emptiness.AskedBy"/>.</summary>
    public IReadOnlyList<IOperation> Questions => _questions;

    /// <summary>Reads that become <c>ToString()</c>.</summary>
    public IReadOnlyList<IOperation> Reads => _reads;

    /// <summary>The plan for a string that grows in a repetition, or null.</summary>
    public static BuilderPlan? Of(IOperation target, Repetition loop, CancellationToken cancellation)
    {
        var statement = loop.Owner is ILoopOperation ? loop.Owner.Syntax as StatementSyntax
            : IsForEach(loop.Owner) && loop.Owner.Parent is IExpressionStatementOperation called ? called.Syntax as StatementSyntax
            : null;
        if (statement?.Parent is not (BlockSyntax or SwitchSectionSyntax) || SymbolOf(target) is not { } symbol || statement.ContainsDirectives)
        {
            return null;
        }

        var plan = new BuilderPlan(symbol, loop, statement);
        return plan.ReadLoop() && (plan.IsWhole(cancellation) || plan.IsBeside(cancellation)) ? plan : null;
    }

    /// <summary>What is appended, as an argument: null where <c>Append</c> would write it differently.</summary>
    public static string? TailOf(IOperation piece)
    {
        if (piece is IConversionOperation { IsImplicit: true } || piece.Type is not { } type || piece.Syntax is not ExpressionSyntax)
        {
            return null;
        }

        switch (type.SpecialType)
        {
            case SpecialType.System_String or SpecialType.System_Char or SpecialType.System_Boolean or SpecialType.System_Object or SpecialType.System_Decimal or
                (>= SpecialType.System_SByte and <= SpecialType.System_Double):
                return "";
            case SpecialType.System_IntPtr or SpecialType.System_UIntPtr:
                return ".ToString()";
        }

        return type.TypeKind switch
        {
            TypeKind.Enum => ".ToString()",
            TypeKind.Struct when !type.IsRefLikeType => ".ToString()",
            TypeKind.Class or TypeKind.Interface when !HasConversions(type) => "",
            _ => null,
        };
    }

    private static bool IsForEach(IOperation owner) =>
        owner is IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType: { Name: "List", Arity: 1, ContainingNamespace.Name: "Generic" } or { SpecialType: SpecialType.System_Array } } };

    private static ISymbol? SymbolOf(IOperation target) => Operations.Unconverted(target) switch
    {
        ILocalReferenceOperation { Local: { RefKind: RefKind.None, IsConst: false } local } => local,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.AnonymousFunction) } } parameter } => parameter,
        IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private, IsVolatile: false, RefKind: RefKind.None } field, Instance: null or IInstanceReferenceOperation } => field,
        _ => null,
    };

    // Everything the loop does with the string has to be appending, asking for its length, or taking it when it leaves.
    private bool ReadLoop()
    {
        foreach (var operation in _loop.Region.DescendantsAndSelf())
        {
            if (_symbol is IFieldSymbol && !StaysHere(operation))
            {
                return false;
            }

            if (operation is IBranchOperation { BranchKind: BranchKind.GoTo } || IsMention(operation) && !IsSource(operation) && (!IsOfThisFunction(operation) || !Take(operation, true)))
            {
                return false;
            }
        }

        return _appends.Count > 0;
    }

    // Nobody else looks at a field before the loop is over.
    private bool StaysHere(IOperation operation) => operation switch
    {
        IAwaitOperation or IReturnOperation { Kind: not OperationKind.Return, IsImplicit: false } => false,
        IReturnOperation { IsImplicit: false } => _loop.Lambda is not null,
        IThrowOperation or IDynamicInvocationOperation or ILocalFunctionOperation or IAnonymousFunctionOperation => ReferenceEquals(operation, _loop.Lambda),
        IInvocationOperation call => call.TargetMethod.DeclaringSyntaxReferences.Length == 0 && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke && !call.TargetMethod.IsAbstract && !(call.TargetMethod.IsVirtual && !IsText(call.TargetMethod)),
        IPropertyReferenceOperation property => property.Property.DeclaringSyntaxReferences.Length == 0 || IsStored(property.Property),
        IObjectCreationOperation creation => creation.Constructor?.DeclaringSyntaxReferences.Length == 0,
        _ => true,
    };

    private static bool IsText(IMethodSymbol method) => method.Name is "ToString" && method.ContainingType.SpecialType is not SpecialType.System_Object;

    private static bool IsStored(IPropertySymbol property) => !property.IsVirtual && !property.IsOverride && Operations.HasField(property);

    private bool IsMention(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, _symbol),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, _symbol),
        IFieldReferenceOperation field => SymbolEqualityComparer.Default.Equals(field.Field, _symbol),
        _ => false,
    };

    // The sequence of a foreach is read before the first pass.
    private bool IsSource(IOperation mention) => _loop.Owner is IForEachLoopOperation each && Operations.IsWithin(mention, each.Collection);

    private bool Take(IOperation mention, bool isInLoop)
    {
        if (mention.Parent is IAssignmentOperation { Parent: IExpressionStatementOperation } assignment && ReferenceEquals(assignment.Target, mention))
        {
            if (StringGrowth.Of(assignment) is not { Kind: StringGrowthKind.Append, Pieces: { Length: > 0 } pieces } growth || assignment.Syntax is not AssignmentExpressionSyntax syntax ||
                (pieces.Length > 1 || pieces[0] is IInterpolatedStringOperation) && Operations.IsCaught(assignment, Operations.Root(assignment)) || mention is IFieldReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } || HasComments(syntax, growth))
            {
                return false;
            }

            // What is appended one after the other must not look at what is there already.
            for (var i = 0; i < pieces.Length; i++)
            {
                if (TailOf(pieces[i]) is null || (i > 0 || pieces[i] is IInterpolatedStringOperation) && Accumulation.Mentions(pieces[i], mention))
                {
                    return false;
                }
            }

            _appends.Add((syntax, growth));
            return true;
        }

        if (Emptiness.AskedBy(mention) is { } question)
        {
            _questions.Add(question);
            return !Comments.In(question.Syntax);
        }

        if (StringReads.IsPartOfGrowth(mention))
        {
            return true;
        }

        if (IsWritten(mention) || mention.Parent is INameOfOperation || isInLoop && !Loops.LeavesAfter(mention, _loop))
        {
            return false;
        }

        _reads.Add(mention);
        return true;
    }

    private static bool IsWritten(IOperation mention) =>
        mention.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation { Parent: IDeconstructionAssignmentOperation } or IAddressOfOperation or ICoalesceAssignmentOperation ||
        mention.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, mention);

    private static bool HasComments(AssignmentExpressionSyntax assignment, StringGrowth growth)
    {
        foreach (var trivia in assignment.DescendantTrivia())
        {
            if (!Comments.Is(trivia) || !assignment.Span.Contains(trivia.Span))
            {
                continue;
            }

            var isKept = false;
            foreach (var piece in growth.Pieces)
            {
                isKept |= piece.Syntax.Span.Contains(trivia.Span);
            }

            if (!isKept)
            {
                return true;
            }
        }

        return false;
    }

    // The variable itself: it is a local of this function, and what comes before and after the loop can be asked of a builder, too.
    private bool IsWhole(CancellationToken cancellation)
    {
        if (_symbol is not ILocalSymbol || _symbol.DeclaringSyntaxReferences.Length != 1 ||
            _symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not VariableDeclaratorSyntax
            {
                Initializer.Value: { } value,
                Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var type, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Parent: BlockSyntax or SwitchSectionSyntax } },
            } declarator)
        {
            return false;
        }

        int appends = _appends.Count, questions = _questions.Count, reads = _reads.Count;
        if (type is not RefTypeSyntax && ReadRest(value))
        {
            Declarator = declarator;
            return true;
        }

        _appends.RemoveRange(appends, _appends.Count - appends);
        _questions.RemoveRange(questions, _questions.Count - questions);
        _reads.RemoveRange(reads, _reads.Count - reads);
        return false;
    }

    private bool ReadRest(ExpressionSyntax initial)
    {
        var reads = 0;
        foreach (var operation in Operations.Root(_loop.Owner).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declaration && SymbolEqualityComparer.Default.Equals(declaration.Symbol, _symbol) &&
                !IsNeverNull(declaration.GetVariableInitializer()?.Value))
            {
                return false;
            }

            if (!IsMention(operation) || Operations.IsWithin(operation, _loop.Region) && !IsSource(operation))
            {
                continue;
            }

            var known = _reads.Count;
            if (!IsOfThisFunction(operation) || !Take(operation, false) || _reads.Count > known && (++reads > MaximumReads || IsRepeated(operation)))
            {
                return false;
            }
        }

        return !initial.IsMissing;
    }

    private bool IsOfThisFunction(IOperation mention)
    {
        var function = Operations.Function(mention);
        return ReferenceEquals(function, Operations.Function(_loop.Owner)) || _loop.Lambda is not null && ReferenceEquals(function, _loop.Lambda);
    }

    private bool IsRepeated(IOperation mention)
    {
        for (var parent = mention.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && Operations.IsDeclaredIn(_symbol, parent.Syntax))
            {
                return false;
            }

            if (parent is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    // A builder for as long as the loop runs: nobody else sees the string meanwhile, and it has a text before.
    private bool IsBeside(CancellationToken cancellation)
    {
        if (IsInTry())
        {
            return false;
        }

        if (_symbol is IFieldSymbol or IParameterSymbol)
        {
            var type = (_symbol as IFieldSymbol)?.Type ?? ((IParameterSymbol)_symbol).Type;
            if (type.NullableAnnotation != NullableAnnotation.NotAnnotated)
            {
                return false;
            }
        }

        foreach (var operation in Operations.Root(_loop.Owner).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, _symbol) &&
                (declarator.Parent is IForEachLoopOperation || declarator.GetVariableInitializer() is { Value: var value } && !IsNeverNull(value)))
            {
                return false;
            }

            if (IsMention(operation) && (!IsOfThisFunction(operation) && _symbol is not IFieldSymbol || MayBecomeNull(operation)))
            {
                return false;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return _symbol is not ILocalSymbol local || !local.IsForEach;
    }

    private static bool MayBecomeNull(IOperation mention) => mention.Parent switch
    {
        IAssignmentOperation assignment when ReferenceEquals(assignment.Target, mention) => StringGrowth.Of(assignment) is null && (assignment is not ISimpleAssignmentOperation || !IsNeverNull(assignment.Value)),
        _ => IsWritten(mention),
    };

    private bool IsInTry()
    {
        for (IOperation child = _loop.Owner, parent = child.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation && (_symbol is not ILocalSymbol || !Operations.IsDeclaredIn(_symbol, parent.Syntax)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNeverNull(IOperation? value)
    {
        if (value is null)
        {
            return false;
        }

        value = Operations.Unconverted(value);
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: string } } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or IInterpolatedStringOperation => true,
            IFieldReferenceOperation field => field.Field is { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } || field.Field.Type.NullableAnnotation == NullableAnnotation.NotAnnotated,
            IInvocationOperation call => call.TargetMethod.ReturnType.NullableAnnotation == NullableAnnotation.NotAnnotated,
            IPropertyReferenceOperation property => property.Property.Type.NullableAnnotation == NullableAnnotation.NotAnnotated,
            IParameterReferenceOperation parameter => parameter.Parameter.Type.NullableAnnotation == NullableAnnotation.NotAnnotated,
            ICoalesceOperation coalesce => IsNeverNull(coalesce.WhenNull),
            IConditionalOperation { WhenFalse: { } otherwise } choice => IsNeverNull(choice.WhenTrue) && IsNeverNull(otherwise),
            _ => false,
        };
    }

    private static bool HasConversions(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(WellKnownMemberNames.ImplicitConversionName).Length > 0)
            {
                return true;
            }
        }

        return false;
    }
}
