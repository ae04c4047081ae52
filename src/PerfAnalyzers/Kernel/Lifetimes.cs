using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether an object that an operation builds lives for one call only: it is built in code that runs per call, used there, and
/// neither kept nor handed to code that might keep or change it.
/// </summary>
internal sealed class Lifetimes(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    /// <summary>
    /// Whether the code around <paramref name="operation"/> runs per call: no initializer, constructor, cache factory, code that
    /// fills a memo, start-up, benchmark, or helper that only such code calls.
    /// </summary>
    public bool IsInPerCallCode(IOperation operation, ISymbol member)
    {
        var isDeferred = false;
        for (var current = operation; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAnonymousFunctionOperation lambda:
                    if (IsFactory(lambda))
                    {
                        return false;
                    }

                    isDeferred = true;
                    break;
                case ISymbolInitializerOperation or IAttributeOperation when current is not IVariableInitializerOperation:
                    return false;
            }
        }

        return !facts.MemoGuards.Guard(operation, operation) && !RunsOnce(member, isDeferred, 0) && !Benchmarks.Has(member, facts);
    }

    /// <summary>
    /// Whether the object dies with the call that builds it: it is the receiver of calls, an argument of members known to keep and
    /// change nothing (API word <c>consults</c>), or a local that is nothing else. A private helper and a property that return
    /// it hand it to callers of which the same must be true.
    /// </summary>
    /// <param name="built">The operation that builds the object.</param>
    /// <param name="known">The table line of <paramref name="built"/>.</param>
    /// <param name="isMutable">It can be changed by those who hold it.</param>
    /// <param name="settings">Assignments and additions made right after it was built; part of building it.</param>
    public bool EndsWithCall(IOperation built, ApiEntry known, bool isMutable, List<IOperation> settings) =>
        IsUse(built, new Use(known, isMutable, settings), 0);

    private sealed record Use(ApiEntry Known, bool IsMutable, List<IOperation> Settings);

    private bool IsUse(IOperation value, Use use, int depth)
    {
        var through = use.Known.Value("through");
        var child = value;
        var parent = value.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            child = parent;
            parent = parent.Parent;
        }

        switch (parent)
        {
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                return through is null && (use.Known.Lists("follow", call.TargetMethod.Name) ? depth < MaximumDepth && IsUse(call, use, depth + 1) : MayUse(use, call.TargetMethod.Name));
            case IPropertyReferenceOperation property when ReferenceEquals(property.Instance, child):
                if (through is not null)
                {
                    return Knowledge.Inherits(property.Type, facts.Type(through)) && IsUse(property, use, depth + 1);
                }

                return MayUse(use, property.Property.MetadataName) && !IsTarget(property);
            case IArgumentOperation { Parameter: { RefKind: RefKind.None } parameter } argument:
                return through is null ? IsConsulted(argument, use) : IsThrough(argument, parameter, through) || IsHandedOn(argument, parameter, use, depth);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when depth < MaximumDepth:
                return IsUsedLocal(declarator, value, use, depth);
            case IReturnOperation { Kind: OperationKind.Return } returned when depth < MaximumDepth && through is null:
                return IsReturnedPerCall(returned, use, depth);
            default:
                return false;
        }
    }

    private static bool MayUse(Use use, string member) => !use.IsMutable && member is not "GetType" && (use.Known.Value("reads") is null || use.Known.Lists("reads", member));

    private bool IsConsulted(IArgumentOperation argument, Use use)
    {
        var callee = argument.Parent switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        if (callee is null)
        {
            return false;
        }

        var effects = facts.Knowledge.EffectsOf(callee);
        return (effects & ApiEffects.Consults) != 0 ||
            (effects & ApiEffects.PerElement) != 0 && argument.Parameter?.Type.TypeKind == TypeKind.Delegate && !use.IsMutable ||
            facts.Knowledge.OfType(callee.ContainingType) is { } type && type.Has(ApiEffects.Consults);
    }

    // Library methods that take a format provider format or parse with it, now.
    private bool IsThrough(IArgumentOperation argument, IParameterSymbol parameter, string through) =>
        argument.Parent is IInvocationOperation { TargetMethod: { } method } &&
        SymbolEqualityComparer.Default.Equals(parameter.Type, facts.Type(through)) &&
        !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly);

    // A method of the project that does nothing else with it.
    private bool IsHandedOn(IArgumentOperation argument, IParameterSymbol parameter, Use use, int depth)
    {
        if (depth >= MaximumDepth || argument.Parent is not IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false, ContainingType.TypeKind: not TypeKind.Interface } method } || facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return false;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IParameterReferenceOperation { Parent: not INameOfOperation } reference && reference.Parameter.Ordinal == parameter.Ordinal && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter.OriginalDefinition) && !IsUse(reference, use, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsUsedLocal(IVariableDeclaratorOperation declarator, IOperation built, Use use, int depth)
    {
        var uses = 0;
        foreach (var operation in Operations.Function(declarator).Descendants())
        {
            if (operation is ILocalReferenceOperation { Parent: not INameOfOperation } reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                if (SettingOf(reference, declarator, use.Known) is { } setting)
                {
                    use.Settings.Add(setting);
                }
                else if (IsUse(reference, use, depth + 1))
                {
                    uses++;
                }
                else
                {
                    return false;
                }
            }
        }

        return uses > 0 && (!IsUsing(declarator) || use.Known.Value("disposable") is not null);
    }

    private static bool IsUsing(IVariableDeclaratorOperation declarator) =>
        declarator.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax;

    // options.WriteIndented = true; options.Converters.Add(…): in the block of the declaration, so on every path.
    private static IOperation? SettingOf(ILocalReferenceOperation reference, IVariableDeclaratorOperation declarator, ApiEntry known)
    {
        var property = reference.Parent as IPropertyReferenceOperation;
        var setting = property?.Parent switch
        {
            ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, property) => (IOperation)assignment,
            IInvocationOperation { TargetMethod.Name: "Add" } call when ReferenceEquals(call.Instance, property) => call,
            _ => reference.Parent is IInvocationOperation own && ReferenceEquals(own.Instance, reference) && known.Lists("setup", own.TargetMethod.Name) ? own : null,
        };
        return setting?.Parent is IExpressionStatementOperation statement && statement.Syntax.Parent is { } block && ReferenceEquals(block, declarator.Syntax.Parent?.Parent?.Parent)
            ? setting
            : null;
    }

    private static bool IsTarget(IOperation operation) => operation.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, operation);

    private bool IsReturnedPerCall(IReturnOperation returned, Use use, int depth)
    {
        if (Operations.Function(returned) is IAnonymousFunctionOperation or ILocalFunctionOperation ||
            returned.SemanticModel?.GetEnclosingSymbol(returned.Syntax.SpanStart, cancellation) is not IMethodSymbol method)
        {
            return false;
        }

        if (method is { MethodKind: MethodKind.PropertyGet, Parameters.Length: 0, DeclaredAccessibility: not Accessibility.Private })
        {
            return !use.IsMutable;
        }

        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet))
        {
            return false;
        }

        if (UsesOf(method) is not { } sites)
        {
            return false;
        }

        // A caller that configures what it is given wants its own.
        var settings = use.Settings.Count;
        foreach (var (site, member) in sites)
        {
            if (site is not (IInvocationOperation or IPropertyReferenceOperation) || !IsInPerCallCode(site, member) || !IsUse(site, use, depth + 1) || use.Settings.Count != settings)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFactory(IAnonymousFunctionOperation lambda)
    {
        if (Loops.CallReceiving(lambda) is { } call)
        {
            return (facts.Knowledge.EffectsOf(call.TargetMethod) & (ApiEffects.Memoizes | ApiEffects.Cold)) != 0;
        }

        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Lazy" or "ThreadLocal" or "AsyncLazy" } };
    }

    private bool RunsOnce(ISymbol member, bool isDeferred, int depth)
    {
        if (member is not IMethodSymbol method)
        {
            return true;
        }

        if (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor)
        {
            return !isDeferred || method.MethodKind == MethodKind.StaticConstructor;
        }

        if (isDeferred || depth >= MaximumDepth || method.DeclaredAccessibility != Accessibility.Private || method.MethodKind != MethodKind.Ordinary)
        {
            return false;
        }

        var sites = new List<(IOperation Site, ISymbol Member)>();
        FindUses(method, sites);
        foreach (var (site, caller) in sites)
        {
            if (facts.Heat.Of(site, caller) != HeatLevel.Cold && !IsInInitializer(site) && (SymbolEqualityComparer.Default.Equals(caller, method) || !RunsOnce(caller, false, depth + 1)))
            {
                return false;
            }
        }

        return sites.Count > 0;
    }

    private static bool IsInInitializer(IOperation operation)
    {
        var root = operation;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root is IFieldInitializerOperation or IPropertyInitializerOperation;
    }

    /// <summary>What uses a private method or getter in its type, and in which members; null when nothing does, or a mention of its name was not understood.</summary>
    public List<(IOperation Site, ISymbol Member)>? UsesOf(IMethodSymbol method)
    {
        var sites = new List<(IOperation Site, ISymbol Member)>();
        return FindUses(method, sites) && sites.Count > 0 ? sites : null;
    }

    // False when a mention of its name was not understood.
    private bool FindUses(IMethodSymbol method, List<(IOperation Site, ISymbol Member)> sites)
    {
        var target = (method.AssociatedSymbol ?? method).OriginalDefinition;
        var mentions = 0;
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(cancellation).DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == target.Name && token.Parent is SimpleNameSyntax)
                {
                    mentions++;
                }
            }
        }

        FindUsesIn(method.ContainingType, target, sites);
        return mentions == sites.Count;
    }

    private void FindUsesIn(INamedTypeSymbol type, ISymbol target, List<(IOperation Site, ISymbol Member)> sites)
    {
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case INamedTypeSymbol nested:
                    FindUsesIn(nested, target, sites);
                    break;
                case IMethodSymbol or IFieldSymbol:
                case IPropertySymbol when Bodies.SyntaxOf(member, cancellation) is EqualsValueClauseSyntax:
                    if (Bodies.SyntaxOf(member, cancellation) is { } code && BlockingCalls.Mentions(code, target.Name) && facts.Bodies.Of(member, cancellation) is { } body)
                    {
                        foreach (var operation in body.DescendantsAndSelf())
                        {
                            if (operation is IInvocationOperation or IPropertyReferenceOperation or IMethodReferenceOperation &&
                                SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation)?.OriginalDefinition, target))
                            {
                                sites.Add((operation, member));
                            }
                        }
                    }

                    break;
            }
        }
    }
}
