using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What code changes beyond its own locals, and whether it reads what changes by itself; calls into this compilation are
/// followed. Whatever cannot be seen may write. Ask only for candidates: it binds what the code calls.
/// </summary>
internal sealed class StateChanges(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 6;
    private const int MaximumBodies = 60;

    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _written = new(SymbolEqualityComparer.Default);

    /// <summary>Rows may change: a command, a save, a wait for others, or a call nobody can see into.</summary>
    public bool MayWrite { get; private set; }

    /// <summary>A clock, a random number, or something else that differs on each reading.</summary>
    public bool IsVolatile { get; private set; }

    /// <summary>Whether fields or properties of objects are assigned.</summary>
    public bool HasWritten => _written.Count > 0;

    /// <summary>Whether a field or property may be changed.</summary>
    public bool Changes(ISymbol member) => _written.Contains(member.OriginalDefinition);

    /// <summary>Adds what a piece of code does.</summary>
    public StateChanges Add(IOperation region)
    {
        Visit(region, 0);
        return this;
    }

    /// <summary>Adds what calling a member of this compilation does.</summary>
    public StateChanges AddCall(IMethodSymbol method)
    {
        Follow(method, 0);
        return this;
    }

    /// <summary>Whether a member answers differently on each reading although nothing is passed: clocks, random numbers, new ids.</summary>
    public static bool IsClock(ISymbol member) => member.Name is "Now" or "UtcNow" or "Today" or "NewGuid" or "CreateVersion7" or "TickCount" or "TickCount64" or "GetTimestamp" or
        "GetUtcNow" or "GetLocalNow" or "Elapsed" or "ElapsedMilliseconds" or "ElapsedTicks" or "Next" or "NextDouble" or "NextInt64" or "NextBytes" or "Random" or "UtcNowOffset" or "Current" or "Shared";

    private void Visit(IOperation operation, int depth)
    {
        if (MayWrite)
        {
            return;
        }

        switch (operation)
        {
            case INameOfOperation or ITypeOfOperation:
                return;
            case IInvocationOperation call:
                Call(call, depth);
                break;
            case IObjectCreationOperation { Constructor: { } constructor }:
                // A constructor that nobody can see into keeps what it is given; it does not change rows.
                if (IsOwn(constructor) && facts.Bodies.Of(constructor, cancellation) is not null)
                {
                    Follow(constructor, depth);
                }

                break;
            case IPropertyReferenceOperation property:
                Property(property, depth);
                break;
            case IMethodReferenceOperation reference when !Operations.IsInExpressionTree(reference):
                Method(reference.Method, depth);
                break;
            case IAssignmentOperation { Parent: not IObjectOrCollectionInitializerOperation } assignment:
                Written(assignment.Target);
                break;
            case IIncrementOrDecrementOperation increment:
                Written(increment.Target);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Written(argument.Value);
                break;
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IFunctionPointerInvocationOperation:
                MayWrite = true;
                return;
        }

        foreach (var child in operation.ChildOperations)
        {
            Visit(child, depth);
        }
    }

    private void Call(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (IsClock(method) && method.IsStatic && !Operations.IsInExpressionTree(call))
        {
            IsVolatile = true;
        }

        if (Operations.IsInExpressionTree(call))
        {
            IsVolatile |= IsClock(method);
            return;
        }

        if (SqlText.Of(call) is { } sql)
        {
            MayWrite |= !SqlText.OnlyReads(sql);
        }
        else if (facts.Knowledge.Of(method) is { Effects: not ApiEffects.None } known)
        {
            MayWrite |= known.Has(ApiEffects.Save | ApiEffects.Command | ApiEffects.RowCommand | ApiEffects.Remote | ApiEffects.Waits | ApiEffects.Blocks) ||
                facts.RoundTrips.Of(call) is { } trip && (trip.Effects == ApiEffects.RowCommand || !RunsNoStatement(call));
            IsVolatile |= known.Has(ApiEffects.Advances);
        }
        else
        {
            Method(method, depth);
        }

        if (call.Instance is { } instance && Collections.Is(instance.Type) && !Collections.IsRead(method))
        {
            Written(Operations.Unconverted(instance));
        }
    }

    /// <summary>Whether a database call shows that it only reads: its SQL is a plain SELECT, or it carries none.</summary>
    public static bool RunsNoStatement(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type?.SpecialType == SpecialType.System_String && argument.Parameter?.Name is "sql" or "query" or "commandText")
            {
                return SqlText.OnlyReads(argument.Value);
            }
        }

        return !RoundTrips.IsCommand(call.Instance?.Type) || RoundTrips.TextOf(call) is { } text && SqlText.OnlyReads(text);
    }

    private void Method(IMethodSymbol method, int depth)
    {
        if (IsOwn(method) || method.ContainingType?.TypeKind == TypeKind.Interface && !IsLibrary(method))
        {
            Follow(method, depth);
        }
        else if (method.MethodKind == MethodKind.DelegateInvoke || !IsLibrary(method) || IsLibraryWrite(method))
        {
            MayWrite = true;
        }
    }

    private void Property(IPropertyReferenceOperation property, int depth)
    {
        if (IsClock(property.Property) && (property.Property.IsStatic || property.Property.Name.IndexOf("Now", StringComparison.Ordinal) >= 0))
        {
            IsVolatile = true;
        }

        if (IsOwn(property.Property) && property.Property.GetMethod is { } getter && !Operations.IsInExpressionTree(property))
        {
            foreach (var target in facts.Dispatch.Targets(getter))
            {
                Body(target, depth);
            }
        }
    }

    private void Follow(IMethodSymbol method, int depth)
    {
        var targets = facts.Dispatch.Targets(method);
        MayWrite |= targets.IsEmpty;
        foreach (var target in targets)
        {
            if (!Body(target, depth) && !target.IsImplicitlyDeclared && target.AssociatedSymbol is null)
            {
                MayWrite = true;
            }
        }
    }

    private bool Body(IMethodSymbol method, int depth)
    {
        method = method.OriginalDefinition;
        if (_visited.Contains(method))
        {
            return true;
        }

        if (depth >= MaximumDepth || _visited.Count >= MaximumBodies)
        {
            MayWrite = true;
            return true;
        }

        _visited.Add(method);
        if (facts.Bodies.Of(method.AssociatedSymbol is IPropertySymbol property && Bodies.SyntaxOf(method, cancellation) is null ? property : method, cancellation) is not { } body)
        {
            return false;
        }

        Visit(body, depth + 1);
        return true;
    }

    private void Written(IOperation target)
    {
        foreach (var part in target.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation or IPropertyReferenceOperation && Operations.SymbolOf(part) is { } member)
            {
                _written.Add(member.OriginalDefinition);
                return;
            }
        }
    }

    private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, facts.Compilation.Assembly);

    /// <summary>Libraries whose members change nothing of the application's unless a table says so, or they are known writes.</summary>
    public static bool IsLibrary(ISymbol symbol)
    {
        var name = symbol.ContainingAssembly?.Name ?? "";
        return name is "mscorlib" or "netstandard" or "System" or "Newtonsoft.Json" or "AutoMapper" or "Dapper" or "Serilog" or "NLog" or "Humanizer" ||
            name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("Humanizer.", StringComparison.Ordinal);
    }

    private static bool IsLibraryWrite(IMethodSymbol method)
    {
        var space = method.ContainingNamespace;
        return space is { Name: "Http", ContainingNamespace.Name: "Net" } || space is { Name: "Identity" } ||
            method.ContainingType.Name is "DatabaseFacade" or "RelationalDatabaseFacadeExtensions" && !method.Name.StartsWith("Get", StringComparison.Ordinal) ||
            method.ContainingType.Name is "ChangeTracker" or "TransactionScope" or "IMediator" ||
            method.Name is "BeginTransaction" or "BeginTransactionAsync" or "Commit" or "CommitAsync" or "Rollback" or "RollbackAsync" or "Reload" or "ReloadAsync";
    }
}
