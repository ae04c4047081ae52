using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What calling a method costs its caller.</summary>
/// <param name="RoundTrip">Round trips one call makes; <see cref="ApiEffects.None"/> when none is known.</param>
/// <param name="Path">Members called on the way as <c>Type.Member</c>, nearest first, ending with the name that makes the round trip.</param>
/// <param name="Sites">Where each of them is called.</param>
/// <param name="Parameters">Bit i is set when parameter i feeds the round trip.</param>
/// <param name="UsesReceiver">State of the receiver feeds it.</param>
/// <param name="Distance">Bodies on the way that do more than forward the call.</param>
/// <param name="IsCertain">Every call makes it, whatever it ends in; false when only some implementations do, or only under a condition.</param>
internal sealed record MethodSummary(
    ApiEffects RoundTrip, ImmutableArray<string> Path, ImmutableArray<Location> Sites, ulong Parameters, bool UsesReceiver, int Distance, bool IsCertain)
{
    /// <summary>Nothing of interest is known.</summary>
    public static readonly MethodSummary Silent = new(ApiEffects.None, [], [], 0, false, 0, true);

    /// <summary>Stands for whatever a call may do with what it is given, before its body is known.</summary>
    public static readonly MethodSummary FedByAll = new(ApiEffects.None, [], [], ulong.MaxValue, true, 0, true);

    public bool IsSilent => RoundTrip == ApiEffects.None;

    /// <summary>How messages name a member: <c>CustomerRepository.Find</c>.</summary>
    public static string NameOf(IMethodSymbol method)
    {
        var name = method.MethodKind switch
        {
            MethodKind.Constructor => "new",
            MethodKind.AnonymousFunction => "lambda",
            MethodKind.UserDefinedOperator or MethodKind.Conversion => "operator",
            _ => method.AssociatedSymbol?.Name ?? method.Name,
        };
        return method.ContainingType is { IsImplicitClass: false, Name.Length: > 0 } type && method.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction) ? type.Name + "." + name : name;
    }

    /// <summary>The values at a call that reach the round trip: arguments of <see cref="Parameters"/>, and the receiver.</summary>
    public IEnumerable<IOperation> Feeding(IOperation call)
    {
        switch (call)
        {
            case IInvocationOperation invocation:
                foreach (var argument in invocation.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 64 } parameter && (Parameters & (1UL << parameter.Ordinal)) != 0)
                    {
                        yield return argument.Value;
                    }
                }

                if (UsesReceiver && invocation.Instance is not null)
                {
                    yield return invocation.Instance;
                }

                break;
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 64 } parameter && (Parameters & (1UL << parameter.Ordinal)) != 0)
                    {
                        yield return argument.Value;
                    }
                }

                break;
            case IPropertyReferenceOperation property:
                foreach (var argument in property.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 64 } parameter && (Parameters & (1UL << parameter.Ordinal)) != 0)
                    {
                        yield return argument.Value;
                    }
                }

                if (UsesReceiver && property.Instance is not null)
                {
                    yield return property.Instance;
                }

                break;
            case IConversionOperation conversion when (Parameters & 1) != 0:
                yield return conversion.Operand;
                break;
            case IUnaryOperation unary when (Parameters & 1) != 0:
                yield return unary.Operand;
                break;
            case IBinaryOperation binary:
                if ((Parameters & 1) != 0)
                {
                    yield return binary.LeftOperand;
                }

                if ((Parameters & 2) != 0)
                {
                    yield return binary.RightOperand;
                }

                break;
            case IMethodReferenceOperation { Instance: { } target } when UsesReceiver:
                yield return target;
                break;
        }
    }
}
