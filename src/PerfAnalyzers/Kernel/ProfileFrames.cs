using System.Text;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Finds the method a frame of a profile names, as the runtime names it: <c>Demo.Report`1+Row[System.__Canon].Render(int32)</c>, without the assembly.
/// State machines, lambdas and local functions are their method.
/// </summary>
internal sealed class ProfileFrames(IAssemblySymbol assembly)
{
    /// <summary>
    /// Code without a name of its own: what the compiler adds beside all types, and types of one file, whose name holds a hash of the file's path.
    /// </summary>
    public static bool IsMadeByTools(string frame)
    {
        if (frame.Length == 0 || frame[0] == '<')
        {
            return true;
        }

        // Demo.C.<Local>g__Add|1_0 is a method of Demo.C, Demo.<Scanner>F0A1B__Runner.Scan is not.
        var start = frame.IndexOf(".<", 0, End(frame), StringComparison.Ordinal);
        var close = start < 0 ? -1 : Closing(frame, start + 1);
        return close > 0 && close + 1 < frame.Length && frame[close + 1] == 'F' && frame.IndexOf("__", close, StringComparison.Ordinal) > 0;
    }

    /// <summary>What a frame is called for people: no instantiation, no parameters.</summary>
    public static string Display(string frame) => WithoutInstantiation(frame, End(frame));

    /// <summary>Whether the code still has what the frame names, and which method it is where only one can be meant.</summary>
    public bool Exists(string frame, out IMethodSymbol? method)
    {
        method = null;
        var end = End(frame);
        var name = WithoutInstantiation(frame, end);
        for (var i = name.Length - 1; i > 0; i--)
        {
            if (name[i] == '>')
            {
                i = Opening(name, i);
            }
            else if ((name[i] == '.' || name[i] == '+' && name[i + 1 < name.Length ? i + 1 : i] == '<') && assembly.GetTypeByMetadataName(name.Substring(0, i)) is { } type &&
                HasMember(type, name.Substring(i + 1), frame.Substring(end), out method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasMember(INamedTypeSymbol type, string path, string signature, out IMethodSymbol? method)
    {
        method = null;
        var isMade = path.Length > 0 && path[0] == '<';
        var member = isMade ? Owner(path) : path;
        if (member.Length == 0 || member is ".ctor" or ".cctor" && type.GetMembers(member).Length == 0)
        {
            // Closures and bridges of the compiler: the type is all they name.
            return isMade ? Closing(path, 0) > 0 : member.Length > 0;
        }

        var (count, matches) = (0, 0);
        IMethodSymbol? exact = null;
        foreach (var symbol in type.GetMembers())
        {
            if (symbol is not IMethodSymbol candidate || !(isMade ? IsCalled(candidate, member) : candidate.MetadataName == member))
            {
                continue;
            }

            count++;
            method = candidate;
            if (isMade ? candidate.IsAsync && path.EndsWith(".MoveNext", StringComparison.Ordinal) : ProfileSignatures.Matches(signature, candidate))
            {
                matches++;
                exact = candidate;
            }
        }

        if (count > 1)
        {
            method = matches == 1 ? exact : null;
        }

        return count > 0;
    }

    // Explicit implementations lose their dots: <Demo-IWork-Run>d__1. <Main> waits for an asynchronous Main.
    private static bool IsCalled(IMethodSymbol method, string member) =>
        method.MetadataName == member || member == "<Main>" && (method.Name is "Main" or "<Main>$") || member.IndexOf('-') > 0 && method.MetadataName.Replace('.', '-') == member;

    // <>c__DisplayClass1_0+<<Load>b__0>d.MoveNext belongs to Load: the last part that names a member, unwrapped.
    private static string Owner(string path)
    {
        var owner = "";
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '<')
            {
                continue;
            }

            var close = Closing(path, i);
            if (close < 0)
            {
                break;
            }

            if ((i == 0 || path[i - 1] is '+' or '.') && close > i + 1)
            {
                owner = Unwrapped(path, i, close);
            }

            i = close;
        }

        return owner;
    }

    private static string Unwrapped(string path, int open, int close)
    {
        while (path[open + 1] == '<')
        {
            var inner = Closing(path, open + 1);
            if (inner < 0 || inner > close)
            {
                break;
            }

            (open, close) = (open + 1, inner);
        }

        // Top-level statements are a method called <Main>$, what waits for Main one called <Main>.
        var next = close + 1 < path.Length ? path[close + 1] : '\0';
        return next == '$' ? path.Substring(open, close - open + 2) : next == '\0' ? path.Substring(open, close - open + 1) : path.Substring(open + 1, close - open - 1);
    }

    private static int End(string frame) => frame.IndexOf('(') is >= 0 and var start ? start : frame.Length;

    private static string WithoutInstantiation(string frame, int end)
    {
        if (frame.IndexOf('[', 0, end) < 0)
        {
            return frame.Substring(0, end);
        }

        var name = new StringBuilder(end);
        var depth = 0;
        for (var i = 0; i < end; i++)
        {
            depth += frame[i] == '[' ? 1 : 0;
            if (depth == 0)
            {
                name.Append(frame[i]);
            }

            depth -= frame[i] == ']' && depth > 0 ? 1 : 0;
        }

        return name.ToString();
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '<' ? 1 : text[i] == '>' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Opening(string text, int close)
    {
        var depth = 0;
        for (var i = close; i > 0; i--)
        {
            depth += text[i] == '>' ? 1 : text[i] == '<' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return 0;
    }
}
