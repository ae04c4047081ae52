using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether one result can stand for those of several computations: nobody changes it or keeps it; and how to name the local that holds it.</summary>
internal static class OneResult
{
    /// <summary>Whether a local can hold a value of a type.</summary>
    public static bool IsComplete(ITypeSymbol type) => type.TypeKind is not (TypeKind.Error or TypeKind.Dynamic) && !type.IsRefLikeType;

    /// <summary>The local that is declared with a value, alone in its statement; else null.</summary>
    public static ILocalSymbol? Declared(IOperation value) =>
        Operations.Consumer(value) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Syntax.Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } declarator } ? declarator.Symbol : null;

    /// <summary>Whether all uses of a local leave what it holds as it is: one object for all passes is as good as a fresh one for each.</summary>
    /// <param name="local">The local.</param>
    /// <param name="region">Where it is used.</param>
    /// <param name="isTracked">It holds an object that would be the same anyway, or everything it is handed to only reads.</param>
    public static bool IsShared(ILocalSymbol local, IOperation region, bool isTracked)
    {
        if (ChangesMembers(local.Type, region) || Writes.OnlyValue(local, region) is null)
        {
            return false;
        }

        foreach (var part in region.Descendants())
        {
            if (part is ILocalReferenceOperation { IsDeclaration: false } reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsReadUse(part, isTracked))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the code around a value only reads it.</summary>
    public static bool IsReadUse(IOperation value, bool isTracked)
    {
        if (value.Type is null or { IsValueType: true } or { SpecialType: SpecialType.System_String } or { IsAnonymousType: true })
        {
            return value.Type is not null;
        }

        var child = value;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IPropertyReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation => true,
            IForEachLoopOperation each => ReferenceEquals(each.Collection, child),
            IBinaryOperation or IIsPatternOperation or IIsTypeOperation or IConditionalAccessOperation or IInterpolationOperation or IExpressionStatementOperation => true,
            IInvocationOperation call => ReferenceEquals(call.Instance, child) && (Collections.Is(value.Type) ? Collections.IsRead(call.TargetMethod) : isTracked),
            IArgumentOperation { Parent: IInvocationOperation taker } => isTracked || Collections.Is(value.Type) && Collections.IsRead(taker.TargetMethod),
            _ => isTracked,
        };
    }

    /// <summary>Whether a property of a value of a type, or of its elements, is assigned.</summary>
    public static bool ChangesMembers(ITypeSymbol type, IOperation region)
    {
        var row = type is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } && Collections.Is(type) ? arguments[arguments.Length - 1] : type is IArrayTypeSymbol array ? array.ElementType : type;
        foreach (var part in region.Descendants())
        {
            if (part is IAssignmentOperation { Parent: not IObjectOrCollectionInitializerOperation, Target: IPropertyReferenceOperation or IFieldReferenceOperation } assignment &&
                Operations.SymbolOf(assignment.Target)?.ContainingType is { } owner && Knowledge.Inherits(row, owner.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name as that of a local; <c>value</c> for one that is not written yet.</summary>
    public static string Camel(string name)
    {
        if (name.Length == 0)
        {
            return "value";
        }

        name = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : name + "Value";
    }

    /// <summary>A name that the member around a function does not use.</summary>
    public static string Unused(string name, IOperation function)
    {
        var candidate = name;
        for (var i = 2; Count(candidate, function) > 0; i++)
        {
            candidate = name + i;
        }

        return candidate;
    }

    /// <summary>Whether a name is declared once in the member around a function: in a wider scope it collides with nothing.</summary>
    public static bool IsOnly(string name, IOperation function)
    {
        var declarations = 0;
        foreach (var node in Member(function).DescendantNodes())
        {
            declarations += node switch
            {
                VariableDeclaratorSyntax variable when variable.Identifier.ValueText == name => 1,
                SingleVariableDesignationSyntax variable when variable.Identifier.ValueText == name => 1,
                ForEachStatementSyntax each when each.Identifier.ValueText == name => 1,
                ParameterSyntax parameter when parameter.Identifier.ValueText == name => 1,
                CatchDeclarationSyntax caught when caught.Identifier.ValueText == name => 1,
                LocalFunctionStatementSyntax local when local.Identifier.ValueText == name => 1,
                FromClauseSyntax from when from.Identifier.ValueText == name => 1,
                _ => 0,
            };
        }

        return declarations == 1;
    }

    private static int Count(string name, IOperation function)
    {
        var count = 0;
        foreach (var token in Member(function).DescendantTokens())
        {
            count += token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is not (IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax { Expression: not null } }) ? 1 : 0;
        }

        return count;
    }

    private static SyntaxNode Member(IOperation function) => function.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? function.Syntax;
}
