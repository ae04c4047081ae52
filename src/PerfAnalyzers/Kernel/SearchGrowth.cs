using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What shows that a searched collection grows with the data.</summary>
internal enum SearchGrowth
{
    /// <summary>Nothing: it may be a short list of options.</summary>
    Unknown,

    /// <summary>Methods of its type add to it: more over time, or a few options at the start.</summary>
    Kept,

    /// <summary>The code around fills it in a loop.</summary>
    Filled,

    /// <summary>The loop that searches fills it, or runs over it: it is as long as the loop.</summary>
    WithLoop,

    /// <summary>It holds the rows of a query, the elements of a request, the lines of a file.</summary>
    Rows,
}

/// <summary>Looks for what shows that a collection grows.</summary>
internal sealed class SearchGrowths(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 4;

    private readonly UnboundedSources _unbounded = new(facts, cancellation);

    /// <summary>What shows that <paramref name="root"/>, searched in <paramref name="loop"/>, grows.</summary>
    public SearchGrowth Of(IOperation root, Repetition loop)
    {
        var symbol = Operations.SymbolOf(root);
        if (symbol is not null && (IsSource(root, loop) || IsFilledIn(symbol, loop.Region)))
        {
            return SearchGrowth.WithLoop;
        }

        return Of(root, 0);
    }

    /// <summary>What shows that a sequence grows.</summary>
    public SearchGrowth Of(IOperation source) => Of(source, 0);

    /// <summary>Whether a loop, or one around it, goes through more than what one object holds for itself, as far as it can be seen.</summary>
    public bool IsOpen(Repetition loop)
    {
        for (var current = loop; current is not null; current = facts.Loops.Around(current.Owner))
        {
            if (current.Source is not { } source || IsOpen(source) || Of(source) >= SearchGrowth.Filled)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a sequence is what one entity holds for itself (<c>order.Lines</c>), or the parts of one text.</summary>
    public bool IsOfOne(IOperation source)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            source = LinearSearches.Root(source);
            switch (source)
            {
                case IPropertyReferenceOperation { Instance: { } owner }:
                    return IsEntity(Operations.Unconverted(owner).Type) && Of(source) < SearchGrowth.Filled;
                case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value:
                    source = value;
                    break;
                case IObjectCreationOperation { Arguments: [{ Value: var copied }] } when Collections.Is(source.Type):
                    source = copied;
                    break;
                case IInvocationOperation call:
                    var receiver = Operations.Receiver(call);
                    return receiver?.Type?.SpecialType == SpecialType.System_String || call.Instance is not null && IsEntity(receiver?.Type) && Of(source) < SearchGrowth.Filled;
                default:
                    return false;
            }
        }

        return false;
    }

    // One of many of its kind: it has an id.
    private static bool IsEntity(ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (IsEntity(constraint))
                {
                    return true;
                }
            }

            return false;
        }

        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, Name: var name } && (name is "Id" or "ID" or "Guid" || name.Length == current.Name.Length + 2 && name.EndsWith("Id", StringComparison.Ordinal) && name.StartsWith(current.Name, StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a loop ends when something is found: it returns or breaks, or is a call that asks whether there is one.</summary>
    public bool EndsEarly(Repetition loop)
    {
        if (loop.Owner is IInvocationOperation call)
        {
            return call.TargetMethod.Name is "Any" or "All" or "First" or "FirstOrDefault" or "Find" or "Exists" or "FindIndex" or "TrueForAll" or "TakeWhile" or "SkipWhile";
        }

        foreach (var operation in loop.Region.Descendants())
        {
            if (operation is IReturnOperation { Kind: OperationKind.Return } && ReferenceEquals(Operations.Function(operation), Operations.Function(loop.Owner)) ||
                operation is IBranchOperation { BranchKind: BranchKind.Break } branch && loop.Owner is ILoopOperation owner && SymbolEqualityComparer.Default.Equals(branch.Target, owner.ExitLabel))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOpen(IOperation source)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            source = LinearSearches.Root(source);
            switch (source)
            {
                case IFieldReferenceOperation or IPropertyReferenceOperation:
                    return false;
                case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value:
                    source = value;
                    break;
                case IObjectCreationOperation { Arguments: [{ Value: var copied }] } when Collections.Is(copied.Type):
                    source = copied;
                    break;

                // The numbers or names in one text.
                case IInvocationOperation call when Operations.Receiver(call)?.Type?.SpecialType == SpecialType.System_String:
                    return false;
                default:
                    return true;
            }
        }

        return true;
    }

    private SearchGrowth Of(IOperation root, int depth)
    {
        root = LinearSearches.Root(root);
        if (depth > MaximumDepth)
        {
            return SearchGrowth.Unknown;
        }

        if (_unbounded.Of(root) is not null)
        {
            return SearchGrowth.Rows;
        }

        switch (root)
        {
            case ILocalReferenceOperation local:
                foreach (var (_, value) in LocalValues.Around(local).Of(local.Local))
                {
                    if (value is not null && Of(value, depth + 1) is var growth and not SearchGrowth.Unknown)
                    {
                        return growth;
                    }
                }

                return IsFilledInLoop(local.Local, Operations.Root(local)) ? SearchGrowth.Filled : SearchGrowth.Unknown;
            case IParameterReferenceOperation parameter:
                return IsFilledInLoop(parameter.Parameter, Operations.Root(parameter)) ? SearchGrowth.Filled : SearchGrowth.Unknown;
            case IFieldReferenceOperation { Field: { } field } when facts.IsOwn(field):
                return IsFilledByType(field) ? SearchGrowth.Kept : SearchGrowth.Unknown;
            case IPropertyReferenceOperation { Property: { IsIndexer: false } property } when facts.IsOwn(property):
                return IsFilledByType(property) ? SearchGrowth.Kept : SearchGrowth.Unknown;
            default:
                return SearchGrowth.Unknown;
        }
    }

    // foreach (var a in all) { all.Any(b => …) }
    private static bool IsSource(IOperation root, Repetition loop) =>
        loop.Source is { } source && SameCode.Is(LinearSearches.Root(source), root);

    private static bool IsFilledIn(ISymbol symbol, IOperation region)
    {
        foreach (var operation in region.Descendants())
        {
            if (operation is IInvocationOperation { Instance: { } receiver } call && IsAdd(call.TargetMethod.Name) && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(receiver)), symbol))
            {
                return true;
            }
        }

        return false;
    }

    // Filled in a loop of this body, or from another sequence that is not short.
    private bool IsFilledInLoop(ISymbol symbol, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { Instance: { } receiver } call && IsAdd(call.TargetMethod.Name) && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(receiver)), symbol) &&
                facts.Loops.Repeating(call, cancellation) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // _items.Add(…) in a method of the type: more over time. By text: the answer only raises what is reported.
    private bool IsFilledByType(ISymbol member)
    {
        foreach (var reference in member.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: { } name } access } && IsAdd(name) && IsNamed(access.Expression, member.Name) &&
                    node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is MethodDeclarationSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsNamed(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText == name,
        _ => false,
    };

    private static bool IsAdd(string name) => name is "Add" or "AddRange" or "Insert" or "InsertRange" or "Enqueue" or "Push" or "AddLast" or "AddFirst" or "TryAdd";
}
