using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What the function around a <c>new Thread(…)</c> does with it.</summary>
/// <param name="IsStarted">It is started there, directly or out of a local or collection.</param>
/// <param name="IsJoined">The function waits for a thread's end.</param>
/// <param name="IsSpecial">It is what the pool cannot be: an apartment, a stack size, a priority or a culture of its own is asked for.</param>
/// <param name="Field">The field or property that keeps it; null when none does.</param>
internal readonly record struct CreatedThread(bool IsStarted, bool IsJoined, bool IsSpecial, ISymbol? Field)
{
    /// <summary>Whether an operation creates a thread of <c>System.Threading</c>.</summary>
    public static bool IsThread(ITypeSymbol? type) => type is { Name: "Thread", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>Reads what becomes of a created thread in its member.</summary>
    public static CreatedThread Of(IObjectCreationOperation creation)
    {
        ISymbol? holder = null, field = null;
        var isInSequence = false;
        switch (Operations.Consumer(creation))
        {
            case IInvocationOperation direct:
                return new(IsStart(direct), false, IsSpecialCreation(creation), null);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                holder = declarator.Symbol;
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                holder = local.Local;
                break;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member } and not IPropertyReferenceOperation { Property.IsIndexer: true } }:
                holder = field = member;
                break;
            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation }:
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push" } }:
            case IArrayInitializerOperation or ICollectionExpressionOperation:
            case IReturnOperation when Operations.Function(creation) is IAnonymousFunctionOperation lambda && Loops.CallReceiving(lambda) is { TargetMethod.Name: "Select" }:
                isInSequence = true;
                break;
        }

        return holder is null && !isInSequence ? default : Read(creation, holder, field);
    }

    private static CreatedThread Read(IObjectCreationOperation creation, ISymbol? holder, ISymbol? field)
    {
        bool isStarted = false, isJoined = false, isSpecial = IsSpecialCreation(creation);
        foreach (var operation in Operations.Root(creation).Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { Instance: { } receiver } call when IsThread(receiver.Type) && IsMeant(receiver, holder):
                    isStarted |= IsStart(call);
                    isJoined |= call.TargetMethod.Name == "Join";
                    isSpecial |= call.TargetMethod.Name is "SetApartmentState" or "TrySetApartmentState";
                    break;
                case IPropertyReferenceOperation { Instance: { } receiver, Property.Name: var name } when IsThread(receiver.Type) && IsMeant(receiver, holder):
                    isSpecial |= IsSpecialProperty(name);
                    break;
            }
        }

        return new(isStarted, isJoined, isSpecial, field);
    }

    // Threads of a collection are started out of another variable.
    private static bool IsMeant(IOperation receiver, ISymbol? holder)
    {
        var symbol = Operations.SymbolOf(Operations.Unconverted(receiver));
        return holder is null ? symbol is not (IFieldSymbol or IMethodSymbol) : SymbolEqualityComparer.Default.Equals(symbol, holder);
    }

    private static bool IsStart(IInvocationOperation call) => call.TargetMethod.Name is "Start" or "UnsafeStart";

    private static bool IsSpecialProperty(string name) => name is "ApartmentState" or "Priority" or "CurrentCulture" or "CurrentUICulture";

    private static bool IsSpecialCreation(IObjectCreationOperation creation)
    {
        if (creation.Arguments.Length > 1)
        {
            return true;
        }

        foreach (var setting in creation.Initializer?.Initializers ?? [])
        {
            if (setting is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } && IsSpecialProperty(name))
            {
                return true;
            }
        }

        return false;
    }
}
