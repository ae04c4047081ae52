using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Where a value goes that is boxed for a reason the author cannot take away.</summary>
internal enum BoxDestination
{
    /// <summary>To a parameter of another assembly's method, for which no other member is known.</summary>
    ForeignParameter,

    /// <summary>To a parameter of a virtual method or an interface's: its signature is prescribed.</summary>
    PrescribedParameter,

    /// <summary>To a parameter of the project's own method, which keeps the object, passes it on or tests its type.</summary>
    OwnParameter,

    /// <summary>To a constructor.</summary>
    Constructor,

    /// <summary>Into a field, property, element or variable of type object, or of an interface.</summary>
    Stored,

    /// <summary>To the caller.</summary>
    Returned,

    /// <summary>Compared with an object.</summary>
    Compared,

    /// <summary>A delegate over a value that changes from pass to pass.</summary>
    ChangingDelegate,

    /// <summary>A pattern gives it a name of the other type.</summary>
    Pattern,

    /// <summary>One of several values of different types: <c>found ? (object)1 : "none"</c>.</summary>
    Mixed,
}

/// <summary>One <c>box</c> instruction in a loop, and what became of it.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Fate">The rule that reports it, or the name of the reason it is left out; null when there is none.</param>
internal sealed record BoxFate(BoxInstruction Instruction, string? Fate);

/// <summary>
/// Compares what the rules say of boxes with the <c>box</c> instructions that the compiler emitted: each one in a loop is reported or
/// left out for a reason that has a name, and each report of an emitted box has one.
/// </summary>
internal sealed class BoxOracle
{
    private readonly Dictionary<string, List<Candidate>> _candidates = new(StringComparer.Ordinal);
    private readonly Facts _facts;

    // Statements that build expression trees: constants become objects there.
    private readonly HashSet<SequencePlace> _quoted = [];

    private BoxOracle(Compilation compilation) => _facts = Facts.Of(compilation, new AnalyzerOptions([]));

    /// <summary>What became of each box in a loop.</summary>
    public List<BoxFate> Fates { get; } = [];

    /// <summary>Reports that speak of a box the compiler emits, where it emits none.</summary>
    public List<Diagnostic> Unfounded { get; } = [];

    /// <summary>Reports of boxes that the compiler emits, and that were found there: in loops and in what is called per element.</summary>
    public int Founded { get; private set; }

    public ImmutableArray<Diagnostic> Reports { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="compilation">The code.</param>
    /// <param name="boxes">What the compiler emitted for it.</param>
    /// <param name="places">All places the debugger knows in it.</param>
    public static async Task<BoxOracle> Of(Compilation compilation, ImmutableArray<BoxInstruction> boxes, ImmutableArray<SequencePlace> places)
    {
        var oracle = new BoxOracle(compilation)
        {
            Reports = await compilation.WithAnalyzers([new BoxingInLoop(), new EnumBoxing(), new StructThroughInterface(), new StructKeyWithoutEquality()]).GetAnalyzerDiagnosticsAsync(),
        };
        Assert.DoesNotContain(oracle.Reports, static report => report.Id.StartsWith("AD", StringComparison.Ordinal));
        oracle.Judge(compilation, places);
        oracle.Compare(boxes);
        return oracle;
    }

    /// <summary>All judgements of boxes in a tree, outside of expression trees.</summary>
    public static IEnumerable<(Box Box, IOperation Operation)> JudgementsIn(SyntaxTree tree, Compilation compilation)
    {
        foreach (var root in RootsIn(tree, compilation))
        {
            foreach (var part in root.DescendantsAndSelf())
            {
                if ((Boxes.Of(part) ?? (part is IForEachLoopOperation loop ? Boxes.OfElement(loop) : null)) is { } box && !Operations.IsInExpressionTree(part))
                {
                    yield return (box, part);
                }
            }
        }
    }

    private static IEnumerable<IOperation> RootsIn(SyntaxTree tree, Compilation compilation)
    {
        var model = compilation.GetSemanticModel(tree);
        var seen = new HashSet<IOperation>();
        foreach (var node in tree.GetRoot().DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax or BasePropertyDeclarationSyntax or AccessorListSyntax
            or BaseFieldDeclarationSyntax or VariableDeclarationSyntax or VariableDeclaratorSyntax or BaseListSyntax))
        {
            if (node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or GlobalStatementSyntax or PrimaryConstructorBaseTypeSyntax &&
                model.GetOperation(node is GlobalStatementSyntax top ? top.Statement : node) is { } operation && Operations.Root(operation) is var root && seen.Add(root))
            {
                yield return root;
            }
        }
    }

    private void Judge(Compilation compilation, ImmutableArray<SequencePlace> places)
    {
        var placesOf = places.ToLookup(static place => place.Document);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var reports = Reports.Where(report => report.Location.SourceTree == tree).ToArray();
            var inTree = placesOf[tree.FilePath].OrderBy(static place => place.Extent).ToArray();
            var all = new List<Candidate>();
            if (inTree.Length > 0)
            {
                foreach (var (box, operation) in JudgementsIn(tree, compilation))
                {
                    var position = box.Reason == BoxReason.LoopElement && operation.Syntax is ForEachStatementSyntax each ? each.Identifier.SpanStart : box.Value.Syntax.SpanStart;
                    var at = tree.GetText().Lines.GetLinePosition(position);
                    var place = inTree.FirstOrDefault(candidate => candidate.Contains(at.Line + 1, at.Character + 1));
                    all.Add(new Candidate(box, operation, position, place, reports.FirstOrDefault(report => Speaks(report, box, operation))));
                }
            }

            foreach (var lambda in RootsIn(tree, compilation).SelectMany(static root => root.DescendantsAndSelf()).Where(static part => part is IAnonymousFunctionOperation && Operations.IsInExpressionTree(part)))
            {
                var at = tree.GetText().Lines.GetLinePosition(lambda.Syntax.SpanStart);
                _quoted.Add(inTree.FirstOrDefault(candidate => candidate.Contains(at.Line + 1, at.Character + 1)));
            }

            all.Sort(static (left, right) => left.Position.CompareTo(right.Position));
            _candidates[tree.FilePath] = all;
            foreach (var report in reports)
            {
                // Members of enums and collections box in the library. Any other report of nothing that boxes is as unfounded as one of a box that is not there.
                if (!all.Exists(candidate => ReferenceEquals(candidate.Report, report)) && report.Id != EnumBoxing.Rule.Id && report.Id != StructKeyWithoutEquality.Rule.Id)
                {
                    Unfounded.Add(report);
                }
            }
        }
    }

    private void Compare(ImmutableArray<BoxInstruction> boxes)
    {
        var founded = new HashSet<Candidate>();
        foreach (var group in boxes.GroupBy(static box => (box.Method, box.Place, box.Type)))
        {
            var candidates = _candidates.GetValueOrDefault(group.Key.Place.Document, []).FindAll(candidate => candidate.Box.IsEmitted && candidate.Place == group.Key.Place && NameOf(candidate.Box.Type) == group.Key.Type);
            var number = 0;
            foreach (var box in group)
            {
                var candidate = number < candidates.Count ? candidates[number] : null;
                number++;
                if (candidate is not null)
                {
                    founded.Add(candidate);
                }

                if (box.IsInLoop)
                {
                    Fates.Add(new BoxFate(box, candidate is not null ? FateOf(candidate) : box.IsTypeParameter ? "TypeParameter" : _quoted.Contains(box.Place) ? "ExpressionTree" : null));
                }
            }
        }

        foreach (var report in Reports)
        {
            var spoken = _candidates.Values.SelectMany(static all => all).Where(candidate => ReferenceEquals(candidate.Report, report)).ToArray();
            if (spoken.Any(founded.Contains))
            {
                Founded++;
            }
            else if (spoken.Length > 0 && spoken.All(static candidate => candidate.Box.IsEmitted && candidate.Box.Reason != BoxReason.LoopElement))
            {
                Unfounded.Add(report);
            }
        }
    }

    private string? FateOf(Candidate candidate)
    {
        if (candidate.Report is { } report)
        {
            return report.Id;
        }

        if (!candidate.Box.Allocates)
        {
            return candidate.Box.Reason.ToString();
        }

        var anchor = Anchor(candidate.Box, candidate.Operation);
        var member = anchor.SemanticModel!.GetEnclosingSymbol(candidate.Position)!;
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            member = member.ContainingSymbol;
        }

        var silence = BoxPlaces.Of(anchor, member, _facts, default).Silence;
        return silence != BoxSilence.None ? silence.ToString() : Destination(candidate, anchor)?.ToString();
    }

    private BoxDestination? Destination(Candidate candidate, IOperation anchor)
    {
        switch (anchor)
        {
            case IInvocationOperation { TargetMethod: { Name: "Equals" or "ReferenceEquals" or "CompareTo" or "Compare" } }:
                return BoxDestination.Compared;
            case IInvocationOperation { TargetMethod: var method }:
                return method.DeclaringSyntaxReferences.Length == 0 ? BoxDestination.ForeignParameter
                    : method.IsVirtual || method.IsAbstract || method.IsOverride || !GenericParameters.IsFree((method.ReducedFrom ?? method).OriginalDefinition) ? BoxDestination.PrescribedParameter
                    : BoxDestination.OwnParameter;
            case IDelegateCreationOperation:
                return BoxDestination.ChangingDelegate;
            case IForEachLoopOperation:
                return BoxDestination.Stored;
            case IIsPatternOperation:
                return BoxDestination.Pattern;
            case IInterpolationOperation:
                return BoxDestination.ForeignParameter;
        }

        var parent = anchor.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IArgumentOperation { Parent: IObjectCreationOperation } => BoxDestination.Constructor,
            IArgumentOperation { Parent: IPropertyReferenceOperation } => BoxDestination.ForeignParameter,
            IReturnOperation => BoxDestination.Returned,
            IVariableInitializerOperation or IAssignmentOperation or IArrayInitializerOperation or ICollectionExpressionOperation or ITupleOperation or IMemberInitializerOperation => BoxDestination.Stored,
            IBinaryOperation => BoxDestination.Compared,
            IConditionalOperation or ICoalesceOperation or ISwitchExpressionArmOperation => BoxDestination.Mixed,
            IIsPatternOperation => BoxDestination.Pattern,
            _ => null,
        };
    }

    // The call that takes the value, or the operation that boxes.
    private static IOperation Anchor(Box box, IOperation operation)
    {
        if (operation is not IConversionOperation)
        {
            return operation;
        }

        var parent = operation.Parent;
        while (parent is IParenthesizedOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: IInvocationOperation call } ? call : operation;
    }

    private static bool Speaks(Diagnostic report, Box box, IOperation operation)
    {
        var span = report.Location.SourceSpan;
        var anchor = Anchor(box, operation);
        return anchor switch
        {
            IInvocationOperation call => span == Locations.OfCall(call).SourceSpan,
            IForEachLoopOperation loop => span == Locations.OfLoop(loop.Syntax).SourceSpan,
            IInterpolationOperation hole => Starts(span, hole.Parent!.Syntax),
            IConversionOperation conversion => Starts(span, conversion.Operand.Syntax),
            _ => Starts(span, anchor.Syntax),
        };
    }

    private static bool Starts(TextSpan span, SyntaxNode node) => span == node.Span || span == node.GetFirstToken().Span && span.Start == node.SpanStart;

    private static string NameOf(ITypeSymbol type) => type is ITypeParameterSymbol parameter ? parameter.Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture) : type.IsTupleType ? "ValueTuple" : type.Name;

    private sealed record Candidate(Box Box, IOperation Operation, int Position, SequencePlace Place, Diagnostic? Report);
}
