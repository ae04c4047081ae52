namespace PerfAnalyzers.Tests;

/// <content>What the fix writes, and what it leaves.</content>
public sealed partial class QuadraticCollectionTests
{
    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        {
            "reversed once",
            "var result = new List<int>(); foreach (var order in orders) { result.[|Insert|](0, order.Id); } return result.Count;",
            "var result = new List<int>(); foreach (var order in orders) { result.Add(order.Id); } result.Reverse(); return result.Count;"
        },
        {
            "reversed once, after nested loops",
            """
            var result = new List<int>();
                    foreach (var order in orders) // each
                    {
                        foreach (var line in order.Lines)
                        {
                            if (line.Id > n) result.[|Insert|](0, line.Id); // front
                        }
                    }

                    return result.Count;
            """,
            """
            var result = new List<int>();
                    foreach (var order in orders) // each
                    {
                        foreach (var line in order.Lines)
                        {
                            if (line.Id > n) result.Add(line.Id); // front
                        }
                    }
                    result.Reverse();

                    return result.Count;
            """
        },
        {
            "RemoveAll, from the end",
            "for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n && ids[i] != 3) { ids.[|RemoveAt|](i); } } return ids.Count;",
            "ids.RemoveAll(item => item < n && item != 3); return ids.Count;"
        },
        {
            "RemoveAll, from the start",
            "for (int i = 0; i < orders.Count; i++) { if (orders[i].IsPaid) { orders.[|RemoveAt|](i); i--; } } return ids.Count;",
            "orders.RemoveAll(item => item.IsPaid); return ids.Count;"
        },
        {
            "RemoveAll, with a local",
            "for (var i = orders.Count - 1; i >= 0; i--) { var order = orders[i]; if (order.IsPaid || order.Id < n) orders.[|RemoveAt|](i); } return ids.Count;",
            "orders.RemoveAll(order => order.IsPaid || order.Id < n); return ids.Count;"
        },
        {
            "queue",
            "var open = new List<int>(ids); var sum = 0; while (open.Count > 0) { var id = open[0]; open.[|RemoveAt|](0); sum += id; if (id > n) { open.Add(id / 2); } } return sum;",
            "var open = new Queue<int>(ids); var sum = 0; while (open.Count > 0) { var id = open.Dequeue(); sum += id; if (id > n) { open.Enqueue(id / 2); } } return sum;"
        },
        {
            "queue that is looked at, and added to in ranges",
            "List<Order> open = [orders[0]]; while (open.Any() && n > 0) { if (open.First().IsPaid) { n--; } open.[|RemoveAt|](0); open.AddRange(orders.Where(o => o.Id == n)); } return n;",
            "Queue<Order> open = new([orders[0]]); while (open.Any() && n > 0) { if (open.Peek().IsPaid) { n--; } open.Dequeue(); foreach (var item in orders.Where(o => o.Id == n)) { open.Enqueue(item); } } return n;"
        },
        {
            "queue with an initializer",
            "var open = new List<int> { n, 3 }; var sum = 0; while (open.Count != 0) { sum += open[0]; open.[|RemoveAt|](0); if (sum < 100) { open.Add(sum); } } return sum + open.Where(x => x > n).Count();",
            "var open = new Queue<int>(new int[] { n, 3 }); var sum = 0; while (open.Count != 0) { sum += open.Peek(); open.Dequeue(); if (sum < 100) { open.Enqueue(sum); } } return sum + open.Where(x => x > n).Count();"
        },
        {
            "queue over lines",
            """
            List<Order> open = new();
                    open.AddRange(orders);
                    while (open.Count > 0)
                    {
                        // The next one.
                        var order = open[0];
                        open.[|RemoveAt|](0);
                        if (order.Id > n)
                        {
                            open.Add(order);
                        }
                    }

                    return n;
            """,
            """
            Queue<Order> open = new();
                    foreach (var item in orders)
                    {
                        open.Enqueue(item);
                    }
                    while (open.Count > 0)
                    {
                        // The next one.
                        var order = open.Dequeue();
                        if (order.Id > n)
                        {
                            open.Enqueue(order);
                        }
                    }

                    return n;
            """
        },
        {
            "list beside an array",
            "int[] all = []; foreach (var order in orders) { [|all|] = [.. all, order.Id]; } return all.Length;",
            "int[] all = []; var allList = new List<int>(all); foreach (var order in orders) { allList.Add(order.Id); } all = allList.ToArray(); return all.Length;"
        },
        {
            "list beside an array, Append and Concat",
            "var all = new int[0]; foreach (var order in orders) { if (all.Length < n) { [|all|] = all.Append(order.Id).Concat(ids).ToArray(); } } return all.Length;",
            "var all = new int[0]; var allList = new List<int>(all); foreach (var order in orders) { if (allList.Count < n) { allList.Add(order.Id); allList.AddRange(ids); } } all = allList.ToArray(); return all.Length;"
        },
        {
            "several pieces without a block",
            "int[] all = [1]; foreach (var order in orders) [|all|] = [.. all, order.Id, .. ids]; return all.Length;",
            "int[] all = [1]; var allList = new List<int>(all); foreach (var order in orders) { allList.Add(order.Id); allList.AddRange(ids); } all = allList.ToArray(); return all.Length;"
        },
        {
            "list itself",
            "var all = new List<OrderLine>(); foreach (var order in orders) { [|all|] = all.Concat(order.Lines).ToList(); } return all.Count;",
            "var all = new List<OrderLine>(); foreach (var order in orders) { all.AddRange(order.Lines); } return all.Count;"
        },
        {
            "builder of an immutable array",
            "var all = System.Collections.Immutable.ImmutableArray<int>.Empty; foreach (var order in orders) { [|all|] = all.Add(order.Id); } return all.Length;",
            "var all = System.Collections.Immutable.ImmutableArray<int>.Empty; var allBuilder = all.ToBuilder(); foreach (var order in orders) { allBuilder.Add(order.Id); } all = allBuilder.ToImmutable(); return all.Length;"
        },
    };

    public static readonly TheoryData<string, string> Kept = new()
    {
        { "not empty before", "var result = new List<int> { 1 }; foreach (var order in orders) { result.[|Insert|](0, order.Id); } return result.Count;" },
        { "filled before", "var result = new List<int>(); result.Add(n); foreach (var order in orders) { result.[|Insert|](0, order.Id); } return result.Count;" },
        { "parameter", "foreach (var order in orders) { ids.[|Insert|](0, order.Id); } return ids.Count;" },
        { "read in the loop", "var result = new List<int>(); foreach (var order in orders) { if (result.Count < n) { result.[|Insert|](0, order.Id); } } return result.Count;" },
        { "leaves with it", "var result = new List<int>(); foreach (var order in orders) { result.[|Insert|](0, order.Id); if (order.IsPaid) { return result[0]; } } return result.Count;" },
        { "captured", "var result = new List<int>(); foreach (var order in orders) { result.[|Insert|](0, order.Id); } Func<int> f = () => result.Count; return f();" },
        { "seen by a catch", "var result = new List<int>(); try { foreach (var order in orders) { result.[|Insert|](0, order.Id); } } catch (Exception) { return result[0]; } return result.Count;" },
        { "ranges", "var result = new List<OrderLine>(); foreach (var order in orders) { result.[|InsertRange|](0, order.Lines); } return result.Count;" },
        { "skips an element", "for (var i = 0; i < ids.Count; i++) { if (ids[i] < n) { ids.[|RemoveAt|](i); } } return ids.Count;" },
        { "does more", "var sum = 0; for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n) { sum += i; ids.[|RemoveAt|](i); } } return sum;" },
        { "otherwise does more", "for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n) { ids.[|RemoveAt|](i); } else { n++; } } return ids.Count;" },
        { "depends on the index", "for (var i = ids.Count - 1; i >= 0; i--) { if (i % 2 == 0) { ids.[|RemoveAt|](i); } } return ids.Count;" },
        { "depends on the list", "for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < ids.Count) { ids.[|RemoveAt|](i); } } return ids.Count;" },
        { "calls somebody", "for (var i = ids.Count - 1; i >= 0; i--) { if (Next(ids[i])) { ids.[|RemoveAt|](i); } } return ids.Count; bool Next(int x) => x < n--;" },
        { "changes something", "for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n++) { ids.[|RemoveAt|](i); } } return ids.Count;" },
        { "comment", "for (var i = ids.Count - 1; i >= 0; i--) { /* old */ if (ids[i] < n) { ids.[|RemoveAt|](i); } } return ids.Count;" },
        { "copy of the list", "foreach (var id in ids.ToList()) { if (id < n) { ids.[|Remove|](id); } } return ids.Count;" },
        { "from the front", "var sum = 0; while (ids.Count > 0) { sum += ids[0]; ids.[|RemoveAt|](0); } return sum;" },
        { "queue read at a position", "var open = new List<int>(ids); var sum = 0; while (open.Count > 1) { sum += open[1]; open.[|RemoveAt|](0); } return sum;" },
        { "queue sorted", "var open = new List<int>(ids); var sum = 0; while (open.Count > 0) { open.Sort(); sum += open[0]; open.[|RemoveAt|](0); } return sum;" },
        { "queue handed on", "var open = new List<int>(ids); while (open.Count > 0) { F(open); open.[|RemoveAt|](0); } return n; void F(List<int> all) => n += all.Count;" },
        { "queue that is returned", "var open = new List<int>(ids); while (open.Count > n) { n++; } while (open.Count > 0) { open.[|RemoveAt|](0); } List<int> kept = open; return kept.Count;" },
        { "queue that fails when it is empty", "var open = new List<int>(ids); var sum = 0; for (var i = 0; i < n; i++) { sum += open[0]; open.[|RemoveAt|](0); } return sum;" },
        { "queue in a try", "var open = new List<int>(ids); var sum = 0; try { while (open.Count > 0) { sum += open[0]; open.[|RemoveAt|](0); } } catch (ArgumentException) { } return sum;" },
        { "queue that somebody else holds", "var open = ids; var sum = 0; while (open.Count > 0) { sum += open[0]; open.[|RemoveAt|](0); } return sum;" },
        { "queue filled by itself", "var open = new List<int>(ids); while (open.Count > 0 && n-- > 0) { open.[|RemoveAt|](0); open.AddRange(open); } return n;" },
        { "in front", "int[] all = []; foreach (var order in orders) { [|all|] = [order.Id, .. all]; } return all.Length;" },
        { "without duplicates", "var all = new List<int>(); foreach (var order in orders) { [|all|] = all.Union(order.Lines.Select(l => l.Id)).ToList(); } return all.Count;" },
        { "elements are read", "int[] all = [1]; foreach (var order in orders) { [|all|] = [.. all, all[0] + order.Id]; } return all.Length;" },
        { "elements are read elsewhere", "int[] all = [1]; foreach (var order in orders) { n += all[0]; [|all|] = [.. all, order.Id]; } return all.Length;" },
        { "somebody else's", "var all = ids; foreach (var order in orders) { [|all|] = all.Append(order.Id).ToList(); } return ids.Count;" },
        { "may be null", "int[]? all = n > 0 ? null : []; foreach (var order in orders) { [|all|] = [.. all!, order.Id]; } return n;" },
        { "kept by somebody before", "int[] all = [1]; var first = all; foreach (var order in orders) { [|all|] = [.. all, order.Id]; } return first.Length;" },
        { "begun anew by a loop around", "var sum = 0; int[] all = []; while (n-- > 0) { foreach (var order in orders) { [|all|] = [.. all, order.Id]; } sum += all.Sum(); } return sum;" },
        { "resized", "var all = Array.Empty<int>(); foreach (var order in orders) { Array.Resize(ref [|all|], all.Length + 1); all[all.Length - 1] = order.Id; } return all.Length;" },
        { "positions", "var sum = 0; var set = new HashSet<int>(ids); for (var i = 0; i < set.Count; i++) { sum += set.[|ElementAt|](i); } return sum;" },
    };
}
