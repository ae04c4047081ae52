using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Measurement;

/// <summary>A recorded profile is of other code than the project's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StaleProfile() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9101", Categories.Measurement, DiagnosticSeverity.Info,
        title: "A recorded profile says little about this code",
        message: "Profile '{0}' {1}; {2}",
        description: "Methods that a recorded profile names are reviewed as hot code. A profile of older or other code, of a debug build, or of threads that waited names the wrong ones.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Profiles.Any)
        {
            context.OnFile(static site => OfFile(site));
        }
    }

    private static void OfFile(FileSite site)
    {
        if (site.Facts.Profiles.In(site.File) is not { } profile)
        {
            return;
        }

        switch (profile.Fault)
        {
            case ProfileFault.Stale:
                Report(site, $"is of older code: {Percent(profile.LostShare)} of the CPU time lies in methods that are not there any more, such as '{profile.LostMethod}'", "record it again");
                break;
            case ProfileFault.Debug:
                Report(site, "was recorded of a Debug build, where other methods take the time", "record a Release build");
                break;
            case ProfileFault.Waiting:
                Report(site, $"shows threads that wait: {Percent(profile.WaitingShare)} of the time lies in unmanaged code", "record the application under load");
                break;

            // Projects may share a folder of profiles: libraries take what concerns them.
            case ProfileFault.Foreign when IsApplication(site):
                Report(site, $"has no method of '{site.Facts.Compilation.AssemblyName}' on any stack", "record this application, or take the file out of the project");
                break;
            case ProfileFault.Unreadable when IsApplication(site):
                Report(site, "cannot be read: it is no profile, cut off, or longer than 16 million characters", "record it again, for a shorter time");
                break;
        }
    }

    private static bool IsApplication(FileSite site) => site.Facts.Compilation.GetEntryPoint(site.Cancellation) is not null;

    private static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static void Report(FileSite site, string what, string way) => site.Report(Rule, Path.GetFileName(site.File.Path), what, way);
}
