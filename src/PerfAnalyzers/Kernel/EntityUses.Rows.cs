using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>Sequences of entities, and calls that are given them.</content>
internal sealed partial class EntityUses
{
    private void Rows(IOperation value)
    {
        var child = Outermost(value);
        switch (child.Parent)
        {
            case IExpressionStatementOperation:
                break;
            case IForEachLoopOperation loop when ReferenceEquals(loop.Collection, child):
                Loop(loop);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true } element:
                Follow(element, isRows: false);
                break;
            case IPropertyReferenceOperation { Property.Name: "Count" or "Length" }:
                IsCounted = true;
                break;
            case IArrayElementReferenceOperation element:
                Follow(element, isRows: false);
                break;
            case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
                break;
            case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: null, DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns: [{ Member: IPropertyReferenceOperation { Property.Name: "Count" or "Length" } }] } }:
                IsCounted = true;
                break;
            case IArgumentOperation argument:
                Argument(argument, isRows: true);
                break;
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                ListMember(call);
                break;
            default:
                Common(child, isRows: true);
                break;
        }
    }

    private void Loop(IForEachLoopOperation loop)
    {
        if (loop.Locals is [{ } element])
        {
            NamesType |= loop.Syntax is not ForEachStatementSyntax { Type.IsVar: true };
            Variable(element, loop.Body, isRows: false);
        }
        else
        {
            Escapes = true;
        }
    }

    private void ListMember(IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "ForEach" or "Exists" or "TrueForAll" or "FindIndex" or "Sort" or "RemoveAll":
                Lambdas(call, 0);
                break;
            case "Find" or "FindLast":
                Lambdas(call, 0);
                Follow(call, isRows: false);
                break;
            case "FindAll" or "AsReadOnly" or "GetRange" or "ToArray":
                Lambdas(call, 0);
                Follow(call, isRows: true);
                break;
            case "Add" or "AddRange" or "Remove" or "RemoveAt" or "Clear" or "Insert" or "InsertRange" or "RemoveRange" or "Reverse":
                // Of a navigation, that changes what is saved; of a list, it mixes the loaded with others.
                IsChanged |= call.Instance is not null && Operations.Unconverted(call.Instance) is IPropertyReferenceOperation;
                IsMixed = true;
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void Argument(IArgumentOperation argument, bool isRows)
    {
        if (argument.Parameter is not { RefKind: RefKind.None or RefKind.In } parameter)
        {
            Escapes = true;
            return;
        }

        switch (argument.Parent)
        {
            case IInvocationOperation call when isRows && Sequences.IsOperator(call.TargetMethod) && parameter.Ordinal == 0:
                Operator(call);
                break;
            case IInvocationOperation call when Responses.Writes(call.TargetMethod):
                IsServed = true;
                break;
            case IInvocationOperation call:
                Hand(call.TargetMethod, parameter, isRows);
                break;
            case IObjectCreationOperation { Constructor: { } constructor }:
                Hand(constructor, parameter, isRows);
                break;
            default:
                Escapes = true;
                break;
        }
    }

    private void Operator(IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "Any" or "All" or "Count" or "LongCount" or "Sum" or "Average":
            case "Min" or "Max" when Translations.IsScalar(call.Type):
                IsCounted |= call.Arguments.Length == 1;
                Lambdas(call, 1);
                break;
            case "Select":
                Lambdas(call, 1);
                break;
            case "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Take" or "Skip" or "TakeWhile" or "SkipWhile" or "Reverse" or "DistinctBy" or "ToList" or "ToArray" or "AsEnumerable":
                Lambdas(call, 1);
                Follow(call, isRows: true);
                break;
            case "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "ElementAt" or "ElementAtOrDefault" or "MinBy" or "MaxBy":
                Lambdas(call, 1);
                Follow(call, isRows: false);
                break;
            case "ToDictionary" or "ToLookup" when call.Arguments.Length >= 3 && call.Arguments[2].Value.Type is { TypeKind: TypeKind.Delegate }:
                Lambdas(call, 1);
                break;
            default:
                Escapes = true;
                break;
        }
    }

    // The parameters of lambdas that are entities are those of the sequence.
    private void Lambdas(IInvocationOperation call, int first)
    {
        for (var i = first; i < call.Arguments.Length; i++)
        {
            var value = Operations.Unconverted(call.Arguments[i].Value);
            var function = value is IDelegateCreationOperation creation ? creation.Target : value;
            switch (function)
            {
                case IAnonymousFunctionOperation lambda:
                    NamesType |= lambda.Syntax is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ Type: not null }, ..] };
                    foreach (var parameter in lambda.Symbol.Parameters)
                    {
                        if (parameter.Type.TypeKind == TypeKind.Class && parameter.Type.SpecialType == SpecialType.None)
                        {
                            Variable(parameter, lambda.Body, isRows: false);
                        }
                    }

                    break;
                case IMethodReferenceOperation { Method: { Parameters: [{ } parameter] } method }:
                    Hand(method, parameter, isRows: false);
                    break;
                case { Type.TypeKind: TypeKind.Delegate }:
                    Escapes = true;
                    break;
            }
        }
    }

    // A method of the project that is given the entity: what it does counts as done here.
    private void Hand(IMethodSymbol method, IParameterSymbol parameter, bool isRows)
    {
        IsHandedOn = true;
        if (_calls >= MaximumCalls || parameter.IsParams || _facts.Dispatch.Targets(method) is not [{ } target] || target.Parameters.Length <= parameter.Ordinal || _facts.Bodies.Of(target, _cancellation) is not { } body)
        {
            Escapes = true;
            return;
        }

        // Where it returns the entity, or hands it to what is returned, the caller would have to be asked again.
        var ordinal = method.ReducedFrom is null ? parameter.Ordinal : parameter.Ordinal + 1;
        _calls++;
        var wasReturned = IsReturned;
        Variable(target.Parameters[Math.Min(ordinal, target.Parameters.Length - 1)], body, isRows);
        Escapes |= IsReturned && !wasReturned;
        _calls--;
    }
}
