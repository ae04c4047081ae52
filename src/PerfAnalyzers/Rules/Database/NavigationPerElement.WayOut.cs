using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What to include, and where it can be written.</content>
internal sealed partial class NavigationPerElement
{
    /// <summary>Fix shape: add what <see cref="PathsKey"/> names to the set at the last additional location.</summary>
    public const string IncludeShape = "include";

    /// <summary>Key of the bodies and parameters of the selectors: <c>o.Lines/l.Product;o.Customer</c>.</summary>
    public const string PathsKey = "paths";

    /// <summary>Key that is present when the file needs <c>using Microsoft.EntityFrameworkCore;</c>.</summary>
    public const string UsingKey = "using";

    /// <summary>The calls that load all paths, as they are written.</summary>
    private static string IncludesOf(Finding found, ImmutableArray<ImmutableArray<IPropertySymbol>> paths)
    {
        var calls = new List<string>();
        foreach (var path in paths)
        {
            var steps = StepsOf(path);
            for (var i = 0; i < steps.Length; i++)
            {
                calls.Add((i == 0 ? "Include(" : "ThenInclude(") + steps[i][0] + " => " + steps[i] + ")");
            }
        }

        return string.Join(".", calls);
    }

    private static string[] StepsOf(ImmutableArray<IPropertySymbol> path)
    {
        var steps = new string[path.Length];
        for (var i = 0; i < path.Length; i++)
        {
            var isNullable = i > 0 && EntityModel.ElementOf(path[i - 1].Type) is null && path[i - 1].NullableAnnotation == NullableAnnotation.Annotated;
            steps[i] = ParameterName(i == 0 ? path[0].ContainingType.Name : path[i - 1].Name) + (isNullable ? "!." : ".") + path[i].Name;
        }

        return steps;
    }

    private static char ParameterName(string name) => name.Length > 0 && char.IsLetter(name[0]) ? char.ToLowerInvariant(name[0]) : 'x';

    /// <summary>What the fix needs, or null where it must not be offered.</summary>
    private static ImmutableDictionary<string, string?>? WayOut(Site site, Finding found, ImmutableArray<ImmutableArray<IPropertySymbol>> paths)
    {
        var rows = found.Rows;
        if (rows.Roots.Length != 1)
        {
            return null;
        }

        var root = rows.Roots[0];
        var entities = site.Facts.Entities;
        if (root.Syntax.SyntaxTree != site.Operation.Syntax.SyntaxTree || entities.EntityOf(root.Type) is not INamedTypeSymbol entity ||
            Operations.IsInExpressionTree(root) || !IsChained(root) || Has(rows, "FromSql") || Has(rows, "FromSqlRaw") || Has(rows, "FromSqlInterpolated") ||
            root.Syntax is not ExpressionSyntax || root.SemanticModel is not { } model)
        {
            return null;
        }

        foreach (var callee in rows.Callees)
        {
            if (!IsCalledOnce(site, callee))
            {
                return null;
            }
        }

        foreach (var path in paths)
        {
            ITypeSymbol owner = entity;
            foreach (var step in path)
            {
                if (!Knowledge.Inherits(owner, step.ContainingType.OriginalDefinition) || step.DeclaredAccessibility != Accessibility.Public)
                {
                    return null;
                }

                owner = EntityModel.TargetOf(step);
            }
        }

        var texts = new string[paths.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = string.Join("/", StepsOf(paths[i]));
        }

        var properties = FixProperties.Of(IncludeShape).Add(PathsKey, string.Join(";", texts));
        var isInScope = false;
        foreach (var symbol in model.LookupSymbols(root.Syntax.SpanStart, root.Type, "Include", includeReducedExtensionMethods: true))
        {
            isInScope |= symbol is IMethodSymbol;
        }

        return isInScope ? properties : properties.Add(UsingKey, "yes");
    }

    // The set is the source of operators, of foreach, or returned as a sequence: a query can stand there as well.
    private static bool IsChained(IOperation root)
    {
        var consumer = Operations.Consumer(root);
        return consumer switch
        {
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } } argument =>
                argument.Parameter?.Ordinal == 0 && method.Parameters[0].Type.Name is "IQueryable" or "IEnumerable",
            IInvocationOperation { TargetMethod.Name: "AsQueryable" or "AsAsyncEnumerable" } => true,
            IForEachLoopOperation => true,
            IReturnOperation { ReturnedValue: IConversionOperation } => true,
            IVariableInitializerOperation { Value: IConversionOperation } => true,
            _ => false,
        };
    }

    // A method that other code calls too would load what only this code reads.
    private static bool IsCalledOnce(Site site, IMethodSymbol method)
    {
        var name = method.AssociatedSymbol?.Name ?? method.Name;
        var mentions = 0;
        foreach (var (_, names) in SourceFiles.WithPages(site.Facts.Compilation, site.Cancellation))
        {
            foreach (var member in names.Members)
            {
                foreach (var word in member.Words)
                {
                    mentions += word.Text == name ? 1 : 0;
                }
            }
        }

        return mentions <= 1;
    }
}
