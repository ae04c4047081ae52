using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SerializedParallelBody, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class SerializedParallelBodyTests
{
    public static readonly Cases Firing = new()
    {
        { "sum under a lock", """
            class Statistics
            {
                public long Total(int[] amounts)
                {
                    long total = 0;
                    var gate = new object();
                    Parallel.[|For|](0, amounts.Length, i =>
                    {
                        lock (gate)
                        {
                            total += amounts[i];
                        }
                    });
                    return total;
                }
            }
            """ },
        { "results added under a lock that covers their computation", """
            class Thumbnails
            {
                private readonly object _sync = new();
                private readonly List<byte[]> _images = new();

                public void Render(IEnumerable<string> files)
                {
                    Parallel.[|ForEach|](files, new ParallelOptions { MaxDegreeOfParallelism = 8 }, file =>
                    {
                        lock (_sync)
                        {
                            var bytes = File.ReadAllBytes(file);
                            if (bytes.Length > 0)
                            {
                                _images.Add(bytes);
                            }
                        }
                    });
                }
            }
            """ },
        { "values named before the lock", Loop("Parallel.[|ForEach|](orders, order => { var id = order.Id; var total = order.IsPaid ? order.Total : 0m; lock (_gate) { _totals[id] = total; } });") },
        { "index overload", Loop("Parallel.[|ForEach|](orders, (order, state, index) => { lock (_gate) { _totals[(int)index] = order.Total; } });") },
        { "returns inside the lock", Loop("Parallel.[|ForEach|](orders, order => { lock (_gate) { if (order.IsPaid) { return; } _totals[order.Id] = order.Total; } });") },
        { "lock on the list", Loop("var all = new List<int>(); Parallel.[|ForEach|](orders, order => { lock (all) { all.Add(order.Id); } });") },
        { "static lock", "class C { static readonly object s_gate = new(); static int s_n; void M() { Parallel.[|For|](0, 100, _ => { lock (s_gate) { s_n++; } }); } }" },
        { "lock on this", "class C { int _n; void M(int n) { Parallel.[|For|](0, n, i => { lock (this) { _n += i; } }); } }" },
        { "lock on a type", "class C { static int s_n; void M(int n) { Parallel.[|For|](0, n, i => { lock (typeof(C)) { s_n += i; } }); } }" },
        { "alias of the lock", "class C { readonly object _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { var gate = _gate; lock (gate) { _n += i; } }); } }" },
        { "lock of a captured object", "class Cart { public readonly object Gate = new(); public int Count; } class C { void M(Cart cart, int n) { Parallel.[|For|](0, n, i => { lock (cart.Gate) { cart.Count += i; } }); } }" },
        { "SyncRoot", "class C { void M(List<int> all, int n) { Parallel.[|For|](0, n, i => { lock (((System.Collections.ICollection)all).SyncRoot) { all.Add(i); } }); } }" },
        { "Monitor before the try", Loop("Parallel.[|ForEach|](orders, order => { Monitor.Enter(_gate); try { _totals[order.Id] = order.Total; } finally { Monitor.Exit(_gate); } });") },
        { "Monitor with a flag", Loop("Parallel.[|ForEach|](orders, order => { var taken = false; try { Monitor.Enter(_gate, ref taken); _totals[order.Id] = order.Total; } finally { if (taken) { Monitor.Exit(_gate); } } });") },
        { "Monitor without a try", Loop("Parallel.[|ForEach|](orders, order => { Monitor.Enter(_gate); _totals[order.Id] = order.Total; Monitor.Exit(_gate); });") },
        { "Lock", "class C { readonly Lock _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { lock (_gate) { _n += i; } }); } }" },
        { "scope of a Lock", "class C { readonly Lock _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { using (_gate.EnterScope()) { _n += i; } }); } }" },
        { "declared scope", "class C { readonly Lock _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { using var scope = _gate.EnterScope(); _n += i; }); } }" },
        { "write lock", "class C { readonly ReaderWriterLockSlim _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { _gate.EnterWriteLock(); try { _n += i; } finally { _gate.ExitWriteLock(); } }); } }" },
        { "mutex", "class C { readonly Mutex _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { _gate.WaitOne(); try { _n += i; } finally { _gate.ReleaseMutex(); } }); } }" },
        { "failures caught around the lock", Loop("Parallel.[|ForEach|](orders, order => { try { lock (_gate) { _totals.Add(order.Id, order.Total); } } catch (ArgumentException e) { Console.WriteLine(e); } });") },
        { "semaphore for one", "class C { readonly SemaphoreSlim _gate = new(1, 1); int _n; void M(int n) { Parallel.[|For|](0, n, i => { _gate.Wait(); try { _n += i; } finally { _gate.Release(); } }); } }" },
        { "asynchronous semaphore for one", """
            class Importer(System.Net.Http.HttpClient client)
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                private readonly List<string> _pages = new();

                public Task Import(IEnumerable<string> urls, CancellationToken token) =>
                    Parallel.[|ForEachAsync|](urls, token, async (url, ct) =>
                    {
                        await _gate.WaitAsync(ct);
                        try
                        {
                            _pages.Add(await client.GetStringAsync(url, ct));
                        }
                        finally
                        {
                            _gate.Release();
                        }
                    });
            }
            """ },
        { "local semaphore", "class C { async Task M(int n, Func<int, Task> work) { using var gate = new SemaphoreSlim(1); await Parallel.[|ForAsync|](0, n, async (i, _) => { await gate.WaitAsync().ConfigureAwait(false); await work(i); gate.Release(); }); } }" },
        { "lock in an asynchronous loop", "class C { readonly object _gate = new(); int _n; Task M(int[] all) => Parallel.[|ForEachAsync|](all, (i, _) => { lock (_gate) { _n += i; } return ValueTask.CompletedTask; }); }" },
        { "method that is a lock", Loop("Parallel.[|ForEach|](orders, order => Add(order));") },
        { "method that is a lock, in a block", Loop("Parallel.[|ForEach|](orders, order => { Add(order); });") },
        { "method group", Loop("Parallel.[|ForEach|](orders, Add);") },
        { "local function", Loop("void Keep(Order order) { lock (_gate) { _totals[order.Id] = order.Total; } } Parallel.[|ForEach|](orders, order => Keep(order));") },
        { "delegate in a local", Loop("Action<Order> keep = order => { lock (_gate) { _totals[order.Id] = order.Total; } }; Parallel.[|ForEach|](orders, keep);") },
        { "method that only forwards", "class Log { readonly object _gate = new(); readonly List<string> _lines = new(); public void Write(string line) => WriteLine(line); void WriteLine(string line) { lock (_gate) { _lines.Add(line); } } } class C { readonly Log _log = new(); void M(string[] all) => Parallel.[|ForEach|](all, line => _log.Write(line)); }" },
        { "captured object that locks itself", "class Bag { readonly object _gate = new(); readonly List<int> _items = new(); public void Add(int i) { lock (_gate) { _items.Add(i); } } } class C { List<int> M(int n, Bag bag) { Parallel.[|For|](0, n, i => bag.Add(i)); return new(); } }" },
        { "synchronized method", "using System.Runtime.CompilerServices; class C { int _n; [MethodImpl(MethodImplOptions.Synchronized)] void Add(int i) { _n += i; } void M(int n) => Parallel.[|For|](0, n, i => Add(i)); }" },
        { "lock that is handed over", "class C { int _n; void Add(object gate, int i) { lock (gate) { _n += i; } } void M(int n) { var gate = new object(); Parallel.[|For|](0, n, i => Add(gate, i)); } }" },
        { "asynchronous method that is a semaphore", "class C { readonly SemaphoreSlim _one = new(1, 1); async Task Save(int i, CancellationToken ct) { await _one.WaitAsync(ct); try { await File.WriteAllTextAsync(i + \".txt\", \"\", ct); } finally { _one.Release(); } } Task M(int[] all) => Parallel.[|ForEachAsync|](all, async (i, ct) => await Save(i, ct)); }" },
        { "interface with one implementation", "interface ISink { void Put(int i); } class Sink : ISink { readonly object _gate = new(); int _n; public void Put(int i) { lock (_gate) { _n += i; } } } class C(ISink sink) { void M(int n) => Parallel.[|For|](0, n, i => sink.Put(i)); }" },
        { "Invoke", "class C { readonly object _gate = new(); int _n; void M() { Parallel.[|Invoke|](() => { lock (_gate) { _n++; } }, () => { lock (_gate) { _n--; } }); } }" },
        { "ForAll", Loop("orders.AsParallel().[|ForAll|](order => { lock (_gate) { _totals[order.Id] = order.Total; } });") },
        { "ForAll with a degree", Loop("orders.AsParallel().AsUnordered().WithDegreeOfParallelism(4).[|ForAll|](order => { lock (_gate) { _totals[order.Id] = order.Total; } });") },
    };

    public static readonly Cases Suggested = new()
    {
        { "For in For", """
            class Matrix
            {
                public static void Multiply(double[,] a, double[,] b, double[,] c, int size)
                {
                    Parallel.For(0, size, row =>
                    {
                        Parallel.[|For|](0, size, column =>
                        {
                            double sum = 0;
                            for (var k = 0; k < size; k++)
                            {
                                sum += a[row, k] * b[k, column];
                            }

                            c[row, column] = sum;
                        });
                    });
                }
            }
            """ },
        { "ForEach in ForEach", "class C { void M(List<Customer> all) { Parallel.ForEach(all, customer => {\n Parallel.[|ForEach|](customer.Orders, order => { order.Total *= 2; });\n }); } }" },
        { "PLINQ in PLINQ", "class C { object M(List<Customer> all) => all.AsParallel().Select(customer => customer.Orders.[|AsParallel|]().Sum(o => o.Total)).ToList(); }" },
        { "PLINQ in ForEach", "class C { void M(List<Customer> all, decimal[] sums) { Parallel.ForEach(all, customer => { sums[customer.Id] = customer.Orders.[|AsParallel|]().Sum(o => o.Total); }); } }" },
        { "in a loop of the body", "class C { void M(List<Customer> all) { Parallel.ForEach(all, customer => { foreach (var order in customer.Orders) { Parallel.[|ForEach|](order.Lines, line => { line.Quantity++; }); } }); } }" },
        { "options without a limit", "class C { void M(List<Customer> all, CancellationToken token) { var options = new ParallelOptions { CancellationToken = token }; Parallel.ForEach(all, options, customer => { Parallel.[|ForEach|](customer.Orders, options, order => { order.Total *= 2; }); }); } }" },
        { "options that ask for no limit", "class C { void M(List<Customer> all) { Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = -1 }, customer => { Parallel.[|ForEach|](customer.Orders, order => { order.Total *= 2; }); }); } }" },
        { "asynchronous in asynchronous", "class C { Task M(List<Customer> all, Func<Order, Task> send) => Parallel.ForEachAsync(all, async (customer, ct) => { await Parallel.[|ForEachAsync|](customer.Orders, ct, async (order, _) => await send(order)); }); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "computed outside the lock", """
            class Thumbnails
            {
                private readonly object _sync = new();
                private readonly List<byte[]> _images = new();

                public void Render(IEnumerable<string> files)
                {
                    Parallel.ForEach(files, file =>
                    {
                        var bytes = File.ReadAllBytes(file);
                        lock (_sync)
                        {
                            _images.Add(bytes);
                        }
                    });
                }
            }
            """ },
        { "sum per thread", """
            class Statistics
            {
                private readonly object _gate = new();

                public long Total(int[] amounts)
                {
                    long total = 0;
                    Parallel.For(0, amounts.Length, () => 0L, (i, _, sum) => sum + amounts[i], sum => { lock (_gate) { total += sum; } });
                    return total;
                }
            }
            """ },
        { "state per thread with a lock in its body", "class C { readonly object _gate = new(); int _n; void M(int[] all) { Parallel.ForEach(all, () => 0, (i, _, sum) => { lock (_gate) { _n++; } return sum; }, sum => { }); } }" },
        { "lock only if", Loop("Parallel.ForEach(orders, order => { if (order.IsPaid) { lock (_gate) { _totals[order.Id] = order.Total; } } });") },
        { "guard before the lock", Loop("Parallel.ForEach(orders, order => { if (!order.IsPaid) { return; } lock (_gate) { _totals[order.Id] = order.Total; } });") },
        { "work behind the lock", Loop("Parallel.ForEach(orders, order => { lock (_gate) { _totals[order.Id] = order.Total; } Console.WriteLine(order.Id); });") },
        { "created outside the lock", Loop("Parallel.ForEach(orders, order => { var copy = new Order { Id = order.Id }; lock (_gate) { _totals[copy.Id] = copy.Total; } });") },
        { "text made outside the lock", "class C { readonly object _gate = new(); void M(int[] all, TextWriter to) => Parallel.ForEach(all, i => { var line = $\"{i:x8}\"; lock (_gate) { to.WriteLine(line); } }); }" },
        { "computed in an argument", "class C { readonly object _gate = new(); readonly List<int> _all = new(); void Add(int i) { lock (_gate) { _all.Add(i); } } int Work(int i) { for (var n = 0; n < i; n++) { i += n % 3; } return i; } void M(int n) => Parallel.For(0, n, i => Add(Work(i))); }" },
        { "computed by a property", "class Item { public int Hash { get { var h = 0; for (var i = 0; i < 1000; i++) { h += i; } return h; } } } class C { readonly object _gate = new(); int _n; void M(Item[] all) => Parallel.ForEach(all, item => { var hash = item.Hash; lock (_gate) { _n += hash; } }); }" },
        { "awaited before the lock", "class C { readonly object _gate = new(); readonly List<string> _all = new(); Task M(string[] files) => Parallel.ForEachAsync(files, async (file, ct) => { var text = await File.ReadAllTextAsync(file, ct); lock (_gate) { _all.Add(text); } }); }" },
        { "lock on the element", Loop("Parallel.ForEach(orders, order => { lock (order) { order.Total++; } });") },
        { "lock that belongs to the element", "class Account { public readonly object Gate = new(); public int Balance; } class C { void M(Account[] all) => Parallel.ForEach(all, account => { lock (account.Gate) { account.Balance++; } }); }" },
        { "lock per key", "class C { readonly object[] _gates = new object[16]; int _n; void M(int n) => Parallel.For(0, n, i => { lock (_gates[i % 16]) { _n++; } }); }" },
        { "lock per key in a local", "class C { readonly Dictionary<int, object> _gates = new(); int _n; void M(int n) => Parallel.For(0, n, i => { var gate = _gates[i % 16]; lock (gate) { _n++; } }); }" },
        { "lock of its own", "class C { int _n; void M(int n) => Parallel.For(0, n, i => { var gate = new object(); lock (gate) { _n++; } }); }" },
        { "element that locks itself", "class Account { readonly object _gate = new(); int _balance; public void Add() { lock (_gate) { _balance++; } } } class C { void M(Account[] all) => Parallel.ForEach(all, account => account.Add()); }" },
        { "element that is synchronized", "using System.Runtime.CompilerServices; class Account { int _balance; [MethodImpl(MethodImplOptions.Synchronized)] public void Add() { _balance++; } } class C { void M(Account[] all) => Parallel.ForEach(all, account => account.Add()); }" },
        { "element's lock handed over", "class C { void Add(Order order) { lock (order) { order.Total++; } } void M(Order[] all) => Parallel.ForEach(all, order => Add(order)); }" },
        { "method with more than the lock", Loop("Parallel.ForEach(orders, order => Print(order));") },
        { "two calls", Loop("Parallel.ForEach(orders, order => { Add(order); Print(order); });") },
        { "one at a time on purpose", Loop("Parallel.ForEach(orders, new ParallelOptions { MaxDegreeOfParallelism = 1 }, order => { lock (_gate) { _totals[order.Id] = order.Total; } });") },
        { "degree one in PLINQ", Loop("orders.AsParallel().WithDegreeOfParallelism(1).ForAll(order => { lock (_gate) { _totals[order.Id] = order.Total; } });") },
        { "work in the query before ForAll", Loop("orders.AsParallel().Select(order => File.ReadAllText(order.Id.ToString())).ForAll(text => { lock (_gate) { _totals[text.Length] = 1; } });") },
        { "parallel source", Loop("Parallel.ForEach(orders.AsParallel().Select(order => File.ReadAllText(order.Id.ToString())), text => { lock (_gate) { _totals[text.Length] = 1; } });") },
        { "read lock", "class C { readonly ReaderWriterLockSlim _gate = new(); readonly int[] _a = new int[9]; int _n; void M(int n) { Parallel.For(0, n, i => { _gate.EnterReadLock(); try { _n = _a[i]; } finally { _gate.ExitReadLock(); } }); } }" },
        { "attempt", "class C { readonly object _gate = new(); int _n; void M(int n) { Parallel.For(0, n, i => { if (Monitor.TryEnter(_gate)) { try { _n += i; } finally { Monitor.Exit(_gate); } } }); } }" },
        { "lock given back within", "class C { readonly object _gate = new(); int _n; void M(int n, Action<int> work) { Parallel.For(0, n, i => { Monitor.Enter(_gate); _n += i; Monitor.Exit(_gate); work(i); Monitor.Enter(_gate); _n -= i; Monitor.Exit(_gate); }); } }" },
        { "waits for a signal within", "class C { readonly object _gate = new(); int _turn; void M(int n) { Parallel.For(0, n, i => { lock (_gate) { while (_turn != i) { Monitor.Wait(_gate); } _turn++; Monitor.PulseAll(_gate); } }); } }" },
        { "semaphore for several", "class C { readonly SemaphoreSlim _gate = new(4, 4); int _n; void M(int n) { Parallel.For(0, n, i => { _gate.Wait(); try { _n += i; } finally { _gate.Release(); } }); } }" },
        { "semaphore for as many as configured", "class C(int limit) { readonly SemaphoreSlim _gate = new(limit); int _n; void M(int n) { Parallel.For(0, n, i => { _gate.Wait(); try { _n += i; } finally { _gate.Release(); } }); } }" },
        { "semaphore around the last step", "class C { readonly SemaphoreSlim _gate = new(1, 1); readonly List<string> _all = new(); Task M(string[] files) => Parallel.ForEachAsync(files, async (file, ct) => { var text = await File.ReadAllTextAsync(file, ct); await _gate.WaitAsync(ct); try { _all.Add(text); } finally { _gate.Release(); } }); }" },
        { "work behind the release", "class C { readonly SemaphoreSlim _gate = new(1, 1); int _n; Task M(int[] all, Func<int, Task> work) => Parallel.ForEachAsync(all, async (i, ct) => { await _gate.WaitAsync(ct); try { _n += i; } finally { _gate.Release(); } await work(i); }); }" },
        { "wait with a time-out", "class C { readonly SemaphoreSlim _gate = new(1, 1); int _n; void M(int n) { Parallel.For(0, n, i => { _gate.Wait(100); try { _n += i; } finally { _gate.Release(); } }); } }" },
        { "one delegate of Invoke", "class C { readonly object _gate = new(); int _n; void M(Action other) { Parallel.Invoke(() => { lock (_gate) { _n++; } }, other); } }" },
        { "two locks in Invoke", "class C { readonly object _a = new(), _b = new(); int _n, _m; void M() { Parallel.Invoke(() => { lock (_a) { _n++; } }, () => { lock (_b) { _m--; } }); } }" },
        { "unknown delegate", "class C { void M(int n, Action<int> body) => Parallel.For(0, n, body); }" },
        { "several implementations", "interface ISink { void Put(int i); } class A : ISink { readonly object _gate = new(); int _n; public void Put(int i) { lock (_gate) { _n += i; } } } class B : ISink { public void Put(int i) { } } class C(ISink sink) { void M(int n) => Parallel.For(0, n, i => sink.Put(i)); }" },
        { "concurrent collection", "class C { readonly System.Collections.Concurrent.ConcurrentBag<int> _bag = new(); void M(int n) => Parallel.For(0, n, i => _bag.Add(i)); }" },
        { "interlocked", "class C { int _n; void M(int n) => Parallel.For(0, n, i => Interlocked.Add(ref _n, i)); }" },
        { "lock in a plain loop", "class C { readonly object _gate = new(); int _n; void M(int n) { for (var i = 0; i < n; i++) { lock (_gate) { _n += i; } } } }" },
        { "own Parallel", "static class Parallel { public static void For(int from, int to, Action<int> body) { } } class C { readonly object _gate = new(); int _n; void M(int n) { Parallel.For(0, n, i => { lock (_gate) { _n += i; } }); } }" },
        { "start-up", "class Program { static readonly object s_gate = new(); static int s_n; static void Main() { System.Threading.Tasks.Parallel.For(0, 100, i => { lock (s_gate) { s_n += i; } }); } }" },
        { "one element", "class C { readonly object _gate = new(); int _n; void M() { Parallel.ForEach(new[] { 1 }, i => { lock (_gate) { _n += i; } }); } }" },
        { "lock of the thread", "class C { [ThreadStatic] static object? s_gate; int _n; void M(int n) => Parallel.For(0, n, i => { lock (s_gate!) { _n += i; } }); }" },
        { "async void", "class C { readonly SemaphoreSlim _gate = new(1, 1); int _n; void M(int[] all) => Parallel.ForEach(all, async i => { await _gate.WaitAsync(); _n += i; _gate.Release(); }); }" },

        { "nested with an inner limit", "class C { void M(List<Customer> all) { Parallel.ForEach(all, customer => { Parallel.ForEach(customer.Orders, new ParallelOptions { MaxDegreeOfParallelism = 2 }, order => { order.Total *= 2; }); }); } }" },
        { "nested with an outer limit", "class C { void M(List<Customer> all) { Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = 2 }, customer => { Parallel.ForEach(customer.Orders, order => { order.Total *= 2; }); }); } }" },
        { "nested with options from elsewhere", "class C(ParallelOptions options) { void M(List<Customer> all) { Parallel.ForEach(all, options, customer => { Parallel.ForEach(customer.Orders, order => { order.Total *= 2; }); }); } }" },
        { "limit set later", "class C { void M(List<Customer> all, int limit) { var options = new ParallelOptions(); options.MaxDegreeOfParallelism = limit; Parallel.ForEach(all, options, customer => { Parallel.ForEach(customer.Orders, order => { order.Total *= 2; }); }); } }" },
        { "nested PLINQ with a degree", "class C { object M(List<Customer> all) => all.AsParallel().WithDegreeOfParallelism(2).Select(customer => customer.Orders.AsParallel().Sum(o => o.Total)).ToList(); }" },
        { "inner PLINQ with a degree", "class C { object M(List<Customer> all) => all.AsParallel().Select(customer => customer.Orders.AsParallel().WithDegreeOfParallelism(2).Sum(o => o.Total)).ToList(); }" },
        { "few outer bodies", "class C { void M(List<Customer>[] halves) { Parallel.For(0, 2, i => { Parallel.ForEach(halves[i], c => { c.IsActive = true; }); }); } }" },
        { "a body per processor", "class C { void M(List<Customer>[] parts) { Parallel.For(0, Environment.ProcessorCount, i => { Parallel.ForEach(parts[i], c => { c.IsActive = true; }); }); } }" },
        { "few outer elements", "class C { void M(List<Customer> a, List<Customer> b) { Parallel.ForEach(new[] { a, b }, part => { Parallel.ForEach(part, c => { c.IsActive = true; }); }); } }" },
        { "actions beside each other", "class C { void M(List<Customer> all, List<Order> orders) { Parallel.Invoke(() => Parallel.ForEach(all, c => { c.IsActive = true; }), () => Parallel.ForEach(orders, o => { o.IsPaid = true; })); } }" },
        { "inner loop by choice", "class C { void M(List<Customer> all) { Parallel.ForEach(all, customer => { if (customer.Orders.Count > 10000) { Parallel.ForEach(customer.Orders, order => { order.Total *= 2; }); } }); } }" },
        { "one after the other", "class C { void M(List<Customer> all) { Parallel.ForEach(all, c => { c.IsActive = true; }); Parallel.ForEach(all, c => { c.IsActive = false; }); } }" },
        { "parallel per element of a plain loop", "class C { void M(List<Customer> all) { foreach (var customer in all) { Parallel.ForEach(customer.Orders, order => { order.Total *= 2; }); } } }" },
        { "synchronous in asynchronous", "class C { Task M(string[] files, Action<string> work) => Parallel.ForEachAsync(files, async (file, ct) => { var lines = await File.ReadAllLinesAsync(file, ct); Parallel.ForEach(lines, work); }); }" },
    };

    [Fact]
    public Task Says() => Verify.Says(
        "class C { readonly object _gate = new(); int _n; void M(int n) { Parallel.[|For|](0, n, i => { lock (_gate) { _n += i; } }); } }",
        "'Parallel.For' runs one body at a time, because the lock on '_gate' covers all of it; work outside the lock, gather per thread with 'localInit' and 'localFinally', or use a plain loop");

    [Fact]
    public Task Says_where_the_lock_is() => Verify.Says(
        "class C { readonly object _gate = new(); int _n; void Add(int i) { lock (_gate) { _n += i; } } void M(int[] all) => all.AsParallel().[|ForAll|](Add); }",
        "'ForAll' runs one body at a time, because the lock on '_gate' covers all of it (in 'Add'); work outside the lock, or run the bodies one after the other");

    [Fact]
    public Task Says_what_is_nested() => Verify.Says(
        "class C { void M(List<Customer> all) { Parallel.ForEach(all, customer => { _ = customer.Orders.[?|AsParallel|]().Sum(o => o.Total); }); } }",
        "'AsParallel' divides work among processors that 'Parallel.ForEach' around it keeps busy already; let the outer loop alone run in parallel, or limit one of the two");

    [Fact]
    public Task Says_what_multiplies() => Verify.Says(
        "class C { Task M(List<Customer> all, Func<Order, Task> send) => Parallel.ForEachAsync(all, async (customer, ct) => { await Parallel.[?|ForEachAsync|](customer.Orders, ct, async (order, _) => await send(order)); }); }",
        "'Parallel.ForEachAsync' runs in every body of 'Parallel.ForEachAsync': what each allows at once multiplies; loop over all elements with one of them, or set 'MaxDegreeOfParallelism'");

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    private static string Loop(string statements) => $$"""
        class Totals
        {
            private readonly object _gate = new();
            private readonly Dictionary<int, decimal> _totals = new();

            public void Read(List<Order> orders)
            {
                {{statements}}
            }

            private void Add(Order order)
            {
                lock (_gate)
                {
                    _totals[order.Id] = order.Total;
                }
            }

            private void Print(Order order)
            {
                Console.WriteLine(order.Id);
                lock (_gate)
                {
                    _totals[order.Id] = order.Total;
                }
            }
        }
        """;
}
