using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// A rule's only door to the compiler. Everything a rule subscribes to goes through here, so that how rules are hosted
/// can be changed in this file.
/// </summary>
internal readonly struct RuleContext(CompilationStartAnalysisContext start, Facts facts)
{
    public Facts Facts => facts;

    /// <summary>Calls <paramref name="action"/> for every operation of the given kinds.</summary>
    public void On(Action<Site> action, params OperationKind[] kinds)
    {
        var shared = facts;
        start.RegisterOperationAction(context => action(new Site(context, shared)), kinds);
    }

    /// <summary>Calls <paramref name="action"/> for every additional file, whatever it holds.</summary>
    public void OnFile(Action<FileSite> action)
    {
        var shared = facts;
        start.RegisterAdditionalFileAction(context => action(new FileSite(context, shared)));
    }

    /// <summary>
    /// Calls <paramref name="action"/> for every call and object creation whose method or constructor the API tables give one of
    /// <paramref name="effects"/>. Tested by the name of the method or the created type first.
    /// </summary>
    public void OnKnown(ApiEffects effects, Action<Site, IMethodSymbol, ApiEntry> action) => OnKnown(effects, null, action);

    /// <summary>As <see cref="OnKnown(ApiEffects, Action{Site, IMethodSymbol, ApiEntry})"/>, for members with a value of a name: <c>client="…"</c>.</summary>
    public void OnKnown(string value, Action<Site, IMethodSymbol, ApiEntry> action) => OnKnown(ApiEffects.None, value, action);

    private void OnKnown(ApiEffects effects, string? value, Action<Site, IMethodSymbol, ApiEntry> action)
    {
        var methods = new HashSet<string>(StringComparer.Ordinal);
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in facts.Knowledge.MembersOf(effects, value))
        {
            if (entry.MemberName == WellKnownMemberNames.InstanceConstructorName)
            {
                types.Add(entry.TypeName.Substring(entry.TypeName.LastIndexOf('.') + 1));
            }
            else
            {
                methods.Add(entry.MemberName);
            }
        }

        var shared = facts;
        if (types.Count > 0)
        {
            start.RegisterOperationAction(context =>
            {
                if (((IObjectCreationOperation)context.Operation).Constructor is { } constructor && types.Contains(constructor.ContainingType.MetadataName) &&
                    shared.Knowledge.Of(constructor) is { } known && (known.Has(effects) || value is not null && known.Value(value) is not null))
                {
                    action(new Site(context, shared), constructor, known);
                }
            }, OperationKind.ObjectCreation);
        }

        if (methods.Count > 0)
        {
            start.RegisterOperationAction(context =>
            {
                var method = ((IInvocationOperation)context.Operation).TargetMethod;
                if (methods.Contains(method.Name) && shared.Knowledge.Of(method) is { } known && (known.Has(effects) || value is not null && known.Value(value) is not null))
                {
                    action(new Site(context, shared), method, known);
                }
            }, OperationKind.Invocation);
        }
    }
}
