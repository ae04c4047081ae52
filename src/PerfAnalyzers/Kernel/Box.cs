using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Why an operation allocates a box, or why it does not although one would think so. Measured on .NET 10 inside loops, where
/// the runtime cannot move allocations to the stack.
/// </summary>
internal enum BoxReason
{
    /// <summary>A value becomes <c>object</c>, <c>ValueType</c>, <c>Enum</c>, <c>dynamic</c> or an interface.</summary>
    Conversion,

    /// <summary>As <see cref="Conversion"/>, of a <c>Nullable</c>; nothing is allocated for null.</summary>
    Nullable,

    /// <summary><c>foreach</c> converts each element.</summary>
    LoopElement,

    /// <summary>A hole of an interpolated string that becomes a <c>FormattableString</c>, or a call of <c>string.Format</c> where there is no handler.</summary>
    FormatHole,

    /// <summary>A delegate over an instance method of a struct holds a boxed copy.</summary>
    DelegateTarget,

    /// <summary><c>base.GetHashCode()</c> and its like in a struct.</summary>
    BaseCall,

    /// <summary>A pattern that gives the value another, boxed, name: <c>value is IDisposable d</c>.</summary>
    PatternVariable,

    /// <summary>No <c>box</c> here: a struct without the override is boxed by the call of <c>object</c>'s member.</summary>
    InheritedMember,

    /// <summary>No <c>box</c> here: <c>Equals</c> and <c>CompareTo</c> of an enum box what they compare.</summary>
    EnumComparison,

    /// <summary>No <c>box</c> here: an operator of <c>dynamic</c> hands its result over as an object.</summary>
    DynamicResult,

    /// <summary>First of the reasons not to allocate: a type parameter that is a class; <c>box</c> does nothing.</summary>
    ReferenceTypeParameter,

    /// <summary>A type parameter that may be either.</summary>
    OpenTypeParameter,

    /// <summary>Unboxed by the next operation: <c>(T)(object)value</c>.</summary>
    UnboxedAtOnce,

    /// <summary>Compared with null, or tested for a type without keeping the result.</summary>
    Tested,

    /// <summary>Only the receiver of a call, which the runtime makes on the value: <c>((IShape)square).Area()</c>.</summary>
    Receiver,

    /// <summary><c>value.GetType()</c>.</summary>
    TypeQuery,

    /// <summary>An operand of string concatenation: the compiler calls <c>ToString</c> on the value.</summary>
    Concatenation,

    /// <summary><c>HasFlag</c>: two boxes in the code, a bit test at run time.</summary>
    EnumFlag,

    /// <summary>The other members of enums; some allocate. They are a subject of their own.</summary>
    EnumMember,
}

/// <summary>A judgement of <see cref="Boxes"/>.</summary>
/// <param name="Reason">Why a box is allocated, or why not.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Box(BoxReason Reason, ITypeSymbol Type, IOperation Value)
{
    /// <summary>Whether memory is allocated each time the operation runs in a loop.</summary>
    public bool Allocates => Reason < BoxReason.ReferenceTypeParameter;

    /// <summary>Whether the compiler emits a <c>box</c> instruction here.</summary>
    public bool IsEmitted => Reason is not (BoxReason.InheritedMember or BoxReason.EnumComparison or BoxReason.DynamicResult or BoxReason.Concatenation or BoxReason.EnumMember);
}
