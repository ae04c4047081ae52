namespace PerfAnalyzers.Kernel;

/// <summary>What a frame of a profile is to the assembly that is looked at.</summary>
internal enum ProfileFrameKind : byte
{
    /// <summary>A library, a thread, a process.</summary>
    Other,

    /// <summary>A method of the assembly.</summary>
    Own,

    /// <summary>Runs what waited for a task: whatever lies towards the root has completed the task, and calls nobody.</summary>
    Continuation,

    /// <summary>Leaf: the thread ran.</summary>
    Cpu,

    /// <summary>Leaf: the thread was in unmanaged code, or waited there.</summary>
    Unmanaged,
}

/// <summary>The frames of a speedscope file, which its events name by number.</summary>
internal sealed class ProfileFrameTable
{
    private readonly List<ProfileFrameKind> _kinds = [];
    private readonly List<string> _names = [];

    public bool HasOwn { get; private set; }

    /// <summary>Leaves say whether the thread ran. Files of other tools hold nothing but time on a processor.</summary>
    public bool TellsLeaves { get; private set; }

    public ProfileFrameKind Kind(int frame) => frame >= 0 && frame < _kinds.Count ? _kinds[frame] : ProfileFrameKind.Other;

    /// <summary>The name of a frame of the assembly, without the assembly.</summary>
    public string Name(int frame) => _names[frame];

    /// <summary>Null where the text is no profile.</summary>
    public static ProfileFrameTable? Read(JsonScanner json, string assembly)
    {
        if (json.Read() != JsonToken.ObjectStart)
        {
            return null;
        }

        while (json.ReadName(out _))
        {
            if (!json.Is("shared"))
            {
                if (!json.Skip())
                {
                    return null;
                }

                continue;
            }

            if (json.Read() != JsonToken.ObjectStart)
            {
                return null;
            }

            while (json.ReadName(out _))
            {
                if (json.Is("frames"))
                {
                    return ReadFrames(json, assembly + "!");
                }

                if (!json.Skip())
                {
                    return null;
                }
            }

            return null;
        }

        return null;
    }

    private static ProfileFrameTable? ReadFrames(JsonScanner json, string prefix)
    {
        var table = new ProfileFrameTable();
        if (json.Read() != JsonToken.ArrayStart)
        {
            return null;
        }

        for (var token = json.Read(); token != JsonToken.ArrayEnd; token = json.Read())
        {
            if (token != JsonToken.ObjectStart)
            {
                return null;
            }

            var name = "";
            bool isBroken;
            while (json.ReadName(out isBroken))
            {
                var isName = json.Is("name");
                var value = json.Read();
                if (isName && value == JsonToken.String)
                {
                    name = json.Text;
                }
                else if (!json.SkipRest(value))
                {
                    return null;
                }
            }

            if (isBroken)
            {
                return null;
            }

            table.Add(name, prefix);
        }

        return table;
    }

    private void Add(string name, string prefix)
    {
        var kind = name switch
        {
            "CPU_TIME" => ProfileFrameKind.Cpu,
            "UNMANAGED_CODE_TIME" => ProfileFrameKind.Unmanaged,
            _ when name.StartsWith(prefix, StringComparison.Ordinal) && !ProfileFrames.IsMadeByTools(name.Substring(prefix.Length)) => ProfileFrameKind.Own,
            _ when name.IndexOf("!System.Threading.Tasks.Task.RunContinuations(", StringComparison.Ordinal) > 0 || name.IndexOf("!System.Threading.Tasks.AwaitTaskContinuation.", StringComparison.Ordinal) > 0 => ProfileFrameKind.Continuation,
            _ => ProfileFrameKind.Other,
        };
        HasOwn |= kind == ProfileFrameKind.Own;
        TellsLeaves |= kind is ProfileFrameKind.Cpu or ProfileFrameKind.Unmanaged;
        _kinds.Add(kind);
        _names.Add(kind == ProfileFrameKind.Own ? name.Substring(prefix.Length) : "");
    }
}

/// <summary>Reads the stacks of a speedscope file, both kinds of profiles: <c>evented</c>, as dotnet-trace writes them, and <c>sampled</c>.</summary>
internal sealed class SpeedscopeReader(JsonScanner json, ProfileFrameTable frames, Action<string, double, bool> add)
{
    private const int None = -1;

    /// <summary>False where the text breaks.</summary>
    public bool Read()
    {
        if (json.Read() != JsonToken.ObjectStart)
        {
            return false;
        }

        bool isBroken;
        while (json.ReadName(out isBroken))
        {
            if (!(json.Is("profiles") ? ReadProfiles() : json.Skip()))
            {
                return false;
            }
        }

        return !isBroken;
    }

    private bool ReadProfiles()
    {
        if (json.Read() != JsonToken.ArrayStart)
        {
            return false;
        }

        for (var token = json.Read(); token != JsonToken.ArrayEnd; token = json.Read())
        {
            if (token != JsonToken.ObjectStart || !ReadProfile())
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadProfile()
    {
        List<(int Nearest, ProfileFrameKind Leaf)>? stacks = null;
        List<double>? weights = null;
        bool isBroken;
        while (json.ReadName(out isBroken))
        {
            if (!(json.Is("events") ? ReadEvents() : json.Is("samples") ? ReadStacks(stacks = []) : json.Is("weights") ? ReadNumbers(weights = []) : json.Skip()))
            {
                return false;
            }
        }

        for (var i = 0; i < Math.Min(stacks?.Count ?? 0, weights?.Count ?? 0); i++)
        {
            Count(stacks![i].Nearest, stacks[i].Leaf, weights![i]);
        }

        return !isBroken;
    }

    // Frames open and close; the time between two events belongs to what is open.
    private bool ReadEvents()
    {
        if (json.Read() != JsonToken.ArrayStart)
        {
            return false;
        }

        var open = new List<(int Nearest, ProfileFrameKind Leaf)>();
        double last = 0;
        for (var token = json.Read(); token != JsonToken.ArrayEnd; token = json.Read())
        {
            var (opens, frame, at) = (false, None, last);
            if (token != JsonToken.ObjectStart)
            {
                return false;
            }

            bool isBroken;
            while (json.ReadName(out isBroken))
            {
                var name = json.Is("type") ? 't' : json.Is("frame") ? 'f' : json.Is("at") ? 'a' : ' ';
                var value = json.Read();
                switch (name, value)
                {
                    case ('t', JsonToken.String):
                        opens = json.Is("O");
                        break;
                    case ('f', JsonToken.Number):
                        frame = Index(json.Number);
                        break;
                    case ('a', JsonToken.Number):
                        at = json.Number;
                        break;
                    default:
                        if (!json.SkipRest(value))
                        {
                            return false;
                        }

                        break;
                }
            }

            if (isBroken)
            {
                return false;
            }

            if (open.Count > 0)
            {
                Count(open[open.Count - 1].Nearest, open[open.Count - 1].Leaf, at - last);
            }

            last = at;
            if (opens)
            {
                open.Add(Under(open.Count > 0 ? open[open.Count - 1].Nearest : None, frame));
            }
            else if (open.Count > 0)
            {
                open.RemoveAt(open.Count - 1);
            }
        }

        return true;
    }

    private bool ReadStacks(List<(int Nearest, ProfileFrameKind Leaf)> stacks)
    {
        if (json.Read() != JsonToken.ArrayStart)
        {
            return false;
        }

        for (var token = json.Read(); token != JsonToken.ArrayEnd; token = json.Read())
        {
            if (token != JsonToken.ArrayStart)
            {
                return false;
            }

            var stack = (Nearest: None, Leaf: ProfileFrameKind.Other);
            for (token = json.Read(); token != JsonToken.ArrayEnd; token = json.Read())
            {
                if (token != JsonToken.Number)
                {
                    return false;
                }

                stack = Under(stack.Nearest, Index(json.Number));
            }

            stacks.Add(stack);
        }

        return true;
    }

    private bool ReadNumbers(List<double> numbers)
    {
        if (json.Read() != JsonToken.ArrayStart)
        {
            return false;
        }

        JsonToken token;
        for (token = json.Read(); token == JsonToken.Number; token = json.Read())
        {
            numbers.Add(json.Number);
        }

        return token == JsonToken.ArrayEnd;
    }

    private (int Nearest, ProfileFrameKind Leaf) Under(int nearest, int frame) => frames.Kind(frame) switch
    {
        ProfileFrameKind.Own => (frame, ProfileFrameKind.Own),
        ProfileFrameKind.Continuation => (None, ProfileFrameKind.Continuation),
        var kind => (nearest, kind),
    };

    private void Count(int nearest, ProfileFrameKind leaf, double time)
    {
        if (nearest != None && time > 0 && !double.IsInfinity(time) && (leaf is ProfileFrameKind.Cpu or ProfileFrameKind.Unmanaged || !frames.TellsLeaves))
        {
            add(frames.Name(nearest), time, leaf == ProfileFrameKind.Unmanaged);
        }
    }

    private static int Index(double number) => number is >= 0 and < int.MaxValue ? (int)number : None;
}
