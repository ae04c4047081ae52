using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a lock is there for, where that is the very work done under it.</summary>
internal static class LockPurpose
{
    /// <summary>
    /// Whether an operation under a lock runs once: it, or what follows it, depends on a field or property that the code under the
    /// lock sets: <c>if (_loaded) return; Load(); _loaded = true;</c>
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="scope">The code under the lock.</param>
    public static bool IsInitialization(IOperation operation, IOperation scope)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, child) && IsSetOf(choice.Condition, scope))
            {
                return true;
            }

            if (parent is IBlockOperation block)
            {
                foreach (var earlier in block.Operations)
                {
                    if (ReferenceEquals(earlier, child))
                    {
                        break;
                    }

                    if (earlier is IConditionalOperation { WhenFalse: null } guard && Operations.Jumps(guard.WhenTrue) && IsSetOf(guard.Condition, scope))
                    {
                        return true;
                    }
                }
            }

            if (ReferenceEquals(parent, scope))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether a call uses an object that one thread at a time may use, and that a member of the type keeps: a stream, a connection, a process.</summary>
    public static bool IsResource(IOperation operation, Facts facts)
    {
        if (operation is not IInvocationOperation call || Operations.Receiver(call) is not { } receiver)
        {
            return false;
        }

        for (var current = Accessed(receiver); ; current = Accessed(current))
        {
            switch (current)
            {
                case IInvocationOperation inner when Operations.Receiver(inner) is { } outer:
                    current = outer;
                    break;
                case IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation when IsForOneThread(current.Type, facts):
                    return true;
                case IMemberReferenceOperation { Instance: { } owner }:
                    current = owner;
                    break;
                default:
                    return false;
            }
        }
    }

    /// <summary>
    /// Whether the code under a lock keeps nothing else consistent than what it reads and writes outside the process: it assigns no
    /// member or element and changes no collection. Then those who wait for the lock mostly want the same file.
    /// </summary>
    public static bool HoldsNoState(IOperation scope)
    {
        foreach (var operation in scope.Descendants())
        {
            var target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation step => step.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                IInvocationOperation { Instance: { } instance } call when Collections.Is(instance.Type) && !Collections.IsRead(call.TargetMethod) => instance,
                _ => null,
            };
            if (target is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } or IArrayElementReferenceOperation ||
                target is IPropertyReferenceOperation { Property.IsIndexer: true } || target is IMemberReferenceOperation { Instance: IMemberReferenceOperation })
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsForOneThread(ITypeSymbol? type, Facts facts)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (facts.Knowledge.OfType(type) is { } known && (known.Value("threads") == "one" || known.Value("at-once") == "no"))
            {
                return true;
            }
        }

        return false;
    }

    // _process of _process?.WaitForExit()
    private static IOperation Accessed(IOperation value)
    {
        value = Operations.Unconverted(value);
        return value is IConditionalAccessInstanceOperation && Operations.AccessedBy(value) is { } accessed ? Operations.Unconverted(accessed) : value;
    }

    private static bool IsSetOf(IOperation condition, IOperation scope)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation or IPropertyReferenceOperation && Operations.SymbolOf(part) is { } member && IsSet(member, scope))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSet(ISymbol member, IOperation scope)
    {
        foreach (var operation in scope.Descendants())
        {
            if (operation is IAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(assignment.Target), member))
            {
                return true;
            }
        }

        return false;
    }
}
