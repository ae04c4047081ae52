using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Delivery;

/// <summary>Plans to send a file from disk instead of its bytes.</summary>
internal static class FileBytesPlan
{
    /// <summary>The edits; null where they would change more than that.</summary>
    public static PlannedEdits? Of(IInvocationOperation call, FileBytes bytes)
    {
        if (!bytes.IsPlain || call.Syntax is not InvocationExpressionSyntax { Expression: var target } invocation || invocation.ArgumentList.Arguments is not [var content, ..] || invocation.ArgumentList.Arguments.Count > 3 && call.TargetMethod.ContainingType.Name != "ControllerBase" ||
            call.TargetMethod.Name is not ("File" or "Bytes") || HasNames(invocation.ArgumentList) || !IsWidened(call) || Operations.IsCaught(call, Operations.Root(call)) || Comments.In(content) || bytes.Path.Syntax is not ExpressionSyntax path)
        {
            return null;
        }

        var edits = new PlannedEdits();
        if ((target is MemberAccessExpressionSyntax access ? access.Name : target as SimpleNameSyntax) is not { } name)
        {
            return null;
        }

        switch (call.TargetMethod.ContainingType.Name)
        {
            case "ControllerBase" or "PageModel":
                edits.Replace(name.Span, "PhysicalFile");
                break;
            case "TypedResults":
                edits.Replace(name.Span, "PhysicalFile");
                break;
            case "Results" when name.Identifier.ValueText == "Bytes":
                edits.Replace(name.Span, "File");
                break;
        }

        if (invocation.ArgumentList.Arguments.Count == 1 && call.TargetMethod.ContainingType.Name is "ControllerBase" or "PageModel")
        {
            return null;
        }

        edits.Replace(content.Span, Absolute(bytes, path));
        if (bytes.Local is not null && !RemoveDeclaration(edits, bytes, invocation))
        {
            return null;
        }

        return MakeSynchronous(edits, call, bytes) ? edits : null;
    }

    private static bool HasNames(ArgumentListSyntax arguments)
    {
        foreach (var argument in arguments.Arguments)
        {
            if (argument.NameColon is not null)
            {
                return true;
            }
        }

        return false;
    }

    // Of the other result type nobody has to know.
    private static bool IsWidened(IInvocationOperation call) =>
        call.Type is { Name: "IResult" } || call.Parent is IConversionOperation { Type.Name: "IActionResult" or "ActionResult" or "FileResult" or "IResult" };

    // PhysicalFile takes no relative path; reading takes it from the working directory.
    private static string Absolute(FileBytes bytes, ExpressionSyntax path)
    {
        var text = path.ToString();
        if (Operations.Unconverted(bytes.Path) is IInvocationOperation { TargetMethod: { Name: "GetFullPath", ContainingType.Name: "Path" } } ||
            Operations.Unconverted(bytes.Path) is IInvocationOperation { TargetMethod: { Name: "Combine" or "Join", ContainingType.Name: "Path" }, Arguments: [{ Value: IPropertyReferenceOperation { Property.Name: "WebRootPath" or "ContentRootPath" or "BaseDirectory" } }, ..] })
        {
            return text;
        }

        var qualifier = bytes.Read.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var space } } } ? space + "." : "";
        return $"{qualifier}Path.GetFullPath({text})";
    }

    // var bytes = File.ReadAllBytes(path); right above.
    private static bool RemoveDeclaration(PlannedEdits edits, FileBytes bytes, InvocationExpressionSyntax call)
    {
        if (bytes.Local!.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } ||
            statement.Parent is not BlockSyntax block || call.FirstAncestorOrSelf<StatementSyntax>() is not { } use || !ReferenceEquals(use.Parent, block) || block.Statements.IndexOf(use) != block.Statements.IndexOf(statement) + 1 || Comments.In(statement))
        {
            return false;
        }

        var text = statement.SyntaxTree.GetText();
        var first = text.Lines.GetLineFromPosition(statement.SpanStart);
        var last = text.Lines.GetLineFromPosition(statement.Span.End);
        var ownsLines = text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)).Trim().Length == 0 && text.ToString(TextSpan.FromBounds(statement.Span.End, last.End)).Trim().Length == 0;
        edits.Replace(ownsLines ? TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak) : TextSpan.FromBounds(statement.SpanStart, use.SpanStart), "");
        return true;
    }

    // The only await goes with the reading: the function keeps its signature.
    private static bool MakeSynchronous(PlannedEdits edits, IInvocationOperation call, FileBytes bytes)
    {
        var function = Operations.Function(call);
        var isAwaited = false;
        foreach (var operation in function.Descendants())
        {
            if (operation is IAwaitOperation wait && IsAround(function, wait))
            {
                if (!Operations.IsWithin(bytes.Read, wait))
                {
                    return true;
                }

                isAwaited = true;
            }
            else if (operation is IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true })
            {
                return true;
            }
        }

        if (!isAwaited)
        {
            return true;
        }

        switch (function)
        {
            case IAnonymousFunctionOperation { Syntax: LambdaExpressionSyntax lambda, Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parameter.Type: { Name: "Delegate" } } or IConversionOperation { Type.Name: "Delegate" } } }:
                edits.Replace(WithSpace(lambda.AsyncKeyword), "");
                return true;
            case { Syntax: MethodDeclarationSyntax { ReturnType: GenericNameSyntax { Identifier.ValueText: "Task", TypeArgumentList.Arguments: [var result] } } method }:
                foreach (var modifier in method.Modifiers)
                {
                    if (modifier.IsKind(SyntaxKind.AsyncKeyword))
                    {
                        edits.Replace(WithSpace(modifier), "");
                    }
                }

                var wrap = $"Task.FromResult<{result}>(";
                foreach (var operation in function.Descendants())
                {
                    if (operation is IReturnOperation { ReturnedValue: not null, Syntax: ReturnStatementSyntax { Expression: { } expression } } && IsAround(function, operation))
                    {
                        edits.Wrap(expression.Span, wrap, ")");
                    }
                }

                if (method.ExpressionBody is { } arrow)
                {
                    edits.Wrap(arrow.Expression.Span, wrap, ")");
                }

                return true;
            default:
                return false;
        }
    }

    private static bool IsAround(IOperation function, IOperation operation) => ReferenceEquals(Operations.Function(operation), function);

    private static TextSpan WithSpace(SyntaxToken keyword) => TextSpan.FromBounds(keyword.SpanStart, keyword.FullSpan.End);
}
