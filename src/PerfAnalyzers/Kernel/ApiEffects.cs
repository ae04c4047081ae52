namespace PerfAnalyzers.Kernel;

/// <summary>What a library member does, as far as a performance review cares. The words are those of the API tables.</summary>
[Flags]
internal enum ApiEffects
{
    None = 0,

    /// <summary><c>query</c>: one database read round trip per call.</summary>
    Query = 1 << 0,

    /// <summary><c>command</c>: one database write round trip per call that may touch many rows.</summary>
    Command = 1 << 1,

    /// <summary><c>save</c>: flushes a unit of work or commits a transaction.</summary>
    Save = 1 << 2,

    /// <summary><c>connect</c>: opens a connection or builds a context.</summary>
    Connect = 1 << 3,

    /// <summary><c>remote</c>: one network round trip that is not a database's.</summary>
    Remote = 1 << 4,

    /// <summary><c>terminal</c>: runs the query given as first argument; a round trip when that query is a database's.</summary>
    Terminal = 1 << 5,

    /// <summary><c>consumes</c>: enumerates the sequence given as first argument at once; a round trip when it is a database query.</summary>
    Consumes = 1 << 6,

    /// <summary><c>per-element</c>: calls the delegates it is given once per element of the first argument or receiver.</summary>
    PerElement = 1 << 7,

    /// <summary><c>advances</c>: returns something else on each call although its arguments stay the same (queues, readers).</summary>
    Advances = 1 << 8,

    /// <summary><c>lookup</c>: asks an in-memory collection or cache whether it already holds something.</summary>
    Lookup = 1 << 9,

    /// <summary><c>memoizes</c>: runs the delegate it is given only when the answer is not cached yet.</summary>
    Memoizes = 1 << 10,

    /// <summary><c>waits</c>: pauses for a time or a signal (a delay, a timer tick, a channel).</summary>
    Waits = 1 << 11,

    /// <summary><c>stream</c>: a sequence that never ends by itself; its loop serves messages.</summary>
    Stream = 1 << 12,

    /// <summary><c>request</c>: code that runs per request or message: a base type, an interface, an attribute, or a method whose delegate it is.</summary>
    Request = 1 << 13,

    /// <summary><c>cold</c>: code that runs once per process or rarely: a base type, an attribute, or a method whose delegate it is.</summary>
    Cold = 1 << 14,

    /// <summary><c>hot</c>: an attribute that declares a member hot.</summary>
    Hot = 1 << 15,

    /// <summary><c>costly</c>: expensive to build and safe to keep; values: see the head of costly-objects.txt.</summary>
    Costly = 1 << 16,

    /// <summary><c>pure</c>: the result depends on the arguments alone and nothing is changed.</summary>
    Pure = 1 << 17,

    /// <summary><c>context</c>: a unit of work that tracks what it loads (a type).</summary>
    Context = 1 << 18,

    /// <summary><c>completes</c>: returns a task that is already completed.</summary>
    Completes = 1 << 19,

    /// <summary><c>blocks</c>: blocks the calling thread until something else has happened.</summary>
    Blocks = 1 << 20,

    /// <summary><c>immediate</c>: calls the delegates it is given once, now, on the caller's behalf (execution strategies, locks).</summary>
    Immediate = 1 << 21,

    /// <summary><c>row-command</c>: one insert, update or delete statement per call.</summary>
    RowCommand = 1 << 22,

    /// <summary>
    /// <c>inert</c>: a type whose instances keep no state between uses; one built from constants is as good as a constant. Types
    /// of the user's own that derive from it are inert when they hold nothing that can change.
    /// </summary>
    Inert = 1 << 23,

    /// <summary><c>consults</c>: uses the objects it is given while it runs (or while its result is used) and changes none; a member, or all members of a type.</summary>
    Consults = 1 << 24,

    /// <summary><c>io</c>: waits for the disk, and has no asynchronous form.</summary>
    Io = 1 << 25,

    /// <summary><c>compiles</c>: returns a delegate that runs a query each time it is called.</summary>
    Compiles = 1 << 27,

    /// <summary><c>none</c>: known, and of no interest; lets users take an entry of the bundled tables back.</summary>
    Known = 1 << 30,

    AnyRoundTrip = Query | Command | RowCommand | Save | Connect | Remote,
}
