using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Whether a command runs in a transaction, as far as its method shows.</content>
internal sealed partial class CommandPerRow
{
    private enum Transaction
    {
        /// <summary>Connection or context come from elsewhere; a transaction may be open on them.</summary>
        Unknown,

        /// <summary>The connection is opened here and no transaction is begun.</summary>
        None,

        /// <summary>A transaction is passed or begun.</summary>
        Open,

        /// <summary>The same on a database in the process: no network, and one commit. There is nothing to gain.</summary>
        InProcess,
    }

    private static Transaction TransactionOf(IInvocationOperation call)
    {
        var connection = ConnectionOf(call);
        var isOpen = false;
        foreach (var argument in call.Arguments)
        {
            isOpen |= argument.ArgumentKind == ArgumentKind.Explicit && !argument.Value.ConstantValue.HasValue && IsTransaction(Operations.Unconverted(argument.Value).Type);
        }

        // The outermost body: transactions are often begun around a lambda.
        isOpen |= Begins(Operations.Root(call));
        if (isOpen)
        {
            return IsInProcess(call) || (connection is not null && IsSqlite(connection.Type)) ? Transaction.InProcess : Transaction.Open;
        }

        return connection is not null && IsOpenedHere(connection, 0) ? Transaction.None : Transaction.Unknown;
    }

    // Behind a call: what is passed along, what is begun around it, and what the called method shows of its own connection.
    private static Transaction TransactionOf(IInvocationOperation call, Site site)
    {
        var here = TransactionOf(call);
        if (here != Transaction.Unknown || site.Facts.Dispatch.Targets(call.TargetMethod) is not { Length: 1 } targets || site.Facts.Bodies.Of(targets[0], site.Cancellation) is not { } body)
        {
            return here == Transaction.None ? Transaction.Unknown : here;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation inner && site.Facts.RoundTrips.Of(inner) is { Effects: ApiEffects.RowCommand })
            {
                return TransactionOf(inner);
            }
        }

        return Transaction.Unknown;
    }

    private static bool Begins(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            switch (part)
            {
                case IInvocationOperation { TargetMethod.Name: "BeginTransaction" or "BeginTransactionAsync" or "UseTransaction" or "UseTransactionAsync" or "EnlistTransaction" }:
                case IObjectCreationOperation { Type.Name: "TransactionScope" }:
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Transaction" } }:
                case IObjectCreationOperation creation when RoundTrips.IsCommand(creation.Type) && HasTransaction(creation):
                    return true;
            }
        }

        return false;
    }

    // new SqlCommand(sql, connection, transaction)
    private static bool HasTransaction(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (IsTransaction(Operations.Unconverted(argument.Value).Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTransaction(ITypeSymbol? type)
    {
        if (type is null)
        {
            return false;
        }

        if (type.Name is "IDbTransaction" or "DbTransaction" or "IDbContextTransaction")
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "IDbTransaction", ContainingNamespace.Name: "Data" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a command runs on: the connection Dapper is called on, the context of ExecuteSql, the connection a command was made of.</summary>
    private static IOperation? ConnectionOf(IInvocationOperation call)
    {
        if (Operations.Receiver(call) is not { } receiver)
        {
            return null;
        }

        receiver = Operations.Unconverted(receiver);
        if (receiver is IPropertyReferenceOperation { Property.Name: "Database", Instance: { } context })
        {
            return Operations.Unconverted(context);
        }

        if (!RoundTrips.IsCommand(receiver.Type))
        {
            return receiver;
        }

        return Operations.SymbolOf(receiver) is { } command && Writes.OnlyValue(command, Operations.Root(call)) is { } value ? ConnectionOfCommand(Operations.Unconverted(value), command, call) : null;
    }

    private static IOperation? ConnectionOfCommand(IOperation value, ISymbol command, IInvocationOperation call)
    {
        switch (value)
        {
            case IInvocationOperation { TargetMethod.Name: "CreateCommand", Instance: { } connection } when IsConnection(connection.Type):
                return Operations.Unconverted(connection);
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (IsConnection(argument.Parameter?.Type))
                    {
                        return Operations.Unconverted(argument.Value);
                    }
                }

                break;
        }

        foreach (var part in Operations.Root(call).Descendants())
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Connection", Instance: { } target } } assignment &&
                SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(target)), command))
            {
                return Operations.Unconverted(assignment.Value);
            }
        }

        return null;
    }

    private static bool IsConnection(ITypeSymbol? type)
    {
        if (type is null)
        {
            return false;
        }

        if (type.Name is "IDbConnection")
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "IDbConnection", ContainingNamespace.Name: "Data" })
            {
                return true;
            }
        }

        return false;
    }

    // using var connection = new SqlConnection(…), factory.CreateConnection(), await source.OpenConnectionAsync()
    private static bool IsOpenedHere(IOperation connection, int depth)
    {
        switch (connection)
        {
            case IObjectCreationOperation:
                return true;
            case IAwaitOperation wait:
                return IsOpenedHere(Operations.Unconverted(wait.Operation), depth);
            case IInvocationOperation { TargetMethod.Name: var name }:
                return name.StartsWith("Create", StringComparison.Ordinal) || name.StartsWith("Open", StringComparison.Ordinal);
            case ILocalReferenceOperation local when depth < 3:
                return Writes.OnlyValue(local.Local, Operations.Root(connection)) is { } value && IsOpenedHere(Operations.Unconverted(value), depth + 1);
            default:
                return false;
        }
    }

    private static bool IsInProcess(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (IsSqlite(Operations.Unconverted(argument.Value).Type))
            {
                return true;
            }
        }

        return call.Instance is { } instance && IsSqlite(instance.Type);
    }

    private static bool IsSqlite(ITypeSymbol? type) => type is { Name: { } name } && name.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase);
}
