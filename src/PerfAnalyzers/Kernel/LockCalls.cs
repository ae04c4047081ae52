using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What kind of lock a thread holds. All belong to their thread: another one cannot release them.</summary>
internal enum LockKind
{
    None,

    /// <summary><c>lock</c>, <c>Monitor</c> and <c>System.Threading.Lock</c>.</summary>
    Exclusive,

    Read,

    Upgradeable,

    Write,

    Mutex,

    Spin,
}

/// <summary>What a call does to a lock.</summary>
/// <param name="Kind">The kind; <see cref="LockKind.None"/> when it is no such call.</param>
/// <param name="IsRelease">It gives the lock back.</param>
/// <param name="IsAttempt">It may fail to take it, and tells.</param>
internal readonly record struct LockCall(LockKind Kind, bool IsRelease, bool IsAttempt);

/// <summary>The calls that take and release locks of a thread, and which lock they mean.</summary>
internal static class LockCalls
{
    /// <summary>What a call does to a lock.</summary>
    public static LockCall Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!IsName(method.Name) || method.ContainingType is not { } type || !IsThreading(type))
        {
            return default;
        }

        var kind = (type.Name, method.Name) switch
        {
            ("Monitor" or "Lock", "Enter" or "TryEnter" or "Exit") => LockKind.Exclusive,
            ("SpinLock", "Enter" or "TryEnter" or "Exit") => LockKind.Spin,
            ("WaitHandle", "WaitOne") => call.Instance?.Type is { Name: "Mutex" } ? LockKind.Mutex : LockKind.None,
            ("Mutex", "ReleaseMutex") => LockKind.Mutex,
            ("ReaderWriterLockSlim", "EnterReadLock" or "TryEnterReadLock" or "ExitReadLock") => LockKind.Read,
            ("ReaderWriterLockSlim", "EnterWriteLock" or "TryEnterWriteLock" or "ExitWriteLock") => LockKind.Write,
            ("ReaderWriterLockSlim", "EnterUpgradeableReadLock" or "TryEnterUpgradeableReadLock" or "ExitUpgradeableReadLock") => LockKind.Upgradeable,
            ("ReaderWriterLock", "AcquireReaderLock" or "ReleaseReaderLock") => LockKind.Read,
            ("ReaderWriterLock", "AcquireWriterLock" or "ReleaseWriterLock") => LockKind.Write,
            _ => LockKind.None,
        };
        var isRelease = method.Name.StartsWith("Exit", StringComparison.Ordinal) || method.Name.StartsWith("Release", StringComparison.Ordinal);
        return kind == LockKind.None ? default : new LockCall(kind, isRelease, !isRelease && (method.Name.StartsWith("Try", StringComparison.Ordinal) || (method.Name == "WaitOne" && call.Arguments.Length > 0)));
    }

    /// <summary>Whether a call takes a <c>System.Threading.Lock</c> until its result is disposed.</summary>
    public static bool IsScope(IInvocationOperation call) => call.TargetMethod is { Name: "EnterScope", ContainingType: { Name: "Lock" } type } && IsThreading(type);

    /// <summary>What is locked: the object a call names.</summary>
    public static IOperation? Locked(IInvocationOperation call) => call.Instance ?? (call.Arguments.IsEmpty ? null : Operations.Unconverted(call.Arguments[0].Value));

    /// <summary>The local that tells whether the lock was taken: <c>taken</c> of <c>Monitor.TryEnter(gate, ref taken)</c>.</summary>
    public static ILocalSymbol? Flag(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter: { RefKind: RefKind.Ref, Type.SpecialType: SpecialType.System_Boolean }, Value: ILocalReferenceOperation local })
            {
                return local.Local;
            }
        }

        return null;
    }

    private static bool IsName(string name) => name is "Enter" or "TryEnter" or "Exit" or "WaitOne" or "ReleaseMutex" ||
        name.EndsWith("Lock", StringComparison.Ordinal) &&
        (name.StartsWith("Enter", StringComparison.Ordinal) || name.StartsWith("TryEnter", StringComparison.Ordinal) || name.StartsWith("Exit", StringComparison.Ordinal) ||
            name.StartsWith("Acquire", StringComparison.Ordinal) || name.StartsWith("Release", StringComparison.Ordinal));

    private static bool IsThreading(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}

/// <summary>A lock as code names it: the same name means the same lock within one function.</summary>
/// <param name="Symbol">The field, local or parameter, or the type for <c>this</c>.</param>
/// <param name="Owner">Whose field it is; null for the own object's and static ones.</param>
internal readonly record struct LockName(ISymbol Symbol, ISymbol? Owner)
{
    /// <summary>The name of a lock object; null where nobody knows whether the same words mean the same object.</summary>
    public static LockName? Of(IOperation? value)
    {
        switch (value is null ? null : Operations.Unconverted(value))
        {
            case IInstanceReferenceOperation { Type: { } type }:
                return new LockName(type, null);
            case ILocalReferenceOperation local:
                return new LockName(local.Local, null);
            case IParameterReferenceOperation parameter:
                return new LockName(parameter.Parameter, null);
            case ITypeOfOperation { TypeOperand: { } type }:
                return new LockName(type, null);
            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member:
                return member.Instance switch
                {
                    null or IInstanceReferenceOperation => new LockName(member.Member, null),
                    { } owner when Of(owner) is { Owner: null } name => new LockName(member.Member, name.Symbol),
                    _ => null,
                };
            default:
                return null;
        }
    }

    public bool Equals(LockName other) => SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol) && SymbolEqualityComparer.Default.Equals(Owner, other.Owner);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Symbol);
}
