using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where a call that is missing in a pipeline belongs.</summary>
internal enum PipelineStage
{
    /// <summary>Before everything that answers: behind forwarded headers, exception handlers and redirections.</summary>
    Front,

    /// <summary>Where the endpoint is chosen and the user known.</summary>
    Endpoint,

    /// <summary>Among the endpoints.</summary>
    Mapping,
}

/// <summary>
/// The one function of a file that builds the application's pipeline: around <c>var app = builder.Build()</c>, or a <c>Configure</c> that is given the
/// builder. Plans what is missing in it.
/// </summary>
internal sealed class PipelineHome
{
    private readonly IOperation _function;
    private readonly ISymbol _builder;
    private readonly ImmutableArray<PipelineStep> _steps;

    private PipelineHome(IOperation function, ISymbol builder, ImmutableArray<PipelineStep> steps)
    {
        _function = function;
        _builder = builder;
        _steps = steps;
    }

    /// <summary>Whether middleware only prepares or ends what others answer.</summary>
    public static bool IsFront(string name) => name is "UseForwardedHeaders" or "UseExceptionHandler" or "UseDeveloperExceptionPage" or "UseMigrationsEndPoint" or "UseDatabaseErrorPage" or "UseHsts" or "UseHttpsRedirection" or
        "UseStatusCodePages" or "UseStatusCodePagesWithReExecute" or "UseStatusCodePagesWithRedirects" or "UseHttpLogging" or "UseW3CLogging" or "UseSerilogRequestLogging" or "UseHostFiltering" or "UsePathBase" or
        "UseCertificateForwarding" or "UseHttpMethodOverride" or "UseResponseCompression";

    /// <summary>The home in the file of an operation; null when there is none, or more than one.</summary>
    public static PipelineHome? In(SyntaxTree tree, Facts facts, CancellationToken cancellation)
    {
        IOperation? function = null;
        ISymbol? builder = null;
        foreach (var call in facts.Composition.Calls)
        {
            if (call.Operation.Syntax.SyntaxTree != tree || (call.Part & CompositionPart.Pipeline) == 0 || call.Operation is not IInvocationOperation invocation ||
                Operations.Receiver(invocation) is not { } receiver || Pipelines.BuilderOf(receiver) is not { } symbol || Operations.Function(invocation) is not { Parent: null } around || !IsHome(symbol))
            {
                continue;
            }

            if (builder is not null && !SymbolEqualityComparer.Default.Equals(builder, symbol))
            {
                return null;
            }

            function = around;
            builder = symbol;
        }

        return function is null ? null : new PipelineHome(function, builder!, new Pipelines(facts).Of(function, builder!, cancellation));
    }

    /// <summary>Plans a call on the application's builder: <c>app.UseX();</c>. False when there is no place for it in this file.</summary>
    /// <param name="edits">Takes the plan.</param>
    /// <param name="name">The method.</param>
    /// <param name="arguments">Its arguments, as text.</param>
    /// <param name="stage">Where it belongs.</param>
    public bool Insert(PlannedEdits edits, string name, string arguments, PipelineStage stage)
    {
        if (!IsInReach(name, edits))
        {
            return false;
        }

        var text = $"{_builder.Name}.{name}({arguments});";
        if (stage == PipelineStage.Mapping)
        {
            return Map(edits, name, arguments, text);
        }

        var anchor = Anchor(stage) ?? Built();
        if (anchor is not null)
        {
            edits.InsertAfter(anchor, text);
            return true;
        }

        if (First() is { } first)
        {
            edits.InsertBefore(first, text);
            return true;
        }

        return false;
    }

    // app in var app = builder.Build(), or the parameter of Startup.Configure.
    private static bool IsHome(ISymbol builder) => builder switch
    {
        ILocalSymbol local => local.Type.Name == "WebApplication",
        IParameterSymbol { ContainingSymbol: IMethodSymbol { Name: "Configure", IsExtensionMethod: false, IsStatic: false } } parameter => parameter.Type.Name == "IApplicationBuilder",
        _ => false,
    };

    private StatementSyntax? Anchor(PipelineStage stage)
    {
        StatementSyntax? anchor = null;
        var isGate = false;
        foreach (var step in _steps)
        {
            if (StatementMoves.InBody(step.Entry.Syntax, _function.Syntax) is not { } statement)
            {
                continue;
            }

            if (stage == PipelineStage.Front)
            {
                if (!IsFront(step.Name))
                {
                    break;
                }

                anchor = statement;
            }
            else if (step.Name is "UseRouting" or "UseCors" or "UseAuthentication" or "UseAuthorization" or "UseSession")
            {
                anchor = statement;
                isGate = true;
            }
            else if (!isGate && (IsFront(step.Name) || step.Name is "UseStaticFiles" or "UseFileServer" or "UseDefaultFiles"))
            {
                anchor = statement;
            }
            else if (step.Name is "UseEndpoints" or "UseMvc" or "UseMvcWithDefaultRoute" or "Run")
            {
                break;
            }
        }

        return anchor;
    }

    private StatementSyntax? Built()
    {
        if (_builder is ILocalSymbol local)
        {
            foreach (var reference in local.DeclaringSyntaxReferences)
            {
                return StatementMoves.InBody(reference.GetSyntax(), _function.Syntax);
            }
        }

        return null;
    }

    private StatementSyntax? First()
    {
        foreach (var step in _steps)
        {
            return StatementMoves.InBody(step.Entry.Syntax, _function.Syntax);
        }

        return null;
    }

    private bool Map(PlannedEdits edits, string name, string arguments, string text)
    {
        StatementSyntax? last = null;
        StatementSyntax? run = null;
        foreach (var step in _steps)
        {
            if (step.Name == "UseEndpoints" && step.Call.Arguments is [_, { Value: IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Syntax: LambdaExpressionSyntax { Block: { Statements: { Count: > 0 } statements } }, Symbol.Parameters: [var endpoints] } } }])
            {
                if (step.Call.Syntax.SyntaxTree != _function.Syntax.SyntaxTree)
                {
                    return false;
                }

                edits.InsertAfter(statements[statements.Count - 1], $"{endpoints.Name}.{name}({arguments});");
                return true;
            }

            if (StatementMoves.InBody(step.Entry.Syntax, _function.Syntax) is not { } statement)
            {
                continue;
            }

            last = step.Name.StartsWith("Map", StringComparison.Ordinal) ? statement : last;
            run = step.Name is "Run" or "RunAsync" ? statement : run;
        }

        if (_builder is not ILocalSymbol || last is null && run is null)
        {
            return false;
        }

        if (last is ExpressionStatementSyntax)
        {
            edits.InsertAfter(last, text);
        }
        else
        {
            edits.InsertBefore(run ?? last!, text);
        }

        return true;
    }

    private bool IsInReach(string name, PlannedEdits edits)
    {
        if (_function.SemanticModel is not { } model || _steps.IsEmpty)
        {
            return false;
        }

        var type = _builder is ILocalSymbol local ? local.Type : ((IParameterSymbol)_builder).Type;
        if (model.LookupSymbols(_steps[0].Entry.Syntax.SpanStart, type, name, includeReducedExtensionMethods: true).IsEmpty)
        {
            // UseEndpoints hands the endpoints to a lambda; all such methods lie in one namespace.
            edits.Import("Microsoft.AspNetCore.Builder");
        }

        return true;
    }
}
