using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

internal sealed partial class SaveChangesPerElement
{
    /// <summary>Asks loop after loop, inside out, whether a save can leave it.</summary>
    private sealed class LoopExit(Facts facts, IInvocationOperation save, ISymbol context, CancellationToken cancellation)
    {
        private const int MaximumDepth = 3;

        private static readonly string[] s_tracking = ["Add", "AddAsync", "AddRange", "AddRangeAsync", "Update", "UpdateRange", "Remove", "RemoveRange", "Attach", "AttachRange", "Entry"];

        /// <summary>The loop a statement (the save, or a loop it already left) can leave; null when it has to stay.</summary>
        public ILoopOperation? CanLeave(IOperation moved)
        {
            // if (order.IsDue) { order.IsPaid = true; db.SaveChanges(); }: passes that do not save must not change anything.
            // What it leaves behind must not be empty.
            var place = moved;
            var isConditional = false;
            var least = moved is ILoopOperation ? 1 : 2;
            if (moved.Parent is IBlockOperation { Parent: IConditionalOperation { WhenFalse: null } choice } branch && branch.Operations.Length >= least &&
                ReferenceEquals(choice.WhenTrue, branch) && branch.Operations[branch.Operations.Length - 1] == moved)
            {
                place = choice;
                isConditional = true;
            }

            if (place.Parent is not IBlockOperation { Parent: ILoopOperation loop } body || !ReferenceEquals(loop.Body, body) ||
                loop.Syntax is not StatementSyntax { Parent: BlockSyntax } || loop.Syntax.ContainsDirectives || (!isConditional && body.Operations.Length < least))
            {
                return null;
            }

            return IsOneContext(loop) && IsUndisturbed(loop, body, place, isConditional) && IsSelfContained(loop) && HasNothingPending(loop) && !IsReportedOnFailure(loop) ? loop : null;
        }

        // try { foreach (…) { …; db.SaveChanges(); count++; } } catch { Log(count); }
        private static bool IsReportedOnFailure(ILoopOperation loop)
        {
            for (IOperation child = loop, parent = loop.Parent!; parent is not null; child = parent, parent = parent.Parent!)
            {
                if (parent is ITryOperation { Catches.Length: > 0 } guarded && ReferenceEquals(guarded.Body, child))
                {
                    foreach (var part in loop.Body.Descendants())
                    {
                        var target = part switch
                        {
                            IAssignmentOperation assignment => assignment.Target,
                            IIncrementOrDecrementOperation step => step.Target,
                            _ => null,
                        };
                        if (target is ILocalReferenceOperation { Local: var local } && !Operations.IsDeclaredIn(local, loop.Syntax))
                        {
                            return true;
                        }
                    }
                }
            }

            return false;
        }

        // The same context and token for all passes.
        private bool IsOneContext(ILoopOperation loop)
        {
            foreach (var part in save.Descendants())
            {
                if (Operations.SymbolOf(part) is ILocalSymbol or IParameterSymbol or IFieldSymbol && Operations.SymbolOf(part) is { } used &&
                    (Operations.IsDeclaredIn(used, loop.Syntax) || Writes.Any(used, loop)))
                {
                    return false;
                }
            }

            return !Operations.IsDeclaredIn(context, loop.Syntax);
        }

        // Only a pass that has changed nothing may skip the save, and nothing that matters may follow it.
        private static bool IsUndisturbed(ILoopOperation loop, IBlockOperation body, IOperation place, bool isConditional)
        {
            var isBefore = true;
            var hasChanged = false;
            foreach (var statement in body.Operations)
            {
                if (ReferenceEquals(statement, place))
                {
                    isBefore = false;
                    continue;
                }

                var changes = Changes(statement);
                if (changes && (isConditional || !isBefore) || hasChanged && Jumps(statement, loop))
                {
                    return false;
                }

                hasChanged |= changes;
            }

            return !Jumps(place, loop);
        }

        private static bool Changes(IOperation statement)
        {
            foreach (var part in statement.DescendantsAndSelf())
            {
                switch (part)
                {
                    case IAssignmentOperation { Target: not (ILocalReferenceOperation or IDiscardOperation) }:
                    case IIncrementOrDecrementOperation { Target: not ILocalReferenceOperation }:
                    case IInvocationOperation call when !IsQuestion(call.TargetMethod):
                    case IObjectCreationOperation or IAwaitOperation or IDynamicInvocationOperation:
                        return true;
                }
            }

            return false;
        }

        // Calls that change nothing anyone saves.
        private static bool IsQuestion(IMethodSymbol method) => method.ContainingType is { } type &&
            (type.SpecialType == SpecialType.System_String || type is { Name: "Enumerable" or "Math" or "DateTime" or "DateTimeOffset", ContainingNamespace.Name: "Linq" or "System" } ||
            method.Name is "Contains" or "ContainsKey" or "TryGetValue" or "Equals" && IsMemory(type.ContainingNamespace));

        private static bool Jumps(IOperation statement, ILoopOperation loop)
        {
            foreach (var part in statement.DescendantsAndSelf())
            {
                if (part is IBranchOperation branch &&
                    (SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel) || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)))
                {
                    return true;
                }
            }

            return false;
        }

        // No pass leaves otherwise, saves otherwise, or can see what an earlier pass saved.
        private bool IsSelfContained(ILoopOperation loop)
        {
            var added = new List<ISymbol>();
            foreach (var part in loop.Body.Descendants())
            {
                switch (part)
                {
                    case IReturnOperation or IThrowOperation or ITryOperation or ILockOperation or IUsingOperation or IUsingDeclarationOperation or ILabeledOperation
                        or IDynamicInvocationOperation or IInvalidOperation or ILocalFunctionOperation or IAnonymousFunctionOperation { Body.Operations.Length: > 1 } when !IsReturnOfLambda(part):
                    case IBranchOperation { BranchKind: BranchKind.GoTo }:
                        return false;
                    case IInvocationOperation call when IsTracking(call.TargetMethod):
                        if (Operations.Argument(call, 0) is { } argument && Operations.SymbolOf(Operations.Unconverted(argument)) is { } symbol)
                        {
                            added.Add(symbol);
                        }

                        break;
                    case IVariableDeclaratorOperation { Initializer.Value: { } value } declarator when Operations.Unconverted(value) is IObjectCreationOperation:
                        added.Add(declarator.Symbol);
                        break;
                }
            }

            return IsQuiet(loop, 0, null) && (loop is not IForEachLoopOperation each || IsSettled(each.Collection)) && !LeaksAdded(loop, added);
        }

        // A sequence that code makes while the loop runs may ask for what the loop has saved.
        private bool IsSettled(IOperation source)
        {
            foreach (var part in source.DescendantsAndSelf())
            {
                if (part is IInvocationOperation { TargetMethod: var method } && !IsMemory(method.ContainingNamespace) && IsLazy(method.ReturnType) && facts.Knowledge.Of(method) is null && method.ContainingNamespace?.Name != "EntityFrameworkCore" ||
                    part is IAnonymousFunctionOperation lambda && !Operations.IsInExpressionTree(lambda) && !IsQuiet(lambda.Body, 0, null))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool IsLazy(ITypeSymbol type) => type is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IAsyncEnumerable" };

        // o => o.Id
        private static bool IsReturnOfLambda(IOperation part) => part is IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation } };

        private static bool LeaksAdded(ILoopOperation loop, List<ISymbol> added)
        {
            foreach (var part in loop.Body.Descendants())
            {
                var used = part switch
                {
                    IPropertyReferenceOperation { Instance: { } instance } read when SaveGuards.IsKey(read.Property) && !IsWritten(read) => SaveGuards.RootOf(instance),
                    IArgumentOperation { Parent: IInvocationOperation call } argument when !IsTracking(call.TargetMethod) && !IsMemory(call.TargetMethod.ContainingNamespace) => Operations.SymbolOf(Operations.Unconverted(argument.Value)),
                    _ => null,
                };
                foreach (var symbol in added)
                {
                    if (SymbolEqualityComparer.Default.Equals(symbol, used))
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private static bool IsWritten(IPropertyReferenceOperation read) => read.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, read);

        // Every call is known to neither read the database nor tell anyone; the loop's source may be a query: it runs once.
        private bool IsQuiet(IOperation region, int depth, IMethodSymbol? around)
        {
            foreach (var part in region.DescendantsAndSelf())
            {
                cancellation.ThrowIfCancellationRequested();
                if (ReferenceEquals(part, save) || part is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } || depth == 0 && IsSource(part, region))
                {
                    continue;
                }

                switch (part)
                {
                    case ILoopOperation inner when !ReferenceEquals(inner, region) && facts.RoundTrips.Of(inner) is not null:
                    case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation when !IsQuietMember(part, depth, around):
                    case IEventReferenceOperation or IFunctionPointerInvocationOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation:
                        return false;
                }
            }

            return true;
        }

        private static bool IsSource(IOperation part, IOperation region)
        {
            if (region is not IForEachLoopOperation each)
            {
                return false;
            }

            for (var current = part; current is not null && !ReferenceEquals(current, each); current = current.Parent)
            {
                if (ReferenceEquals(current, each.Collection))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsQuietMember(IOperation part, int depth, IMethodSymbol? around)
        {
            if (facts.Dispatch.Callee(part) is not { } callee)
            {
                return part is IPropertyReferenceOperation;
            }

            if (callee.MethodKind == MethodKind.DelegateInvoke || part is IInvocationOperation call && Saves.Direct(facts, call) is not null || facts.RoundTrips.Of(part) is not null)
            {
                return false;
            }

            if (IsTracking(callee) || part is IPropertyReferenceOperation { Property: var property } && IsAuto(property))
            {
                return true;
            }

            if (!SymbolEqualityComparer.Default.Equals(callee.ContainingAssembly, facts.Compilation.Assembly))
            {
                // new Order { … } of another project: a constructor without arguments has nothing to ask.
                return IsMemory(callee.ContainingNamespace) || part is IPropertyReferenceOperation or IObjectCreationOperation { Arguments.Length: 0 } || callee.Name == "SetValues";
            }

            if (callee.MethodKind == MethodKind.Constructor && callee.IsImplicitlyDeclared)
            {
                return true;
            }

            return depth < MaximumDepth && !SymbolEqualityComparer.Default.Equals(callee, around) && facts.Summaries.Of(callee, cancellation).IsEmpty &&
                facts.Dispatch.Targets(callee) is { Length: 1 } targets && facts.Bodies.Of(targets[0], cancellation) is { } body && IsQuiet(body, depth + 1, callee);
        }

        private static bool IsAuto(IPropertySymbol property) => Operations.HasField(property) || property.Type.Name == "DbSet" || property.ContainingType.IsAnonymousType;

        /// <summary>Calls that only tell a context about an entity.</summary>
        private static bool IsTracking(IMethodSymbol method)
        {
            if (method.ContainingType is not { Name: "DbSet" or "DbContext", ContainingNamespace.Name: "EntityFrameworkCore" })
            {
                return false;
            }

            foreach (var name in s_tracking)
            {
                if (method.Name == name)
                {
                    return true;
                }
            }

            return false;
        }

        // Neither reads a database nor tells anyone.
        private static bool IsMemory(INamespaceSymbol? space)
        {
            for (var current = space; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
            {
                switch (current)
                {
                    case { Name: "System", ContainingNamespace.IsGlobalNamespace: true }:
                        return ReferenceEquals(current, space);
                    case { Name: "Linq" or "Collections" or "Text" or "Globalization" or "Numerics", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }:
                    case { Name: "Logging", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } }:
                        return true;
                }
            }

            return false;
        }

        // Over no elements the save did not run: it must not write what was changed before the loop.
        private bool HasNothingPending(ILoopOperation loop)
        {
            var start = loop.Syntax.SpanStart;
            var pending = -1;
            var saved = -1;
            foreach (var part in Operations.Function(loop).Descendants())
            {
                var at = part.Syntax.SpanStart;
                if (at >= start)
                {
                    continue;
                }

                switch (part)
                {
                    case IInvocationOperation call when IsTracking(call.TargetMethod) && call.TargetMethod.Name != "Entry":
                    case IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: not (null or IInstanceReferenceOperation) } }:
                        pending = Math.Max(pending, at);
                        break;
                    case IInvocationOperation call when Saves.Direct(facts, call) is { Effects: ApiEffects.Save }:
                        saved = Math.Max(saved, at);
                        break;
                }
            }

            return pending < 0 || saved > pending;
        }
    }
}
