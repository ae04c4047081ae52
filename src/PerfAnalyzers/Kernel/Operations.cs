using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Small questions about operations that the compiler leaves to its callers.</summary>
internal static class Operations
{
    /// <summary>The operation below conversions, parentheses and <c>await</c>-free wrappers.</summary>
    public static IOperation Unconverted(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IArgumentOperation argument:
                    operation = argument.Value;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>What stands before <c>?.</c> for a placeholder behind it: <c>a</c> of <c>a?.B()</c>; null when it is none.</summary>
    public static IOperation? AccessedBy(IOperation instance)
    {
        for (IOperation child = instance, parent = instance.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, child))
            {
                return access.Operation;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a symbol is declared in the project that is reviewed: an editor shows those of other projects as source too,
    /// and there is no body of theirs to bind.
    /// </summary>
    public static bool IsOwn(ISymbol symbol, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly) && symbol.DeclaringSyntaxReferences.Length > 0;

    /// <summary>The nearest ancestor that is not a conversion or parenthesis; null at the root.</summary>
    public static IOperation? Consumer(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent;
    }

    /// <summary>Receiver of an instance call, or first argument of a call in extension form; null for other static calls.</summary>
    public static IOperation? Receiver(IInvocationOperation call)
    {
        if (call.Instance is not null)
        {
            return call.Instance;
        }

        return call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null;
    }

    /// <summary>The argument bound to the parameter with an ordinal, null when absent (broken code).</summary>
    public static IOperation? Argument(IInvocationOperation call, int ordinal) => Argument(call.Arguments, ordinal);

    /// <summary>As above, of a call or an object creation.</summary>
    public static IOperation? Argument(ImmutableArray<IArgumentOperation> arguments, int ordinal)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>Whether the operation lies in a lambda that becomes data (<c>Expression&lt;…&gt;</c>) and is not run here.</summary>
    public static bool IsInExpressionTree(IOperation operation)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && current.Parent is IConversionOperation conversion && IsExpressionTree(conversion.Type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a type is <c>System.Linq.Expressions.Expression&lt;TDelegate&gt;</c>.</summary>
    public static bool IsExpressionTree(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Expression", Arity: 1, ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } };

    /// <summary>The operation that runs the code: the nearest lambda, local function or member body around an operation.</summary>
    public static IOperation Function(IOperation operation)
    {
        var current = operation;
        while (current.Parent is { } parent)
        {
            current = parent;
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                break;
            }
        }

        return current;
    }

    /// <summary>Whether <paramref name="operation"/> lies inside <paramref name="region"/> (or is it).</summary>
    public static bool IsWithin(IOperation operation, IOperation region)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, region))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The root of an operation's tree: the body or initializer of the member it lies in.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>Whether a type is a task, of whatever result: what asynchronous members return.</summary>
    public static bool IsTask(ITypeSymbol? type) => type is INamedTypeSymbol
    {
        Name: "Task" or "ValueTask", Arity: 0 or 1,
        ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } },
    };

    /// <summary>Whether a type is <c>CancellationToken</c>.</summary>
    public static bool IsToken(ITypeSymbol? type) => type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    /// <summary>Whether a value is zero as a number or as a time: of a time-out, that nothing is waited for.</summary>
    public static bool IsZero(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: 0 } ||
        Unconverted(value) is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } };

    /// <summary>What awaiting a value of a type gives: the type itself when it is no task with a result.</summary>
    public static ITypeSymbol? Awaited(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : type;

    /// <summary>Whether what an operation throws is caught within <paramref name="region"/>.</summary>
    public static bool IsCaught(IOperation operation, IOperation region)
    {
        for (var current = operation; current is not null && !ReferenceEquals(current, region); current = current.Parent)
        {
            if (current.Parent is ITryOperation { Catches.Length: > 0 } guarded && ReferenceEquals(guarded.Body, current))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a symbol is a parameter of a lambda around its use, within <paramref name="region"/>: <c>c</c> in
    /// <c>customers.First(c => c.Id == id)</c>.
    /// </summary>
    public static bool IsBoundWithin(ISymbol symbol, IOperation use, IOperation region)
    {
        for (var current = use; current is not null && !ReferenceEquals(current, region); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, lambda.Symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a symbol is declared within a piece of code.</summary>
    public static bool IsDeclaredIn(ISymbol symbol, SyntaxNode region)
    {
        // The name stands for its declaration: what declares a local has to be looked for.
        foreach (var name in symbol.Locations)
        {
            if (name.SourceTree == region.SyntaxTree && region.Span.Contains(name.SourceSpan))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The member whose code an operation runs: the called method, the constructor, the getter that is read, the method of a method group; else null.</summary>
    public static IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property when property.Parent is not IAssignmentOperation assignment || !ReferenceEquals(assignment.Target, property) => property.Property.GetMethod,
        IMethodReferenceOperation reference => reference.Method,
        _ => null,
    };

    /// <summary>The symbol an operation reads or calls: local, parameter, field, property, method; null for others.</summary>
    public static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation method => method.Method,
        _ => null,
    };

    /// <summary>Whether a statement ends by going elsewhere, so that what follows it does not run: a return or a jump; a throw, if asked for.</summary>
    public static bool Jumps(IOperation? statement, bool orThrows = false) => statement switch
    {
        IReturnOperation or IBranchOperation => true,
        IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => orThrows,
        IBlockOperation { Operations: { Length: > 0 } inner } => Jumps(inner[inner.Length - 1], orThrows),
        _ => false,
    };

    /// <summary>Whether a property of this compilation is an automatic one that nobody overrides: reading it runs no code.</summary>
    public static bool IsAutomatic(IPropertySymbol property)
    {
        return !property.IsVirtual && !property.IsOverride && !property.IsAbstract && property.DeclaringSyntaxReferences.Length > 0 && HasField(property);
    }

    /// <summary>Whether the compiler keeps a property of the source in a field of its own: <c>{ get; set; }</c>, a positional parameter of a record.</summary>
    public static bool HasField(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The one statement that a body consists of, in however many blocks; null when there are more, or none, or locals.</summary>
    public static IOperation? OnlyStatement(IOperation body)
    {
        while (body is IBlockOperation { Operations: [var single], Locals.IsEmpty: true })
        {
            body = single;
        }

        return body is IBlockOperation ? null : body;
    }

    /// <summary>Whether a value reads or calls a symbol.</summary>
    public static bool Mentions(IOperation value, ISymbol symbol)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (SymbolEqualityComparer.Default.Equals(SymbolOf(part), symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operation that holds a call's result after awaiting it and implicit conversions; null in broken code.</summary>
    public static IOperation? Outcome(IOperation source)
    {
        var value = source;
        while (true)
        {
            switch (value.Parent)
            {
                case IParenthesizedOperation or IAwaitOperation or IConversionOperation { IsImplicit: true, OperatorMethod: null }:
                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "WaitAsync" } method } wait
                    when ReferenceEquals(wait.Instance, value) && IsTask(method.ContainingType):
                    value = value.Parent;
                    continue;
                default:
                    return value.Parent is null ? null : value;
            }
        }
    }

    /// <summary>Whether a static field or property has a value for each thread.</summary>
    public static bool IsThreadStatic(ISymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "ThreadStaticAttribute")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a piece of code lies in the declaration of a function.</summary>
    public static bool Encloses(IMethodSymbol function, SyntaxNode code)
    {
        foreach (var declaration in function.DeclaringSyntaxReferences)
        {
            if (declaration.SyntaxTree == code.SyntaxTree && declaration.Span.Contains(code.Span))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The member of a type in which an operation stands, around lambdas and local functions; null when nobody can tell.</summary>
    public static ISymbol? MemberAround(IOperation operation) => MemberOf(operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart));

    /// <summary>The member of a type to which a function belongs: itself, unless it is a lambda or local function.</summary>
    public static ISymbol? MemberOf(ISymbol? function)
    {
        while (function is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            function = function.ContainingSymbol;
        }

        return function;
    }

    /// <summary>Whether a use of what is declared outside stands in a loop or in a function of its own, and may run more than once.</summary>
    public static bool IsRepeated(IOperation use, IOperation declaration)
    {
        for (var current = use.Parent; current is not null && !IsWithin(declaration, current); current = current.Parent)
        {
            if (current is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}
