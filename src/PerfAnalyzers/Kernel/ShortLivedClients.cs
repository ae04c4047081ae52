using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A client that is made to be shared, and is built again.</summary>
/// <param name="Where">How often, for messages.</param>
/// <param name="Related">What shows it: the loop, the callers, the registration.</param>
/// <param name="IsProven">It is seen to happen, not merely likely.</param>
/// <param name="Fate">What becomes of the client.</param>
/// <param name="Registration">The registration whose factory builds it.</param>
/// <param name="IsOfCall">Code that runs builds it: no factory of a container, and no constructor.</param>
internal sealed record ShortLivedClient(string Where, ImmutableArray<Location> Related, bool IsProven, Fate Fate, IInvocationOperation? Registration, bool IsOfCall);

/// <summary>Finds them: built per call, request or element, with an object that lives for a request, or by a registration that is not a singleton.</summary>
internal static class ShortLivedClients
{
    private static readonly ImmutableArray<string> s_rare = ["Test", "Ping", "Init", "Start", "Setup", "Connect", "Open", "Ensure", "Create", "Build", "Main", "Run", "Check", "Execute", "OnStart", "Dispose", "Verify", "Validate"];

    /// <summary>What is known of the life of a client; null when it is not seen to be short.</summary>
    /// <param name="site">A site in the member that builds it.</param>
    /// <param name="built">What builds it.</param>
    /// <param name="known">The line of the tables about that.</param>
    public static ShortLivedClient? Of(Site site, IOperation built, ApiEntry known)
    {
        var facts = site.Facts;
        if (Operations.IsInExpressionTree(built) || IsOfBrowser(known, facts) || Benchmarks.Has(site.ContainingSymbol, facts) || built is IObjectCreationOperation creation && IsPartOfOther(creation))
        {
            return null;
        }

        var settings = new ClientSettings(facts, site.Cancellation);
        if (InstanceLifetimes.RegistrationAround(built) is { } registration)
        {
            return known.Value("when") is null && new ShortLives(facts, site.Cancellation).Of(built) == Fate.Unknown && settings.AreSame(built) && InstanceLifetimes.PhraseOf(registration) is { } phrase
                ? new ShortLivedClient(phrase, [Locations.OfCall(registration)], true, Fate.Unknown, registration, false)
                : null;
        }

        if (InstanceLifetimes.IsBuiltWithObject(built, site.ContainingSymbol))
        {
            var owner = site.ContainingSymbol.ContainingType;
            return known.Value("when") is null && InstanceLifetimes.EndWithRequest(owner, facts) && settings.AreSame(built) && !RareCode.IsNamed(site.ContainingSymbol)
                ? new ShortLivedClient($"with each '{owner.Name}', which lives for one request", [], true, Fate.Kept, null, false)
                : null;
        }

        return OfCall(site, built, known, settings);
    }

    /// <summary>In the browser, which owns the connections, an HTTP client is a plain object.</summary>
    public static bool IsOfBrowser(ApiEntry known, Facts facts) =>
        known.Value("handler") is not null && facts.Type("Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder") is not null;

    private static ShortLivedClient? OfCall(Site site, IOperation built, ApiEntry known, ClientSettings settings)
    {
        var facts = site.Facts;
        if (RareCode.Is(site) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(built, site.ContainingSymbol) || OnceGuards.Holds(built, facts))
        {
            return null;
        }

        var loop = facts.Heat.Of(built, site.ContainingSymbol) >= HeatLevel.Loop ? facts.Loops.Repeating(built, site.Cancellation) : null;
        var isRequest = facts.Heat.IsInRequest(built, site.ContainingSymbol);
        if (known.Value("when") is not null && loop is null)
        {
            return null;
        }

        var fate = new ShortLives(facts, site.Cancellation).Of(built);
        if (fate == Fate.Kept || fate == Fate.Unknown && !isRequest && loop is null || !settings.AreSame(built))
        {
            return null;
        }

        // One that a loop builds and hands out belongs to an element.
        if (loop is not null && fate != Fate.Dies)
        {
            return null;
        }

        ImmutableArray<IInvocationOperation> callers = isRequest || loop is not null || site.ContainingSymbol is not IMethodSymbol method ? [] : new RequestCallers(facts, site.Cancellation).To(method);
        isRequest |= !callers.IsEmpty;
        var isProven = isRequest || loop is not null || site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.PropertyGet } || facts.Registrations.Has(site.ContainingSymbol.ContainingType);
        if (!isProven && (RunsRarely(site) || IsPlainProgram(facts)))
        {
            return null;
        }

        var related = ImmutableArray.CreateBuilder<Location>();
        if (loop is not null)
        {
            related.Add(loop.Location);
        }

        foreach (var caller in callers)
        {
            related.Add(Locations.OfCall(caller));
        }

        return new ShortLivedClient(loop is not null ? $"for every {loop.Phrase}" : isRequest ? "on every request" : "on every call", related.ToImmutable(), isProven, fate, null, true);
    }

    // A credential built for a client that is reported itself.
    private static bool IsPartOfOther(IObjectCreationOperation creation) =>
        creation.Type is { Name: { } name } && name.EndsWith("Credential", StringComparison.Ordinal) && Operations.Consumer(creation) is IArgumentOperation;

    private static bool RunsRarely(Site site)
    {
        for (var member = site.ContainingSymbol; member is IMethodSymbol method; member = member.ContainingSymbol)
        {
            foreach (var start in s_rare)
            {
                if (method.Name.StartsWith(start, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return Knowledge.Inherits(site.ContainingSymbol.ContainingType, site.Facts.Type("Microsoft.Extensions.Hosting.IHostedService"));
    }

    // A tool that runs from its start to its end: its methods are called once.
    private static bool IsPlainProgram(Facts facts) =>
        facts.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication &&
        facts.Type("Microsoft.Extensions.Hosting.IHost") is null && facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is null;
}
