using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>What a call composes.</summary>
[Flags]
internal enum CompositionPart
{
    None = 0,

    /// <summary>Services: <c>services.AddX()</c>, and what such calls return (<c>AddSignalR().AddStackExchangeRedis(…)</c>).</summary>
    Services = 1,

    /// <summary>Middleware: <c>app.UseX()</c>.</summary>
    Pipeline = 2,

    /// <summary>Endpoints and what is said of them: <c>app.MapX()</c>, <c>.RequireAuthorization()</c>.</summary>
    Endpoints = 4,

    /// <summary>The host that has them all: <c>builder.AddX()</c>, <c>Host.ConfigureX(…)</c>.</summary>
    Host = 8,
}

/// <summary>When a call of the composition is made.</summary>
internal enum CompositionCondition
{
    /// <summary>In every run.</summary>
    Always,

    /// <summary>In some: a setting, a platform, every environment but development, <c>#if</c>.</summary>
    Sometimes,

    /// <summary>On the developer's machine alone: <c>if (env.IsDevelopment())</c>.</summary>
    Development,
}

/// <summary>One call that composes the application.</summary>
/// <param name="Name">The method as it is written: <c>AddRateLimiter</c>.</param>
/// <param name="Operation">The call; an <c>IInvalidOperation</c> when its library is not referenced.</param>
/// <param name="Method">The method; null when it is not known.</param>
/// <param name="Part">What its receiver, or its first argument of such a type, composes.</param>
/// <param name="Condition">When it is made, as far as its own function shows.</param>
internal readonly record struct CompositionCall(string Name, IOperation Operation, IMethodSymbol? Method, CompositionPart Part, CompositionCondition Condition);
