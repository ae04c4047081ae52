using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What code reads and writes outside of the process: databases, other machines, mails and queues; calls into the project are followed.</summary>
internal sealed class ExternalWork(Facts facts, CancellationToken cancellation)
{
    private const ApiEffects Writing = ApiEffects.Save | ApiEffects.Command | ApiEffects.RowCommand;

    /// <summary>The first operation of a piece of code, outside its lambdas, that writes; null when none is known to.</summary>
    public string? Writes(IEnumerable<IOperation> code)
    {
        foreach (var operation in code)
        {
            if (operation is IInvocationOperation call && Written(call) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Whether a piece of code asks a database or another machine.</summary>
    public bool Reads(IEnumerable<IOperation> code)
    {
        foreach (var operation in code)
        {
            if (facts.RoundTrips.Of(operation) is { Effects: ApiEffects.Query } || operation is IInvocationOperation call && (IsReadRemote(call) || Follows(call, ApiEffects.Query) is not null))
            {
                return true;
            }
        }

        return false;
    }

    private string? Written(IInvocationOperation call)
    {
        if (Saves.Direct(facts, call) is { } direct)
        {
            return (direct.Effects & Writing) != 0 || direct.Effects == ApiEffects.Remote && !IsReadRemote(call) && IsWritingName(call.TargetMethod.Name) ? direct.Name : null;
        }

        if (Follows(call, Writing) is { } path)
        {
            return path;
        }

        var method = call.TargetMethod;
        if (IsSending(method))
        {
            return method.Name;
        }

        if (facts.IsOwn(method) && facts.RemoteSummaries.MayReach(method))
        {
            foreach (var summary in facts.RemoteSummaries.Of(method, cancellation))
            {
                if (!summary.IsSilent && IsWritingName(summary.Path[summary.Path.Length - 1]))
                {
                    return summary.Path[summary.Path.Length - 1];
                }
            }
        }

        return null;
    }

    private string? Follows(IInvocationOperation call, ApiEffects wanted)
    {
        if (!facts.IsOwn(call.TargetMethod) || !facts.UsesDatabase || !facts.Summaries.MayReach(call.TargetMethod))
        {
            return null;
        }

        foreach (var summary in facts.Summaries.Of(call.TargetMethod, cancellation))
        {
            if ((summary.RoundTrip & wanted) != 0)
            {
                return summary.Path[summary.Path.Length - 1];
            }
        }

        return null;
    }

    private bool IsReadRemote(IInvocationOperation call) => facts.Knowledge.Of(call.TargetMethod) is { } known && known.Has(ApiEffects.Remote) && known.Value("read") == "yes";

    private static bool IsWritingName(string name) =>
        name.StartsWith("Post", StringComparison.Ordinal) || name.StartsWith("Put", StringComparison.Ordinal) || name.StartsWith("Patch", StringComparison.Ordinal) || name.StartsWith("Delete", StringComparison.Ordinal) ||
        name.StartsWith("Publish", StringComparison.Ordinal) || name.StartsWith("SendMessage", StringComparison.Ordinal) || name.StartsWith("SendMail", StringComparison.Ordinal) || name.StartsWith("SendEmail", StringComparison.Ordinal);

    // Mails and messages, behind whatever interface.
    private static bool IsSending(IMethodSymbol method) => method.Name is "SendMailAsync" or "SendMail" or "SendEmailAsync" or "SendEmail" or "SendMessageAsync" or "SendMessagesAsync" or "PublishAsync" or "BasicPublish" or "BasicPublishAsync" or "ProduceAsync" or "Publish";

    /// <summary>The operations of a function that lie between two places of its text, those of its lambdas left out.</summary>
    public static ImmutableArray<IOperation> Between(IOperation function, int start, int end)
    {
        var found = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var operation in function.Descendants())
        {
            if (operation.Syntax.SpanStart >= start && operation.Syntax.Span.End <= end && !operation.IsImplicit && ReferenceEquals(Operations.Function(operation), function))
            {
                found.Add(operation);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Whether a word stands in a piece of code that coordinates several processes: distributed locks, leases, leaders, transactions that exclude others.</summary>
    public static bool IsCoordinated(SyntaxNode code)
    {
        foreach (var token in code.DescendantTokens())
        {
            var text = token.Text;
            if (text.Length > 4 && (text.IndexOf("Distributed", StringComparison.OrdinalIgnoreCase) >= 0 && text.IndexOf("Cache", StringComparison.Ordinal) < 0 || text.IndexOf("RedLock", StringComparison.OrdinalIgnoreCase) >= 0 ||
                text.IndexOf("Lease", StringComparison.Ordinal) >= 0 && text.IndexOf("Release", StringComparison.Ordinal) < 0 || text.IndexOf("Leader", StringComparison.Ordinal) >= 0 || text.IndexOf("applock", StringComparison.OrdinalIgnoreCase) >= 0 ||
                text.IndexOf("advisory", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("FOR UPDATE", StringComparison.OrdinalIgnoreCase) >= 0 || text is "Serializable" or "RowVersion" or "DbUpdateConcurrencyException" or "ConcurrencyCheck"))
            {
                return true;
            }
        }

        return false;
    }
}
