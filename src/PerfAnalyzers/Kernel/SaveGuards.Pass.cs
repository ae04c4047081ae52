using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

// What else happens in a pass that saves.
internal sealed partial class SaveGuards
{
    // Other systems learn of the element between two saves: what is saved must keep step with what they were told.
    private static readonly string[] s_effects = ["Publish", "Send", "Dispatch", "Enqueue", "Notify", "Upload", "Charge", "Deliver", "PostAsync", "PutAsync"];

    private static readonly string[] s_ownContexts =
        ["CreateScope", "CreateAsyncScope", "CreateDbContext", "CreateDbContextAsync", "BeginLifetimeScope", "GetRequiredService", "GetService"];

    // Names of calls after which a new row has its key once it is saved.
    private static readonly string[] s_adding = ["Add", "Insert", "Create", "Attach", "Save", "Store", "Persist"];

    /// <summary>Whether the rest of a pass argues for its save.</summary>
    private SaveVerdict Scan(IOperation operation, string name, IOperation body)
    {
        var isCommit = Saves.IsCommit(name);
        var verdict = isCommit || Operations.IsCaught(operation, body) ? SaveVerdict.Arguable : SaveVerdict.Wrong;
        foreach (var part in body.DescendantsAndSelf())
        {
            switch (part)
            {
                case IInvocationOperation call when !ReferenceEquals(call, operation):
                    var said = OfCall(call, isCommit, operation, body);
                    verdict = said > verdict ? said : verdict;
                    break;
                case IVariableDeclaratorOperation declarator when IsUnitOfWork(declarator.Symbol.Type):
                case IObjectCreationOperation creation when IsUnitOfWork(creation.Type):
                    return SaveVerdict.Right;
                case ILoopOperation inner when !Operations.IsWithin(operation, inner):
                case IReturnOperation { Kind: OperationKind.YieldReturn }:
                case IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }:
                    verdict = verdict > SaveVerdict.Arguable ? verdict : SaveVerdict.Arguable;
                    break;
            }

            if (verdict == SaveVerdict.Right)
            {
                return verdict;
            }
        }

        return verdict;
    }

    private SaveVerdict OfCall(IInvocationOperation call, bool isCommit, IOperation operation, IOperation body)
    {
        var method = call.TargetMethod;
        if (IsEffect(method.Name))
        {
            return SaveVerdict.Right;
        }

        foreach (var name in s_ownContexts)
        {
            if (method.Name == name)
            {
                return SaveVerdict.Right;
            }
        }

        switch (method.Name)
        {
            // A page per pass.
            case "Skip" or "Take" or "GetRange" or "Chunk":
                return SaveVerdict.Right;
            case { } name when Contains(name, "NextPage") || Contains(name, "ToPaged"):
                return SaveVerdict.Right;
            // The commit of that transaction is reported instead.
            case "BeginTransaction" or "BeginTransactionAsync":
                return isCommit ? SaveVerdict.Arguable : SaveVerdict.Right;
            case "ThrowIfCancellationRequested":
                return SaveVerdict.Arguable;
            case "Begin" when Contains(method.ContainingType?.Name ?? "", "UnitOfWork"):
                return SaveVerdict.Right;
        }

        var effects = facts.Knowledge.EffectsOf(method);
        if ((effects & (ApiEffects.Waits | ApiEffects.Remote)) != 0)
        {
            return SaveVerdict.Right;
        }

        if ((effects & ApiEffects.Immediate) != 0 && Operations.IsWithin(operation, call) ||
            method.ContainingType is { Name: "File" or "Directory", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } })
        {
            return SaveVerdict.Arguable;
        }

        // Another save in the pass, or a question whose answer depends on what was saved before.
        if (operation is IInvocationOperation save && SymbolEqualityComparer.Default.Equals(method, save.TargetMethod) ||
            Saves.Direct(facts, call) is { } roundTrip && (roundTrip.Effects == ApiEffects.Save || IsQuestion(roundTrip)))
        {
            return SaveVerdict.Arguable;
        }

        return facts.Dispatch.Callee(call) is { } callee && !facts.Summaries.Of(callee, ApiEffects.Query, cancellation).IsSilent ? SaveVerdict.Arguable : SaveVerdict.Wrong;
    }

    /// <summary>Whether a member's name says that other systems learn of something: an element is saved to keep step with them.</summary>
    public static bool IsEffect(string name)
    {
        foreach (var verb in s_effects)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a pass tells other systems of its element.</summary>
    public static bool HasEffects(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation call && IsEffect(call.TargetMethod.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an operation runs only for what went wrong: <c>if (result.Outcome == Outcome.Failure)</c>, <c>if (errors.Any())</c>.</summary>
    public static bool IsErrorPath(IOperation operation, IOperation body)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, body); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && ReferenceEquals(choice.WhenTrue, child))
            {
                foreach (var part in choice.Condition.DescendantsAndSelf())
                {
                    if (Operations.SymbolOf(part) is { } symbol && (Contains(symbol.Name, "fail") || Contains(symbol.Name, "error") || Contains(symbol.Name, "exception")))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsQuestion(RoundTrip roundTrip) => roundTrip.Effects == ApiEffects.Query &&
        !roundTrip.Name.StartsWith("Find", StringComparison.Ordinal) && !roundTrip.Name.StartsWith("First", StringComparison.Ordinal) && !roundTrip.Name.StartsWith("Single", StringComparison.Ordinal);

    private bool IsUnitOfWork(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Class or TypeKind.Interface } &&
        (facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Context) || Knowledge.Inherits(type, facts.Type("System.Data.IDbConnection")));

    // A created row that is returned and used was saved for its key; a count or a flag may be.
    private static SaveVerdict ResultUse(IOperation operation, IMethodSymbol? callee)
    {
        var type = operation is IInvocationOperation call ? call.TargetMethod.ReturnType : callee?.ReturnType;
        if (type is null || type.SpecialType == SpecialType.System_Void || type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 0 })
        {
            return SaveVerdict.Wrong;
        }

        var result = operation;
        while (result.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation || result.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" })
        {
            result = result.Parent!;
        }

        if (result.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
        {
            return SaveVerdict.Wrong;
        }

        var value = type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } arguments } ? arguments[0] : type;
        return callee is null || value.SpecialType == SpecialType.System_Boolean ? SaveVerdict.Arguable : SaveVerdict.Right;
    }

    // ids.Add(order.Id), new OrderLine { OrderId = order.Id }: the key exists only once the row is saved.
    private static bool ReadsKeys(IOperation operation, IOperation body, Repetition loop)
    {
        var added = new List<ISymbol>();
        foreach (var part in body.DescendantsAndSelf())
        {
            if (part is IInvocationOperation call && (ReferenceEquals(call, operation) || IsAdding(call.TargetMethod.Name)))
            {
                foreach (var argument in call.Arguments)
                {
                    if (Operations.SymbolOf(Operations.Unconverted(argument.Value)) is { } symbol && symbol is ILocalSymbol or IParameterSymbol)
                    {
                        added.Add(symbol);
                    }
                }
            }
            else if (part is IVariableDeclaratorOperation declarator && declarator.GetVariableInitializer() is { } initializer && IsNew(initializer.Value))
            {
                added.Add(declarator.Symbol);
            }
        }

        var end = operation.Syntax.Span.End;
        foreach (var part in body.DescendantsAndSelf())
        {
            // previous = order: the next pass reads what this one saved.
            if (part is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment && !Operations.IsDeclaredIn(target.Local, body.Syntax) &&
                (IsNew(assignment.Value) || Operations.SymbolOf(Operations.Unconverted(assignment.Value)) is { } source && Holds(added, source)) && IsKeyRead(target.Local, body, 0))
            {
                return true;
            }
        }

        foreach (var symbol in added)
        {
            if (IsKeyRead(symbol, body, end) && (loop.IsElement(symbol) || Operations.IsDeclaredIn(symbol, body.Syntax)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKeyRead(ISymbol symbol, IOperation body, int start)
    {
        foreach (var part in body.Descendants())
        {
            if (part is IPropertyReferenceOperation { Instance: { } instance } read && part.Syntax.SpanStart >= start && IsKey(read.Property) &&
                !(read.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, read)) &&
                SymbolEqualityComparer.Default.Equals(RootOf(instance), symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the database gives a property its value.</summary>
    public static bool IsKey(IPropertySymbol property)
    {
        if (property.Name is "Id" or "ID" or "Key" or "RowVersion" or "Timestamp" || property.Name == property.ContainingType?.Name + "Id")
        {
            return true;
        }

        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "KeyAttribute" or "DatabaseGeneratedAttribute" or "TimestampAttribute")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNew(IOperation value)
    {
        value = Operations.Unconverted(value);
        value = value is IAwaitOperation wait ? Operations.Unconverted(wait.Operation) : value;
        return value is IObjectCreationOperation || value is IInvocationOperation call && IsAdding(call.TargetMethod.Name);
    }

    private static bool IsAdding(string name)
    {
        foreach (var verb in s_adding)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(List<ISymbol> symbols, ISymbol symbol)
    {
        foreach (var candidate in symbols)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate, symbol))
            {
                return true;
            }
        }

        return false;
    }
}
