using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Reports of what costs where several instances run: a warning where the user says so, else a suggestion or nothing.</summary>
internal static class ByDeployment
{
    /// <summary>Whether <see cref="Report"/> would say anything here.</summary>
    /// <param name="site">The place.</param>
    /// <param name="always">Suggest where nothing is known of the deployment, too: it costs a single instance as well, when that restarts.</param>
    public static bool Speaks(Site site, bool always) => site.Facts.Deployment.ScaleOutOf(site.Operation.Syntax.SyntaxTree) switch
    {
        ScaleOut.Declared or ScaleOut.Evident => true,
        ScaleOut.Unknown => always,
        _ => false,
    };

    /// <summary>Reports; ask <see cref="Speaks"/> before anything that takes long.</summary>
    /// <param name="site">The place.</param>
    /// <param name="always">As for <see cref="Speaks"/>.</param>
    /// <param name="rule">What is reported.</param>
    /// <param name="location">Where.</param>
    /// <param name="related">Other places.</param>
    /// <param name="arguments">Message arguments.</param>
    public static void Report(Site site, bool always, DiagnosticDescriptor rule, Location location, IEnumerable<Location>? related, params object?[] arguments)
    {
        if (site.Facts.Deployment.ScaleOutOf(site.Operation.Syntax.SyntaxTree) == ScaleOut.Declared)
        {
            site.Report(rule, location, related, null, arguments);
        }
        else if (Speaks(site, always))
        {
            site.Suggest(rule, location, related, null, arguments);
        }
    }
}
