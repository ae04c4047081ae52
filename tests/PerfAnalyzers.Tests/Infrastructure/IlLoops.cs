using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Which instructions of a method lie in a loop of its control flow: they can be reached from themselves. What an iterator or an
/// async method does after it has been resumed counts as reached from where it was left.
/// </summary>
internal static class IlLoops
{
    /// <summary>The instructions in loops, by their position in <paramref name="code"/>.</summary>
    /// <param name="code">The body.</param>
    /// <param name="regions">Its protected regions.</param>
    /// <param name="stateField">The token of the field that holds the state of a resumable method; 0 for other methods.</param>
    public static bool[] Of(List<IlInstruction> code, ImmutableArray<ExceptionRegion> regions, int stateField)
    {
        var at = new Dictionary<int, int>();
        for (var i = 0; i < code.Count; i++)
        {
            at.Add(code[i].Offset, i);
        }

        var next = new List<int>[code.Count];
        for (var i = 0; i < code.Count; i++)
        {
            next[i] = Successors(code, i, at);
        }

        foreach (var region in regions)
        {
            var handler = at[region.HandlerOffset];
            next[at[region.TryOffset]].Add(region.Kind == ExceptionRegionKind.Filter ? at[region.FilterOffset] : handler);
            if (region.Kind == ExceptionRegionKind.Finally)
            {
                AddEnd(code, region, next, at);
            }
        }

        if (stateField != 0)
        {
            for (var i = 0; i < code.Count; i++)
            {
                if (code[i].Code == OpCodes.Stfld && code[i].Operand == stateField && Stored(code, i) is { } state and not -1 and not -2)
                {
                    next[i].Add(Resumed(code, at, stateField, state));
                }
            }
        }

        return Cycles(next);
    }

    private static List<int> Successors(List<IlInstruction> code, int i, Dictionary<int, int> at)
    {
        var instruction = code[i];
        var next = new List<int>();
        switch (instruction.Code.FlowControl)
        {
            case FlowControl.Branch:
                next.Add(at[(int)instruction.Operand]);
                break;
            case FlowControl.Cond_Branch:
                next.Add(i + 1);
                next.AddRange(instruction.Code == OpCodes.Switch ? instruction.Targets.Select(target => at[target]) : [at[(int)instruction.Operand]]);
                break;
            case FlowControl.Return or FlowControl.Throw:
                break;
            default:
                if (i + 1 < code.Count)
                {
                    next.Add(i + 1);
                }

                break;
        }

        return next;
    }

    // From the end of a finally block on to wherever its region is left for.
    private static void AddEnd(List<IlInstruction> code, ExceptionRegion region, List<int>[] next, Dictionary<int, int> at)
    {
        var targets = code.Where(instruction => instruction.Code.Name!.StartsWith("leave", StringComparison.Ordinal) && instruction.Offset >= region.TryOffset && instruction.Offset < region.TryOffset + region.TryLength)
            .Select(static instruction => (int)instruction.Operand)
            .Where(target => target < region.TryOffset || target >= region.TryOffset + region.TryLength)
            .Select(target => at[target])
            .ToArray();
        for (var i = 0; i < code.Count; i++)
        {
            if (code[i].Code == OpCodes.Endfinally && code[i].Offset >= region.HandlerOffset && code[i].Offset < region.HandlerOffset + region.HandlerLength)
            {
                next[i].AddRange(targets);
            }
        }
    }

    // ldc.i4 state; stfld   ldc.i4 state; dup; stloc; stfld
    private static int? Stored(List<IlInstruction> code, int i) =>
        i >= 1 && code[i - 1].Constant is { } state ? state
        : i >= 3 && code[i - 1].Code.Name!.StartsWith("stloc", StringComparison.Ordinal) && code[i - 2].Code == OpCodes.Dup ? code[i - 3].Constant
        : null;

    // Follows the method from its start for as long as only the state decides.
    private static int Resumed(List<IlInstruction> code, Dictionary<int, int> at, int stateField, int state)
    {
        var stack = new Stack<long>();
        var locals = new Dictionary<int, long>();
        const long This = long.MinValue; // an object: this, or what one of its fields holds
        var i = 0;
        for (var steps = 0; steps < 200; steps++)
        {
            var instruction = code[i];
            var name = instruction.Code.Name!;
            if (instruction.Constant is { } constant)
            {
                stack.Push(constant);
            }
            else if (name.StartsWith("ldloc", StringComparison.Ordinal) && instruction.Local is { } read && locals.TryGetValue(read, out var known))
            {
                stack.Push(known);
            }
            else if (name.StartsWith("stloc", StringComparison.Ordinal) && instruction.Local is { } written && stack.Count > 0)
            {
                locals[written] = stack.Pop();
            }
            else if (instruction.Code == OpCodes.Ldarg_0)
            {
                stack.Push(This);
            }
            else if (instruction.Code == OpCodes.Ldfld && stack.Count > 0 && stack.Peek() == This)
            {
                stack.Pop();
                stack.Push(instruction.Operand == stateField ? state : This);
            }
            else if (instruction.Code == OpCodes.Sub && stack.Count > 1)
            {
                var right = stack.Pop();
                stack.Push(stack.Pop() - right);
            }
            else if (instruction.Code == OpCodes.Nop)
            {
            }
            else if (instruction.Code == OpCodes.Br || instruction.Code == OpCodes.Br_S)
            {
                i = at[(int)instruction.Operand];
                continue;
            }
            else if (instruction.Code == OpCodes.Switch && stack.Count > 0)
            {
                var value = stack.Pop();
                i = value >= 0 && value < instruction.Targets.Length ? at[instruction.Targets[value]] : i + 1;
                continue;
            }
            else if (instruction.Code.FlowControl == FlowControl.Cond_Branch && stack.Count >= (instruction.Code.StackBehaviourPop == StackBehaviour.Popi ? 1 : 2) && !stack.Contains(This))
            {
                i = Branches(name, stack) ? at[(int)instruction.Operand] : i + 1;
                continue;
            }
            else
            {
                return i;
            }

            i++;
        }

        return i;
    }

    private static bool Branches(string name, Stack<long> stack)
    {
        var right = stack.Pop();
        var test = name.Split('.')[0];
        if (test is "brtrue" or "brfalse")
        {
            return right != 0 == (test == "brtrue");
        }

        var left = stack.Pop();
        var isUnsigned = name.Contains(".un", StringComparison.Ordinal);
        var order = isUnsigned ? ((uint)left).CompareTo((uint)right) : left.CompareTo(right);
        return test switch { "beq" => order == 0, "bne" => order != 0, "blt" => order < 0, "ble" => order <= 0, "bgt" => order > 0, _ => order >= 0 };
    }

    // Tarjan's strongly connected components, without recursion.
    private static bool[] Cycles(List<int>[] next)
    {
        var isInCycle = new bool[next.Length];
        var number = new int[next.Length];
        var low = new int[next.Length];
        var isOpen = new bool[next.Length];
        var open = new Stack<int>();
        var work = new Stack<(int Node, int Child)>();
        var count = 0;
        for (var root = 0; root < next.Length; root++)
        {
            if (number[root] != 0)
            {
                continue;
            }

            work.Push((root, 0));
            while (work.Count > 0)
            {
                var (node, child) = work.Pop();
                if (child == 0)
                {
                    number[node] = low[node] = ++count;
                    open.Push(node);
                    isOpen[node] = true;
                }
                else
                {
                    low[node] = Math.Min(low[node], low[next[node][child - 1]]);
                }

                var isWaiting = false;
                for (; child < next[node].Count; child++)
                {
                    var target = next[node][child];
                    if (number[target] == 0)
                    {
                        work.Push((node, child + 1));
                        work.Push((target, 0));
                        isWaiting = true;
                        break;
                    }

                    if (isOpen[target])
                    {
                        low[node] = Math.Min(low[node], number[target]);
                    }
                }

                if (!isWaiting && low[node] == number[node])
                {
                    var members = new List<int>();
                    int member;
                    do
                    {
                        member = open.Pop();
                        isOpen[member] = false;
                        members.Add(member);
                    }
                    while (member != node);

                    foreach (var each in members)
                    {
                        isInCycle[each] = members.Count > 1 || next[node].Contains(node);
                    }
                }
            }
        }

        return isInCycle;
    }
}
