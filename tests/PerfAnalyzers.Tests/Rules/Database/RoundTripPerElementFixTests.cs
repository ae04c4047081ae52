using VerifyFix = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RoundTripPerElement, PerfAnalyzers.Database.RoundTripPerElementFix>;

namespace PerfAnalyzers.Tests;

/// <summary>A lookup per element becomes one query for all: the code that is written, and where none is.</summary>
public sealed class RoundTripPerElementFixTests
{
    public static readonly TheoryData<Case, string> Batched = new()
    {
        {
            new Case("first or default, with a token", """
            class Report(ShopContext db)
            {
                public async Task<List<string>> Names(List<Order> orders, CancellationToken token)
                {
                    var names = new List<string>();
                    foreach (var order in orders)
                    {
                        var customer = await db.Customers.[|FirstOrDefaultAsync|](c => c.Id == order.CustomerId, token);
                        names.Add(customer?.Name ?? "Guest");
                    }

                    return names;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<List<string>> Names(List<Order> orders, CancellationToken token)
                {
                    var names = new List<string>();
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = await db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, token);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        names.Add(customer?.Name ?? "Guest");
                    }

                    return names;
                }
            }
            """
        },
        {
            new Case("a sequence that was handed in is read in chunks", """
            public record StockItem(int ProductId, int Units);
            public record StockRequested(int OrderId, IEnumerable<StockItem> Items);
            class Handler(ShopContext db)
            {
                public List<bool> Handle(StockRequested request)
                {
                    var confirmed = new List<bool>();
                    foreach (var item in request.Items)
                    {
                        var product = db.Products.[|Find|](item.ProductId);
                        confirmed.Add(product!.Stock >= item.Units);
                    }

                    return confirmed;
                }
            }
            """),
            """
            public record StockItem(int ProductId, int Units);
            public record StockRequested(int OrderId, IEnumerable<StockItem> Items);
            class Handler(ShopContext db)
            {
                public List<bool> Handle(StockRequested request)
                {
                    var confirmed = new List<bool>();
                    foreach (var batch in request.Items.Chunk(1000))
                    {
                        var productIds = batch.Select(item => item.ProductId).Distinct().ToList();
                        var productsById = db.Products.Where(p => productIds.Contains(p.Id)).ToDictionary(p => p.Id);
                        foreach (var item in batch)
                        {
                            var product = productsById.GetValueOrDefault(item.ProductId);
                            confirmed.Add(product!.Stock >= item.Units);
                        }
                    }

                    return confirmed;
                }
            }
            """
        },
        {
            new Case("the key as a model snapshot writes it", """
            class Snapshot
            {
                void Build(ModelBuilder modelBuilder)
                {
                    modelBuilder.Entity("Shop.Order", b => { b.Property<int>("Id"); b.HasKey("Id"); b.ToTable("Orders"); });
                    modelBuilder.Entity("Shop.Product", b => { b.Property<int>("Id"); b.HasKey("Id"); b.ToTable("Products"); });
                    modelBuilder.Entity("Shop.ProductTag", b => { b.HasKey("ProductId", "Tag"); });
                }
            }
            class Handler(ShopContext db)
            {
                public void Print(List<OrderLine> lines)
                {
                    foreach (var line in lines) { Console.WriteLine(db.Products.[|Find|](line.ProductId)?.Name); }
                }
            }
            """),
            """
            class Snapshot
            {
                void Build(ModelBuilder modelBuilder)
                {
                    modelBuilder.Entity("Shop.Order", b => { b.Property<int>("Id"); b.HasKey("Id"); b.ToTable("Orders"); });
                    modelBuilder.Entity("Shop.Product", b => { b.Property<int>("Id"); b.HasKey("Id"); b.ToTable("Products"); });
                    modelBuilder.Entity("Shop.ProductTag", b => { b.HasKey("ProductId", "Tag"); });
                }
            }
            class Handler(ShopContext db)
            {
                public void Print(List<OrderLine> lines)
                {
                    var productIds = lines.Select(line => line.ProductId).Distinct().ToList();
                    var productsById = db.Products.Where(p => productIds.Contains(p.Id)).ToDictionary(p => p.Id);
                    foreach (var line in lines) { Console.WriteLine(productsById.GetValueOrDefault(line.ProductId)?.Name); }
                }
            }
            """
        },
        {
            new Case("first keeps its exception", """
            class Report(ShopContext db)
            {
                public void Print(Order[] orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(db.Customers.[|First|](c => order.CustomerId == c.Id).Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(Order[] orders)
                {
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToLookup(c => c.Id);
                    foreach (var order in orders)
                    {
                        Console.WriteLine(customersById[order.CustomerId].First().Name);
                    }
                }
            }
            """
        },
        {
            new Case("single, not tracked, by a field", """
            class Report
            {
                private readonly ShopContext _db;
                private readonly List<Order> _orders = new();

                public Report(ShopContext db) => _db = db;

                public decimal Total()
                {
                    var total = 0m;
                    foreach (var order in _orders)
                    {
                        var line = _db.Lines.AsNoTracking().[|Single|](l => l.OrderId == order.Id);
                        total += line.Quantity;
                    }

                    return total;
                }
            }
            """),
            """
            class Report
            {
                private readonly ShopContext _db;
                private readonly List<Order> _orders = new();

                public Report(ShopContext db) => _db = db;

                public decimal Total()
                {
                    var total = 0m;
                    var orderIds = _orders.Select(order => order.Id).Distinct().ToList();
                    var linesByOrderId = _db.Lines.AsNoTracking().Where(l => orderIds.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                    foreach (var order in _orders)
                    {
                        var line = linesByOrderId[order.Id].Single();
                        total += line.Quantity;
                    }

                    return total;
                }
            }
            """
        },
        {
            new Case("rows of a chain over several lines", """
            class Report(ShopContext db)
            {
                public async Task<int> Pieces(IReadOnlyList<Customer> customers)
                {
                    var pieces = 0;
                    foreach (var customer in customers)
                    {
                        var orders = await db.Orders
                            .AsNoTracking()
                            .Include(o => o.Lines)
                            .Where(o => o.CustomerId == customer.Id && o.IsPaid)
                            .OrderBy(o => o.PlacedAt)
                            .[|ToListAsync|]();
                        pieces += orders.Sum(o => o.Lines.Sum(l => l.Quantity));
                    }

                    return pieces;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<int> Pieces(IReadOnlyList<Customer> customers)
                {
                    var pieces = 0;
                    var customerIds = customers.Select(customer => customer.Id).Distinct().ToList();
                    var ordersByCustomerId = (await db.Orders
                        .AsNoTracking()
                        .Include(o => o.Lines)
                        .Where(o => customerIds.Contains(o.CustomerId) && o.IsPaid)
                        .OrderBy(o => o.PlacedAt)
                        .ToListAsync())
                        .ToLookup(o => o.CustomerId);
                    foreach (var customer in customers)
                    {
                        var orders = ordersByCustomerId[customer.Id].ToList();
                        pieces += orders.Sum(o => o.Lines.Sum(l => l.Quantity));
                    }

                    return pieces;
                }
            }
            """
        },
        {
            new Case("array of rows", """
            class Report(ShopContext db)
            {
                public List<int> Counts(ICollection<Order> orders)
                {
                    var counts = new List<int>();
                    foreach (Order order in orders)
                    {
                        counts.Add(db.Lines.Where(l => l.OrderId == order.Id).[|ToArray|]().Length);
                    }

                    return counts;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public List<int> Counts(ICollection<Order> orders)
                {
                    var counts = new List<int>();
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var linesByOrderId = db.Lines.Where(l => orderIds.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                    foreach (Order order in orders)
                    {
                        counts.Add(linesByOrderId[order.Id].ToArray().Length);
                    }

                    return counts;
                }
            }
            """
        },
        {
            new Case("inner loop over a query", """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    foreach (var order in orders)
                    {
                        foreach (var line in [|db.Lines.Where(l => l.OrderId == order.Id)|])
                        {
                            total += line.Quantity;
                        }
                    }

                    return total;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var linesByOrderId = db.Lines.Where(l => orderIds.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                    foreach (var order in orders)
                    {
                        foreach (var line in linesByOrderId[order.Id])
                        {
                            total += line.Quantity;
                        }
                    }

                    return total;
                }
            }
            """
        },
        {
            new Case("any, in a condition", """
            class Report(ShopContext db)
            {
                public async Task<List<Customer>> Buyers(List<Customer> customers, DateTime since)
                {
                    var buyers = new List<Customer>();
                    foreach (var customer in customers)
                    {
                        if (customer.IsActive && await db.Orders.[|AnyAsync|](o => o.CustomerId == customer.Id && o.PlacedAt >= since))
                        {
                            buyers.Add(customer);
                        }
                    }

                    return buyers;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<List<Customer>> Buyers(List<Customer> customers, DateTime since)
                {
                    var buyers = new List<Customer>();
                    var customerIds = customers.Select(customer => customer.Id).Distinct().ToList();
                    var customerIdsWithOrders = (await db.Orders
                        .Where(o => customerIds.Contains(o.CustomerId) && o.PlacedAt >= since)
                        .Select(o => o.CustomerId).Distinct()
                        .ToListAsync())
                        .ToHashSet();
                    foreach (var customer in customers)
                    {
                        if (customer.IsActive && customerIdsWithOrders.Contains(customer.Id))
                        {
                            buyers.Add(customer);
                        }
                    }

                    return buyers;
                }
            }
            """
        },
        {
            new Case("count", """
            class Report(ShopContext db)
            {
                public List<string> Lines(List<Customer> customers)
                {
                    var lines = new List<string>();
                    foreach (var customer in customers)
                    {
                        var count = db.Orders.[|Count|](o => o.CustomerId == customer.Id);
                        lines.Add($"{customer.Name}: {count}");
                    }

                    return lines;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public List<string> Lines(List<Customer> customers)
                {
                    var lines = new List<string>();
                    var customerIds = customers.Select(customer => customer.Id).Distinct().ToList();
                    var orderCountByCustomerId = db.Orders
                        .Where(o => customerIds.Contains(o.CustomerId))
                        .GroupBy(o => o.CustomerId)
                        .Select(g => new { g.Key, Count = g.Count() })
                        .ToDictionary(g => g.Key, g => g.Count);
                    foreach (var customer in customers)
                    {
                        var count = orderCountByCustomerId.GetValueOrDefault(customer.Id);
                        lines.Add($"{customer.Name}: {count}");
                    }

                    return lines;
                }
            }
            """
        },
        {
            new Case("sum", """
            class Report(ShopContext db)
            {
                public async Task<Dictionary<int, int>> Sold(IReadOnlyCollection<int> productIds)
                {
                    var sold = new Dictionary<int, int>();
                    foreach (var productId in productIds)
                    {
                        sold[productId] = await db.Lines.Where(l => l.ProductId == productId).[|SumAsync|](l => l.Quantity);
                    }

                    return sold;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<Dictionary<int, int>> Sold(IReadOnlyCollection<int> productIds)
                {
                    var sold = new Dictionary<int, int>();
                    var distinctProductIds = productIds.Distinct().ToList();
                    var orderLineSumByProductId = await db.Lines
                        .Where(l => distinctProductIds.Contains(l.ProductId))
                        .GroupBy(l => l.ProductId)
                        .Select(g => new { g.Key, Sum = g.Sum(l => l.Quantity) })
                        .ToDictionaryAsync(g => g.Key, g => g.Sum);
                    foreach (var productId in productIds)
                    {
                        sold[productId] = orderLineSumByProductId.GetValueOrDefault(productId);
                    }

                    return sold;
                }
            }
            """
        },
        {
            new Case("greatest value of rows or none", """
            class Report(ShopContext db)
            {
                public async Task Print(List<Customer> customers)
                {
                    foreach (var customer in customers)
                    {
                        var last = await db.Orders.Where(o => o.CustomerId == customer.Id).[|MaxAsync|](o => (DateTime?)o.PlacedAt);
                        Console.WriteLine(last);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<Customer> customers)
                {
                    var customerIds = customers.Select(customer => customer.Id).Distinct().ToList();
                    var orderMaxByCustomerId = await db.Orders
                        .Where(o => customerIds.Contains(o.CustomerId))
                        .GroupBy(o => o.CustomerId)
                        .Select(g => new { g.Key, Max = g.Max(o => (DateTime?)o.PlacedAt) })
                        .ToDictionaryAsync(g => g.Key, g => g.Max);
                    foreach (var customer in customers)
                    {
                        var last = orderMaxByCustomerId.GetValueOrDefault(customer.Id);
                        Console.WriteLine(last);
                    }
                }
            }
            """
        },
        {
            new Case("a column of the row", """
            class Report(ShopContext db)
            {
                public async Task<List<string?>> Names(List<Order> orders)
                {
                    var names = new List<string?>();
                    foreach (var order in orders)
                    {
                        names.Add(await db.Customers.Where(c => c.Id == order.CustomerId).Select(c => c.Name).[|FirstOrDefaultAsync|]());
                    }

                    return names;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<List<string?>> Names(List<Order> orders)
                {
                    var names = new List<string?>();
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = await db.Customers
                        .Where(c => customerIds.Contains(c.Id))
                        .Select(c => new { Key = c.Id, Value = c.Name })
                        .ToDictionaryAsync(c => c.Key, c => c.Value);
                    foreach (var order in orders)
                    {
                        names.Add(customersById.GetValueOrDefault(order.CustomerId));
                    }

                    return names;
                }
            }
            """
        },
        {
            new Case("values of the rows", """
            class Report(ShopContext db)
            {
                public List<string> Names(List<Order> orders)
                {
                    var names = new List<string>();
                    foreach (var order in orders)
                    {
                        names.AddRange(db.Lines.Where(l => l.OrderId == order.Id).Select(line => line.Product!.Name).[|ToList|]());
                    }

                    return names;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public List<string> Names(List<Order> orders)
                {
                    var names = new List<string>();
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var linesByOrderId = db.Lines
                        .Where(l => orderIds.Contains(l.OrderId))
                        .Select(line => new { Key = line.OrderId, Value = line.Product!.Name })
                        .ToLookup(l => l.Key, l => l.Value);
                    foreach (var order in orders)
                    {
                        names.AddRange(linesByOrderId[order.Id].ToList());
                    }

                    return names;
                }
            }
            """
        },
        {
            new Case("find", """
            class Report(ShopContext db)
            {
                public void Pay(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var tracked = db.Orders.[|Find|](order.Id);
                        if (tracked is not null)
                        {
                            tracked.IsPaid = true;
                        }
                    }

                    db.SaveChanges();
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Pay(List<Order> orders)
                {
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var ordersById = db.Orders.Where(o => orderIds.Contains(o.Id)).ToDictionary(o => o.Id);
                    foreach (var order in orders)
                    {
                        var tracked = ordersById.GetValueOrDefault(order.Id);
                        if (tracked is not null)
                        {
                            tracked.IsPaid = true;
                        }
                    }

                    db.SaveChanges();
                }
            }
            """
        },
        {
            new Case("find with a token", """
            class Report(ShopContext db)
            {
                public async Task<int> Stock(List<OrderLine> lines, CancellationToken token)
                {
                    var stock = 0;
                    foreach (var line in lines)
                    {
                        var product = await db.Products.[|FindAsync|]([line.ProductId], token);
                        stock += product?.Stock ?? 0;
                    }

                    return stock;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<int> Stock(List<OrderLine> lines, CancellationToken token)
                {
                    var stock = 0;
                    var productIds = lines.Select(line => line.ProductId).Distinct().ToList();
                    var productsById = await db.Products.Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, token);
                    foreach (var line in lines)
                    {
                        var product = productsById.GetValueOrDefault(line.ProductId);
                        stock += product?.Stock ?? 0;
                    }

                    return stock;
                }
            }
            """
        },
        {
            new Case("the key in a local of the pass", """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var id = order.CustomerId;
                        if (id == 0)
                        {
                            continue;
                        }

                        var customer = await db.Customers.[|SingleOrDefaultAsync|](c => c.Id == id);
                        Console.WriteLine($"{id} {customer?.Name}");
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders)
                {
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = await db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
                    foreach (var order in orders)
                    {
                        var id = order.CustomerId;
                        if (id == 0)
                        {
                            continue;
                        }

                        var customer = customersById.GetValueOrDefault(id);
                        Console.WriteLine($"{id} {customer?.Name}");
                    }
                }
            }
            """
        },
        {
            new Case("a list of keys", """
            class Report(ShopContext db)
            {
                public async Task<List<string>> Names(List<int> ids)
                {
                    var names = new List<string>();
                    foreach (var id in ids)
                    {
                        names.Add((await db.Customers.[|FirstAsync|](c => c.Id == id)).Name);
                    }

                    return names;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<List<string>> Names(List<int> ids)
                {
                    var names = new List<string>();
                    var customersById = (await db.Customers.Where(c => ids.Contains(c.Id)).ToListAsync()).ToLookup(c => c.Id);
                    foreach (var id in ids)
                    {
                        names.Add(customersById[id].First().Name);
                    }

                    return names;
                }
            }
            """
        },
        {
            new Case("an array of keys", """
            class Report(ShopContext db)
            {
                public void Print(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        Console.WriteLine(db.Products.[|SingleOrDefault|](p => p.Id == id)?.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(int[] ids)
                {
                    var distinctIds = ids.Distinct().ToList();
                    var productsById = db.Products.Where(p => distinctIds.Contains(p.Id)).ToDictionary(p => p.Id);
                    foreach (var id in ids)
                    {
                        Console.WriteLine(productsById.GetValueOrDefault(id)?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("a query as source", """
            class Report(ShopContext db)
            {
                public void Print(DateTime since)
                {
                    foreach (var order in db.Orders.Where(o => o.PlacedAt >= since))
                    {
                        var customer = db.Customers.[|First|](c => c.Id == order.CustomerId);
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(DateTime since)
                {
                    var orders = db.Orders.Where(o => o.PlacedAt >= since).ToList();
                    foreach (var batch in orders.Chunk(1000))
                    {
                        var customerIds = batch.Select(order => order.CustomerId).Distinct().ToList();
                        var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToLookup(c => c.Id);
                        foreach (var order in batch)
                        {
                            var customer = customersById[order.CustomerId].First();
                            Console.WriteLine(customer.Name);
                        }
                    }
                }
            }
            """
        },
        {
            new Case("a query as source of an asynchronous lookup", """
            class Report(ShopContext db)
            {
                public async Task Print(DateTime since, CancellationToken token)
                {
                    foreach (var order in db.Orders.Where(o => o.PlacedAt >= since))
                    {
                        var customer = await db.Customers.[|FirstOrDefaultAsync|](c => c.Id == order.CustomerId, token);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(DateTime since, CancellationToken token)
                {
                    var orders = await db.Orders.Where(o => o.PlacedAt >= since).ToListAsync(token);
                    foreach (var batch in orders.Chunk(1000))
                    {
                        var customerIds = batch.Select(order => order.CustomerId).Distinct().ToList();
                        var customersById = await db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, token);
                        foreach (var order in batch)
                        {
                            var customer = customersById.GetValueOrDefault(order.CustomerId);
                            Console.WriteLine(customer?.Name);
                        }
                    }
                }
            }
            """
        },
        {
            new Case("a query that says how many rows it reads at most", """
            class Report(ShopContext db)
            {
                public void Print()
                {
                    foreach (var order in db.Orders.OrderBy(o => o.Id).Take(500))
                    {
                        if (order.Total > 100) { break; }
                        Console.WriteLine(db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId)?.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print()
                {
                    var orders = db.Orders.OrderBy(o => o.Id).Take(500).ToList();
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                    foreach (var order in orders)
                    {
                        if (order.Total > 100) { break; }
                        Console.WriteLine(customersById.GetValueOrDefault(order.CustomerId)?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("keys handed in as a sequence", """
            class Report(ShopContext db)
            {
                public async Task<int> Orders(IEnumerable<int> customerIds)
                {
                    var sum = 0;
                    foreach (var id in customerIds) { sum += await db.Orders.[|CountAsync|](o => o.CustomerId == id); }
                    return sum;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task<int> Orders(IEnumerable<int> customerIds)
                {
                    var sum = 0;
                    foreach (var batch in customerIds.Chunk(1000))
                    {
                        var distinctCustomerIds = batch.Distinct().ToList();
                        var orderCountByCustomerId = await db.Orders
                            .Where(o => distinctCustomerIds.Contains(o.CustomerId))
                            .GroupBy(o => o.CustomerId)
                            .Select(g => new { g.Key, Count = g.Count() })
                            .ToDictionaryAsync(g => g.Key, g => g.Count);
                        foreach (var id in batch) { sum += orderCountByCustomerId.GetValueOrDefault(id); }
                    }
                    return sum;
                }
            }
            """
        },
        {
            new Case("a comment, a loop on one line, and inner text that keeps its lines", """"
            class Report(ShopContext db)
            {
                public void Print(IEnumerable<Order> orders)
                {
                    Console.WriteLine();

                    // Names first.
                    foreach (var order in orders)
                    {
                        // by key

                        var name = db.Customers.[|Find|](order.CustomerId)?.Name;
                        if (name is null) { continue; }
            #if DEBUG
                        Console.WriteLine("debug");
            #endif
                        switch (order.Id)
                        {
                            case 1:
                                break;
                        }

                        Console.WriteLine("""
                              To
                            """ + name);
                    }
                }
            }
            """"),
            """"
            class Report(ShopContext db)
            {
                public void Print(IEnumerable<Order> orders)
                {
                    Console.WriteLine();

                    // Names first.
                    foreach (var batch in orders.Chunk(1000))
                    {
                        var customerIds = batch.Select(order => order.CustomerId).Distinct().ToList();
                        var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                        foreach (var order in batch)
                        {
                            // by key

                            var name = customersById.GetValueOrDefault(order.CustomerId)?.Name;
                            if (name is null) { continue; }
            #if DEBUG
                        Console.WriteLine("debug");
            #endif
                            switch (order.Id)
                            {
                                case 1:
                                    break;
                            }

                            Console.WriteLine("""
                              To
                            """ + name);
                        }
                    }
                }
            }
            """"
        },
        {
            new Case("a sequence of rows with rows, through a repository", """
            class Products(ShopContext db)
            {
                public Task<Product> GetByIdAsync(int id) => db.Products.FirstAsync(p => p.Id == id);
            }
            class Report(Products products)
            {
                public async Task<decimal> Total(IEnumerable<Order> orders)
                {
                    decimal total = 0;
                    foreach (var order in orders)
                    {
                        foreach (var line in order.Lines)
                        {
                            if (line.Quantity == 0) { break; }
                            total += (await products.[|GetByIdAsync|](line.ProductId)).Price;
                        }
                    }

                    return total;
                }
            }
            """),
            """
            class Products(ShopContext db)
            {
                public Task<Product> GetByIdAsync(int id) => db.Products.FirstAsync(p => p.Id == id);

                public async Task<ILookup<int, Product>> GetByIdsAsync(IReadOnlyCollection<int> ids) =>
                    (await db.Products.Where(p => ids.Contains(p.Id)).ToListAsync()).ToLookup(p => p.Id);
            }
            class Report(Products products)
            {
                public async Task<decimal> Total(IEnumerable<Order> orders)
                {
                    decimal total = 0;
                    foreach (var batch in orders.Chunk(1000))
                    {
                        var productsById = await products.GetByIdsAsync(batch.SelectMany(order => order.Lines).Select(line => line.ProductId).Distinct().ToList());
                        foreach (var order in batch)
                        {
                            foreach (var line in order.Lines)
                            {
                                if (line.Quantity == 0) { break; }
                                total += productsById[line.ProductId].First().Price;
                            }
                        }
                    }

                    return total;
                }
            }
            """
        },
        {
            new Case("a fetched source", """
            class Report(ShopContext db)
            {
                public async Task Print()
                {
                    foreach (var order in await db.Orders.Where(o => !o.IsPaid).ToListAsync())
                    {
                        var customer = await db.Customers.[|FirstOrDefaultAsync|](c => c.Id == order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print()
                {
                    var orders = await db.Orders.Where(o => !o.IsPaid).ToListAsync();
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = await db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("comments stay with the loop", """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    Console.WriteLine("orders"); // head

                    // One line for each order.
                    foreach (var order in orders) // in the order given
                    {
                        // Guests have no row.
                        var customer = db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId); // may be null
                        Console.WriteLine(customer?.Name); /* done */
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    Console.WriteLine("orders"); // head

                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                    // One line for each order.
                    foreach (var order in orders) // in the order given
                    {
                        // Guests have no row.
                        var customer = customersById.GetValueOrDefault(order.CustomerId); // may be null
                        Console.WriteLine(customer?.Name); /* done */
                    }
                }
            }
            """
        },
        {
            new Case("names that are taken", """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders, List<int> customerIds)
                {
                    var customersById = new Dictionary<int, string>();
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId);
                        Console.WriteLine(customer?.Name + customerIds.Count + customersById.Count);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders, List<int> customerIds)
                {
                    var customersById = new Dictionary<int, string>();
                    var customerIds2 = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById2 = db.Customers.Where(c => customerIds2.Contains(c.Id)).ToDictionary(c => c.Id);
                    foreach (var order in orders)
                    {
                        var customer = customersById2.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name + customerIds.Count + customersById.Count);
                    }
                }
            }
            """
        },
        {
            new Case("two lookups in one loop", """
            class Report(ShopContext db)
            {
                public async Task Print(List<OrderLine> lines)
                {
                    foreach (var line in lines)
                    {
                        var product = await db.Products.[|FindAsync|](line.ProductId);
                        var order = await db.Orders.AsNoTracking().[|FirstAsync|](o => o.Id == line.OrderId);
                        Console.WriteLine(product?.Name + order.Total);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<OrderLine> lines)
                {
                    var productIds = lines.Select(line => line.ProductId).Distinct().ToList();
                    var productsById = await db.Products.Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id);
                    var orderIds = lines.Select(line => line.OrderId).Distinct().ToList();
                    var ordersById = (await db.Orders.AsNoTracking().Where(o => orderIds.Contains(o.Id)).ToListAsync()).ToLookup(o => o.Id);
                    foreach (var line in lines)
                    {
                        var product = productsById.GetValueOrDefault(line.ProductId);
                        var order = ordersById[line.OrderId].First();
                        Console.WriteLine(product?.Name + order.Total);
                    }
                }
            }
            """
        },
        {
            new Case("keys that may be null", """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public void Print(Tree tree, List<Node> nodes)
                {
                    foreach (var node in nodes)
                    {
                        var parent = tree.Nodes.[|FirstOrDefault|](n => n.Id == node.ParentId);
                        Console.WriteLine(parent?.Name);
                    }
                }
            }
            """),
            """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public void Print(Tree tree, List<Node> nodes)
                {
                    var parentIds = nodes.Where(node => node.ParentId != null).Select(node => node.ParentId!.Value).Distinct().ToList();
                    var nodesById = tree.Nodes.Where(n => parentIds.Contains(n.Id)).ToLookup(n => (int?)n.Id);
                    foreach (var node in nodes)
                    {
                        var parent = nodesById[node.ParentId].FirstOrDefault();
                        Console.WriteLine(parent?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("columns that may be null", """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public async Task Print(Tree tree, List<Node> nodes)
                {
                    foreach (var node in nodes)
                    {
                        var children = await tree.Nodes.Where(n => n.ParentId == node.Id).[|ToListAsync|]();
                        Console.WriteLine(children.Count);
                    }
                }
            }
            """),
            """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public async Task Print(Tree tree, List<Node> nodes)
                {
                    var nodeIds = nodes.Select(node => node.Id).Distinct().ToList();
                    var nodesByParentId = (await tree.Nodes
                        .Where(n => nodeIds.Contains(n.ParentId!.Value))
                        .ToListAsync())
                        .ToLookup(n => n.ParentId!.Value);
                    foreach (var node in nodes)
                    {
                        var children = nodesByParentId[node.Id].ToList();
                        Console.WriteLine(children.Count);
                    }
                }
            }
            """
        },
        {
            new Case("values of keys that may be null", """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public void Print(Tree tree, List<Node> nodes)
                {
                    foreach (var node in nodes)
                    {
                        if (node.ParentId.HasValue)
                        {
                            Console.WriteLine(tree.Nodes.[|First|](n => n.Id == node.ParentId.Value).Name);
                        }
                    }
                }
            }
            """),
            """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class Report
            {
                public void Print(Tree tree, List<Node> nodes)
                {
                    var parentIds = nodes.Where(node => node.ParentId != null).Select(node => node.ParentId!.Value).Distinct().ToList();
                    var nodesById = tree.Nodes.Where(n => parentIds.Contains(n.Id)).ToLookup(n => n.Id);
                    foreach (var node in nodes)
                    {
                        if (node.ParentId.HasValue)
                        {
                            Console.WriteLine(nodesById[node.ParentId.Value].First().Name);
                        }
                    }
                }
            }
            """
        },
        {
            new Case("globally unique keys", """
            class Item { public Guid ItemId { get; set; } public string Name { get; set; } = ""; }
            class Entry { public Guid ItemId { get; set; } }
            class Store(DbContextOptions options) : DbContext(options) { public DbSet<Item> Items { get; set; } = null!; }
            class Report(Store store)
            {
                public void Print(List<Entry> entries)
                {
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(store.Items.[|SingleOrDefault|](i => i.ItemId == entry.ItemId)?.Name);
                    }
                }
            }
            """),
            """
            class Item { public Guid ItemId { get; set; } public string Name { get; set; } = ""; }
            class Entry { public Guid ItemId { get; set; } }
            class Store(DbContextOptions options) : DbContext(options) { public DbSet<Item> Items { get; set; } = null!; }
            class Report(Store store)
            {
                public void Print(List<Entry> entries)
                {
                    var itemIds = entries.Select(entry => entry.ItemId).Distinct().ToList();
                    var itemsByItemId = store.Items.Where(i => itemIds.Contains(i.ItemId)).ToDictionary(i => i.ItemId);
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(itemsByItemId.GetValueOrDefault(entry.ItemId)?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("a configured key", """
            class Item { public int Id { get; set; } public long Code { get; set; } public string Name { get; set; } = ""; }
            class Entry { public long Code { get; set; } public int ItemId { get; set; } }
            class Store(DbContextOptions options) : DbContext(options)
            {
                public DbSet<Item> Items => Set<Item>();
                protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>().HasKey(i => i.Code);
            }
            class Report(Store store)
            {
                public void Print(List<Entry> entries)
                {
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(store.Items.[|Find|](entry.Code)?.Name);
                    }
                }

                public void PrintAgain(List<Entry> entries)
                {
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(store.Items.[|FirstOrDefault|](i => i.Id == entry.ItemId)?.Name);
                    }
                }
            }
            """),
            """
            class Item { public int Id { get; set; } public long Code { get; set; } public string Name { get; set; } = ""; }
            class Entry { public long Code { get; set; } public int ItemId { get; set; } }
            class Store(DbContextOptions options) : DbContext(options)
            {
                public DbSet<Item> Items => Set<Item>();
                protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>().HasKey(i => i.Code);
            }
            class Report(Store store)
            {
                public void Print(List<Entry> entries)
                {
                    var codes = entries.Select(entry => entry.Code).Distinct().ToList();
                    var itemsByCode = store.Items.Where(i => codes.Contains(i.Code)).ToDictionary(i => i.Code);
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(itemsByCode.GetValueOrDefault(entry.Code)?.Name);
                    }
                }

                public void PrintAgain(List<Entry> entries)
                {
                    var itemIds = entries.Select(entry => entry.ItemId).Distinct().ToList();
                    var itemsById = store.Items.Where(i => itemIds.Contains(i.Id)).ToLookup(i => i.Id);
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(itemsById[entry.ItemId].FirstOrDefault()?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("what follows the await", """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId).ConfigureAwait(false);
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders)
                {
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = (await db.Customers
                        .Where(c => customerIds.Contains(c.Id))
                        .ToListAsync().ConfigureAwait(false))
                        .ToLookup(c => c.Id);
                    foreach (var order in orders)
                    {
                        var customer = customersById[order.CustomerId].First();
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """
        },
        {
            new Case("elements of elements", """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    foreach (var order in orders)
                    {
                        var factor = order.IsPaid ? 1 : 2;
                        foreach (var line in order.Lines)
                        {
                            total += factor * line.Quantity * db.Products.[|First|](p => p.Id == line.ProductId).Price;
                        }
                    }

                    return total;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    var productIds = orders.SelectMany(order => order.Lines).Select(line => line.ProductId).Distinct().ToList();
                    var productsById = db.Products.Where(p => productIds.Contains(p.Id)).ToLookup(p => p.Id);
                    foreach (var order in orders)
                    {
                        var factor = order.IsPaid ? 1 : 2;
                        foreach (var line in order.Lines)
                        {
                            total += factor * line.Quantity * productsById[line.ProductId].First().Price;
                        }
                    }

                    return total;
                }
            }
            """
        },
        {
            new Case("a lambda per element", """
            class Report(ShopContext db)
            {
                public List<Product> Products(List<OrderLine> lines)
                {
                    return lines.Select(l => db.Products.[|First|](p => p.Id == l.ProductId)).ToList();
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public List<Product> Products(List<OrderLine> lines)
                {
                    var productIds = lines.Select(l => l.ProductId).Distinct().ToList();
                    var productsById = db.Products.Where(p => productIds.Contains(p.Id)).ToLookup(p => p.Id);
                    return lines.Select(l => productsById[l.ProductId].First()).ToList();
                }
            }
            """
        },
        {
            new Case("a lambda that does more", """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    var rows = orders.OrderBy(o => o.Total).ToList();
                    var texts = rows.Where(o => o.IsPaid && db.Lines.[|Any|](l => l.OrderId == o.Id)).Select(o => o.Total).ToArray();
                    Console.WriteLine(texts.Length);
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    var rows = orders.OrderBy(o => o.Total).ToList();
                    var ids = rows.Select(o => o.Id).Distinct().ToList();
                    var idsWithLines = db.Lines.Where(l => ids.Contains(l.OrderId)).Select(l => l.OrderId).Distinct().ToHashSet();
                    var texts = rows.Where(o => o.IsPaid && idsWithLines.Contains(o.Id)).Select(o => o.Total).ToArray();
                    Console.WriteLine(texts.Length);
                }
            }
            """
        },
        {
            new Case("what a repository hands out", """
            interface IRepository<T> { IQueryable<T> Query(); void Remove(T entity); }
            class Report(IRepository<Customer> customers)
            {
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = customers.Query().Include(c => c.Orders).[|FirstOrDefault|](c => c.Id == order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            interface IRepository<T> { IQueryable<T> Query(); void Remove(T entity); }
            class Report(IRepository<Customer> customers)
            {
                public void Print(List<Order> orders)
                {
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = customers.Query().Include(c => c.Orders).Where(c => customerIds.Contains(c.Id)).ToLookup(c => c.Id);
                    foreach (var order in orders)
                    {
                        var customer = customersById[order.CustomerId].FirstOrDefault();
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("a parameter that is a query", """
            class Report
            {
                public void Print(IQueryable<Customer> customers, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(customers.[|First|](c => c.Id == order.CustomerId).Name);
                    }
                }
            }
            """),
            """
            class Report
            {
                public void Print(IQueryable<Customer> customers, List<Order> orders)
                {
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = customers.Where(c => customerIds.Contains(c.Id)).ToLookup(c => c.Id);
                    foreach (var order in orders)
                    {
                        Console.WriteLine(customersById[order.CustomerId].First().Name);
                    }
                }
            }
            """
        },
        {
            new Case("a query in a local", """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    var active = db.Customers.AsNoTracking().Where(c => c.IsActive);
                    foreach (var order in orders)
                    {
                        var customer = active.[|FirstOrDefault|](c => c.Id == order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    var active = db.Customers.AsNoTracking().Where(c => c.IsActive);
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = active.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("a loop that other code stands around", """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders, int mode)
                {
                    switch (mode)
                    {
                        case 1:
                            foreach (var order in orders)
                            {
                                Console.WriteLine((await db.Customers.[|FirstOrDefaultAsync|](c => c.Id == order.CustomerId))!.Name);
                            }

                            break;
                    }
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders, int mode)
                {
                    switch (mode)
                    {
                        case 1:
                            var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                            var customersById = await db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
                            foreach (var order in orders)
                            {
                                Console.WriteLine(customersById.GetValueOrDefault(order.CustomerId)!.Name);
                            }

                            break;
                    }
                }
            }
            """
        },
        {
            new Case("a private method", """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders, CancellationToken token)
                {
                    foreach (var order in orders)
                    {
                        var customer = await [|FindAsync|](order.CustomerId, token);
                        Console.WriteLine(customer?.Name);
                    }
                }

                /// <summary>One customer.</summary>
                private async Task<Customer?> FindAsync(int id, CancellationToken token)
                {
                    return await db.Customers.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, token);
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public async Task Print(List<Order> orders, CancellationToken token)
                {
                    var customersById = await FindManyAsync(orders.Select(order => order.CustomerId).Distinct().ToList(), token);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }

                /// <summary>One customer.</summary>
                private async Task<Customer?> FindAsync(int id, CancellationToken token)
                {
                    return await db.Customers.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, token);
                }

                private async Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids, CancellationToken token)
                {
                    return await db.Customers.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, token);
                }
            }
            """
        },
        {
            new Case("a repository behind an interface", """
            public interface ICustomers
            {
                Task<Customer?> FindAsync(int id);

                Task<int> CountAsync();
            }

            public class Customers(ShopContext db) : ICustomers
            {
                public Task<Customer?> FindAsync(int id) => db.Customers.SingleOrDefaultAsync(c => c.Id == id);

                public Task<int> CountAsync() => db.Customers.CountAsync();
            }

            public class Report(ICustomers customers)
            {
                public async Task Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await customers.[|FindAsync|](order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            public interface ICustomers
            {
                Task<Customer?> FindAsync(int id);
                Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids);

                Task<int> CountAsync();
            }

            public class Customers(ShopContext db) : ICustomers
            {
                public Task<Customer?> FindAsync(int id) => db.Customers.SingleOrDefaultAsync(c => c.Id == id);

                public Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids) =>
                    db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id);

                public Task<int> CountAsync() => db.Customers.CountAsync();
            }

            public class Report(ICustomers customers)
            {
                public async Task Print(List<Order> orders)
                {
                    var customersById = await customers.FindManyAsync(orders.Select(order => order.CustomerId).Distinct().ToList());
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("two implementations", """
            public interface ILines
            {
                List<OrderLine> GetByOrderId(int orderId);
            }

            public class AllLines(ShopContext db) : ILines
            {
                public List<OrderLine> GetByOrderId(int orderId)
                {
                    return db.Lines.Where(l => l.OrderId == orderId).ToList();
                }
            }

            public class BigLines(ShopContext db) : ILines
            {
                public List<OrderLine> GetByOrderId(int id) => db.Lines.Where(l => l.Quantity > 10 && l.OrderId == id).ToList();
            }

            public class Report(ILines lines)
            {
                public int Count(List<Order> orders)
                {
                    var count = 0;
                    foreach (var order in orders)
                    {
                        count += lines.[|GetByOrderId|](order.Id).Count;
                    }

                    return count;
                }
            }
            """),
            """
            public interface ILines
            {
                List<OrderLine> GetByOrderId(int orderId);
                ILookup<int, OrderLine> GetByOrderIds(IReadOnlyCollection<int> orderIds);
            }

            public class AllLines(ShopContext db) : ILines
            {
                public List<OrderLine> GetByOrderId(int orderId)
                {
                    return db.Lines.Where(l => l.OrderId == orderId).ToList();
                }

                public ILookup<int, OrderLine> GetByOrderIds(IReadOnlyCollection<int> orderIds)
                {
                    return db.Lines.Where(l => orderIds.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                }
            }

            public class BigLines(ShopContext db) : ILines
            {
                public List<OrderLine> GetByOrderId(int id) => db.Lines.Where(l => l.Quantity > 10 && l.OrderId == id).ToList();

                public ILookup<int, OrderLine> GetByOrderIds(IReadOnlyCollection<int> ids) =>
                    db.Lines.Where(l => l.Quantity > 10 && ids.Contains(l.OrderId)).ToLookup(l => l.OrderId);
            }

            public class Report(ILines lines)
            {
                public int Count(List<Order> orders)
                {
                    var count = 0;
                    var linesByOrderId = lines.GetByOrderIds(orders.Select(order => order.Id).Distinct().ToList());
                    foreach (var order in orders)
                    {
                        count += linesByOrderId[order.Id].ToList().Count;
                    }

                    return count;
                }
            }
            """
        },
        {
            new Case("a sibling that is there", """
            public class Customers(ShopContext db)
            {
                public async Task<Customer?> FindAsync(int id) => await db.Customers.FindAsync(id);

                public async Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids) =>
                    await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
            }

            public class Report(Customers customers)
            {
                public async Task Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await customers.[|FindAsync|](order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """),
            """
            public class Customers(ShopContext db)
            {
                public async Task<Customer?> FindAsync(int id) => await db.Customers.FindAsync(id);

                public async Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids) =>
                    await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
            }

            public class Report(Customers customers)
            {
                public async Task Print(List<Order> orders)
                {
                    var customersById = await customers.FindManyAsync(orders.Select(order => order.CustomerId).Distinct().ToList());
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            new Case("a private method that nothing else calls", """
            class Report
            {
                public static void Print(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine([|LinesOf|](db, order.Id).Count);
                    }
                }

                // Of one order.
                private static List<OrderLine> LinesOf(ShopContext db, int orderId)
                {
                    return db.Lines
                        .Where(l => l.OrderId == orderId)
                        .ToList();
                }
            }
            """),
            """
            class Report
            {
                public static void Print(ShopContext db, List<Order> orders)
                {
                    var linesByOrderId = LinesOfByOrderIds(db, orders.Select(order => order.Id).Distinct().ToList());
                    foreach (var order in orders)
                    {
                        Console.WriteLine(linesByOrderId[order.Id].ToList().Count);
                    }
                }

                // Of one order.
                private static ILookup<int, OrderLine> LinesOfByOrderIds(ShopContext db, IReadOnlyCollection<int> orderIds)
                {
                    return db.Lines
                        .Where(l => orderIds.Contains(l.OrderId))
                        .ToLookup(l => l.OrderId);
                }
            }
            """
        },
        {
            new Case("a local function", """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine([|Load|](order.CustomerId).Name);
                    }

                    Customer Load(int id) => db.Customers.First(c => c.Id == id);
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    var customersById = LoadMany(orders.Select(order => order.CustomerId).Distinct().ToList());
                    foreach (var order in orders)
                    {
                        Console.WriteLine(customersById[order.CustomerId].First().Name);
                    }

                    ILookup<int, Customer> LoadMany(IReadOnlyCollection<int> ids) => db.Customers.Where(c => ids.Contains(c.Id)).ToLookup(c => c.Id);
                }
            }
            """
        },
        {
            new Case("without nullable annotations", """
            #nullable disable
            class Report
            {
                private readonly ShopContext _db;
                public Report(ShopContext db) { _db = db; }

                public string Names(List<Order> orders)
                {
                    var text = "";
                    foreach (var order in orders)
                    {
                        Customer customer = _db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId);
                        if (customer == null) { break; }
                        text += customer.Name;
                    }

                    return text;
                }
            }
            """),
            """
            #nullable disable
            class Report
            {
                private readonly ShopContext _db;
                public Report(ShopContext db) { _db = db; }

                public string Names(List<Order> orders)
                {
                    var text = "";
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = _db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                    foreach (var order in orders)
                    {
                        Customer customer = customersById.GetValueOrDefault(order.CustomerId);
                        if (customer == null) { break; }
                        text += customer.Name;
                    }

                    return text;
                }
            }
            """
        },
        {
            new Case("a loop within what it found is left to a person", """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    foreach (var order in orders)
                    {
                        foreach (var line in [|db.Lines.Where(l => l.OrderId == order.Id)|])
                        {
                            total += line.Quantity * db.Products.[|First|](p => p.Id == line.ProductId).Price;
                        }
                    }

                    return total;
                }
            }
            """),
            """
            class Report(ShopContext db)
            {
                public decimal Total(List<Order> orders)
                {
                    var total = 0m;
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var linesByOrderId = db.Lines.Where(l => orderIds.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                    foreach (var order in orders)
                    {
                        foreach (var line in linesByOrderId[order.Id])
                        {
                            total += line.Quantity * db.Products.[|First|](p => p.Id == line.ProductId).Price;
                        }
                    }

                    return total;
                }
            }
            """
        },
    };

    public static readonly Cases Refused = new()
    {
        {
            "a sequence of unknown length that may be left early", """
            class C
            {
                void M(ShopContext db, IEnumerable<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(db.Customers.[|Find|](order.CustomerId)?.Name);
                        if (order.Total > 100 && order.IsPaid) { break; }
                    }
                }
            }
            """
        },
        {
            "a query without a limit that may be left early", """
            class C
            {
                void M(ShopContext db)
                {
                    foreach (var order in db.Orders)
                    {
                        if (order.Total > 100) { break; }
                        Console.WriteLine(db.Customers.[|Find|](order.CustomerId)?.Name);
                    }
                }
            }
            """
        },
        {
            "elements that come as they are awaited", """
            class C
            {
                async Task M(ShopContext db, IAsyncEnumerable<Order> orders)
                {
                    await foreach (var order in orders)
                    {
                        var customer = await db.Customers.[|FindAsync|](order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """
        },
        {
            "keys that are text", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers) { _ = db.Customers.[|FirstOrDefault|](c => c.Email == customer.Email); }
                }
            }
            """
        },
        {
            "keys with a scale", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Orders.Where(o => o.Total == order.Total).[|ToList|](); }
                }
            }
            """
        },
        {
            "keys that are times", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Orders.[|Count|](o => o.PlacedAt == order.PlacedAt); }
                }
            }
            """
        },
        {
            "another condition on the element", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Lines.[|FirstOrDefault|](l => l.OrderId == order.Id && l.Quantity > order.Lines.Count); }
                }
            }
            """
        },
        {
            "one of two conditions", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId || c.Name == ""); }
                }
            }
            """
        },
        {
            "a range", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Lines.Where(l => l.OrderId >= order.Id).[|ToList|](); }
                }
            }
            """
        },
        {
            "two keys", """
            class C
            {
                void M(ShopContext db, List<OrderLine> lines)
                {
                    foreach (var line in lines) { _ = db.Lines.[|FirstOrDefault|](l => l.OrderId == line.OrderId && l.ProductId == line.ProductId); }
                }
            }
            """
        },
        {
            "a key that is computed", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Customers.[|FirstOrDefault|](c => c.Id == order.CustomerId + 1); }
                }
            }
            """
        },
        {
            "a key of the row that is computed", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Customers.[|FirstOrDefault|](c => c.Id % 10 == order.CustomerId); }
                }
            }
            """
        },
        {
            "a column of another table", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers) { _ = db.Lines.Where(l => l.Order!.CustomerId == customer.Id).[|ToList|](); }
                }
            }
            """
        },
        {
            "an element of an element", """
            class C
            {
                void M(ShopContext db, List<OrderLine> lines)
                {
                    foreach (var line in lines)
                    {
                        if (line.Order != null) { _ = db.Customers.[|FirstOrDefault|](c => c.Id == line.Order.CustomerId); }
                    }
                }
            }
            """
        },
        {
            "saved in the loop", """
            class C
            {
                async Task M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId);
                        customer.IsActive = true;
                        if (order.IsPaid) { await db.SaveChangesAsync(); }
                    }
                }
            }
            """
        },
        {
            "a command in the loop", """
            class C
            {
                void M(ShopContext db, SqliteConnection connection, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        if (db.Customers.[|First|](c => c.Id == order.CustomerId).IsActive) { connection.Execute("delete from Orders where Id = @id", new { id = order.Id }); }
                    }
                }
            }
            """
        },
        {
            "saved by a method", """
            class C(ShopContext db)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.[|First|](c => c.Id == order.CustomerId);
                        Close(customer);
                    }
                }

                private void Close(Customer customer)
                {
                    customer.IsActive = false;
                    Flush();
                }

                private void Flush() => db.SaveChanges();
            }
            """
        },
        {
            "a delegate in the loop", """
            class C
            {
                void M(ShopContext db, List<Order> orders, Action<Customer> handle)
                {
                    foreach (var order in orders) { handle(db.Customers.[|First|](c => c.Id == order.CustomerId)); }
                }
            }
            """
        },
        {
            "a service whose code is elsewhere", """
            interface IMailer { void Send(Customer customer); }
            class C
            {
                void M(ShopContext db, List<Order> orders, IMailer mailer)
                {
                    foreach (var order in orders) { mailer.Send(db.Customers.[|First|](c => c.Id == order.CustomerId)); }
                }
            }
            """
        },
        {
            "a transaction per pass", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        using var transaction = db.Database.BeginTransaction();
                        _ = db.Customers.[|First|](c => c.Id == order.CustomerId);
                    }
                }
            }
            """
        },
        {
            "the tracker is emptied", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.[|First|](c => c.Id == order.CustomerId);
                        customer.IsActive = true;
                        db.ChangeTracker.Clear();
                    }
                }
            }
            """
        },
        {
            "the key is changed", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        order.CustomerId = order.CustomerId == 0 ? 1 : order.CustomerId;
                        _ = db.Customers.[|First|](c => c.Id == order.CustomerId);
                    }
                }
            }
            """
        },
        {
            "the key is changed by a method", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Repair(order);
                        _ = db.Customers.[|First|](c => c.Id == order.CustomerId);
                    }
                }

                static void Repair(Order order) { if (order.CustomerId == 0) { order.CustomerId = 1; } }
            }
            """
        },
        {
            "a local that is set twice", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var id = order.CustomerId;
                        if (order.IsPaid) { id = order.Id; }
                        _ = db.Customers.[|First|](c => c.Id == id);
                    }
                }
            }
            """
        },
        {
            "what the query reads is changed", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    var minimum = 0;
                    foreach (var order in orders)
                    {
                        var line = db.Lines.[|FirstOrDefault|](l => l.OrderId == order.Id && l.Quantity > minimum);
                        minimum += line?.Quantity ?? 0;
                    }
                }
            }
            """
        },
        {
            "a sequence that is made as it is read", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    var seen = new HashSet<int>();
                    IEnumerable<Order> unseen = orders.Where(o => !seen.Contains(o.CustomerId));
                    foreach (var order in unseen) { _ = db.Customers.[|First|](c => c.Id == order.CustomerId); seen.Add(order.CustomerId); }
                }
            }
            """
        },
        {
            "a filtered sequence", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders.Where(o => o.IsPaid)) { _ = db.Customers.[|First|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "counted", """
            class C
            {
                void M(ShopContext db, int[] ids)
                {
                    for (var i = 0; i < ids.Length; i++) { _ = db.Customers.[|Find|](ids[i]); }
                }
            }
            """
        },
        {
            "a queue", """
            class C
            {
                void M(ShopContext db, Queue<int> queue)
                {
                    while (queue.Count > 0)
                    {
                        var id = queue.Dequeue();
                        _ = db.Orders.Where(o => o.CustomerId == id).[|ToList|]();
                    }
                }
            }
            """
        },
        {
            "an asynchronous stream", """
            class C
            {
                async Task M(ShopContext db, IAsyncEnumerable<Order> orders)
                {
                    await foreach (var order in orders) { _ = await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "an iterator", """
            class C
            {
                IEnumerable<Customer> M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { yield return db.Customers.[|First|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "rows of its own that are changed", """
            class C
            {
                async Task M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await db.Customers.AsNoTracking().[|FirstAsync|](c => c.Id == order.CustomerId);
                        customer.Name = order.Total + customer.Name;
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """
        },
        {
            "rows of its own that a method changes", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.AsNoTracking().[|First|](c => c.Id == order.CustomerId);
                        Mark(customer);
                        Console.WriteLine(customer.Name);
                    }
                }

                static void Mark(Customer customer) => customer.Name += "*";
            }
            """
        },
        {
            "rows of its own with collections that grow", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.AsNoTracking().[|FirstOrDefault|](c => c.Id == order.CustomerId);
                        customer?.Orders.Add(order);
                    }
                }
            }
            """
        },
        {
            "rows of its own that are attached", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.AsNoTracking().[|First|](c => c.Id == order.CustomerId);
                        db.Customers.Update(customer);
                    }
                }
            }
            """
        },
        {
            "found among what was added", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = db.Customers.[|Find|](order.CustomerId);
                        if (customer is null) { db.Customers.Add(new Customer { Id = order.CustomerId }); }
                    }
                }
            }
            """
        },
        {
            "found by a key nobody knows", """
            class Item { public int Id { get; set; } public int Shop { get; set; } }
            class Store(DbContextOptions options) : DbContext(options)
            {
                public DbSet<Item> Items => Set<Item>();
                protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>().HasKey(i => new { i.Shop, i.Id });
            }
            class C
            {
                void M(Store store, List<int> ids)
                {
                    foreach (var id in ids) { _ = store.Items.[|Find|](id); }
                }
            }
            """
        },
        {
            "found by two keys", """
            class Item { public int Id { get; set; } public int Shop { get; set; } }
            class Store(DbContextOptions options) : DbContext(options) { public DbSet<Item> Items => Set<Item>(); }
            class C
            {
                void M(Store store, List<int> ids)
                {
                    foreach (var id in ids) { _ = store.Items.[|Find|](7, id); }
                }
            }
            """
        },
        {
            "elements that may be null", """
            class C
            {
                void M(ShopContext db, List<Order?> orders)
                {
                    foreach (var order in orders)
                    {
                        if (order is null) { continue; }
                        _ = db.Customers.[|First|](c => c.Id == order.CustomerId);
                    }
                }
            }
            """
        },
        {
            "a pass that handles failure", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        try { _ = db.Customers.[|First|](c => c.Id == order.CustomerId); }
                        catch (InvalidOperationException) { Console.WriteLine(order.Id); }
                    }
                }
            }
            """
        },
        {
            "tasks that are kept", """
            class C
            {
                async Task M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var task = db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId);
                        Console.WriteLine(order.Id);
                        await task;
                    }
                }
            }
            """
        },
        {
            "a lambda that runs later", """
            class C
            {
                IEnumerable<string> M(ShopContext db, List<Order> orders) => orders.Select(o => db.Customers.[|First|](c => c.Id == o.CustomerId).Name);
            }
            """
        },
        {
            "a lambda in an expression body", """
            class C
            {
                List<string> M(ShopContext db, List<Order> orders) => orders.Select(o => db.Customers.[|First|](c => c.Id == o.CustomerId).Name).ToList();
            }
            """
        },
        {
            "a lambda under a condition", """
            class C
            {
                List<string> M(ShopContext db, List<Order>? orders)
                {
                    return orders is null ? [] : orders.Select(o => db.Customers.[|First|](c => c.Id == o.CustomerId).Name).ToList();
                }
            }
            """
        },
        {
            "the greatest of rows that must be there", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers) { _ = db.Orders.Where(o => o.CustomerId == customer.Id).[|Max|](o => o.Total); }
                }
            }
            """
        },
        {
            "a sum that may be null", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers) { _ = db.Orders.Where(o => o.CustomerId == customer.Id).[|Sum|](o => (decimal?)o.Total); }
                }
            }
            """
        },
        {
            "null on both sides", """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } }
            class Tree(DbContextOptions options) : DbContext(options) { public DbSet<Node> Nodes => Set<Node>(); }
            class C
            {
                void M(Tree tree, List<Node> nodes)
                {
                    foreach (var node in nodes) { _ = tree.Nodes.Where(n => n.ParentId == node.ParentId).[|ToList|](); }
                }
            }
            """
        },
        {
            "a property with code", """
            class Row { private readonly string _text = "1"; public int CustomerId => int.Parse(_text); }
            class C
            {
                void M(ShopContext db, List<Row> rows)
                {
                    foreach (var row in rows) { _ = db.Customers.[|FirstOrDefault|](c => c.Id == row.CustomerId); }
                }
            }
            """
        },
        {
            "comments in the query", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        _ = db.Customers
                            // Guests have none.
                            .[|FirstOrDefault|](c => c.Id == order.CustomerId);
                    }
                }
            }
            """
        },
        {
            "a loop that is no statement of a block", """
            class C
            {
                void M(ShopContext db, List<Order> orders, bool isOn)
                {
                    if (isOn)
                        foreach (var order in orders) { _ = db.Customers.[|First|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "other operators", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers) { _ = db.Orders.Where(o => o.CustomerId == customer.Id).Select(o => o.Total).Distinct().[|ToList|](); }
                }
            }
            """
        },
        {
            "joined rows", """
            class C
            {
                void M(ShopContext db, List<Customer> customers)
                {
                    foreach (var customer in customers)
                    {
                        _ = db.Orders.Where(o => o.CustomerId == customer.Id).Join(db.Lines, o => o.Id, l => l.OrderId, (o, l) => l.Quantity).[|ToList|]();
                    }
                }
            }
            """
        },
        {
            "a dictionary per element", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = db.Lines.Where(l => l.OrderId == order.Id).[|ToDictionary|](l => l.Id); }
                }
            }
            """
        },
        {
            "query syntax", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = (from c in db.Customers where c.Id == order.CustomerId select c).[|First|](); }
                }
            }
            """
        },
        {
            "not in the form of a chain", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = Queryable.[|First|](db.Customers, c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "a query that is composed", """
            class C
            {
                void M(ShopContext db, List<Order> orders, bool onlyActive)
                {
                    foreach (var order in orders)
                    {
                        var query = db.Customers.Where(c => c.Id == order.CustomerId);
                        if (onlyActive) { query = query.Where(c => c.IsActive); }
                        _ = query.[|FirstOrDefault|]();
                    }
                }
            }
            """
        },
        {
            "rows of a repository that are changed", """
            interface IRepository<T> { IQueryable<T> Query(); }
            class C(IRepository<Customer> customers)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = customers.Query().[|First|](c => c.Id == order.CustomerId);
                        customer.IsActive = true;
                    }
                }
            }
            """
        },
        {
            "rows of a repository that removes them", """
            interface IRepository<T> { IQueryable<T> Query(); void Remove(T entity); }
            class C(IRepository<Customer> customers)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        customers.Remove(customers.Query().[|First|](c => c.Id == order.CustomerId));
                    }
                }
            }
            """
        },
        {
            "a context from a method", """
            class C
            {
                ShopContext Context() => null!;

                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = Context().Customers.[|First|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "navigations seen before", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        if (order.Customer != null) { continue; }
                        _ = db.Customers.[|First|](c => c.Id == order.CustomerId);
                    }
                }
            }
            """
        },
        {
            "elements of another type", """
            class C
            {
                void M(ShopContext db, List<object> all)
                {
                    foreach (Order order in all) { _ = db.Customers.[|First|](c => c.Id == order.CustomerId); }
                }
            }
            """
        },
        {
            "a method that does more", """
            class C(ShopContext db)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|Load|](order.CustomerId); }
                }

                private Customer? Load(int id)
                {
                    Console.WriteLine(id);
                    return db.Customers.Find(id);
                }
            }
            """
        },
        {
            "a method that returns a part", """
            class C(ShopContext db)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|NameOf|](order.CustomerId); }
                }

                private string NameOf(int id) => db.Customers.First(c => c.Id == id).Name;
            }
            """
        },
        {
            "a method that takes the element", """
            class C(ShopContext db)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|CustomerOf|](order); }
                }

                private Customer CustomerOf(Order order) => db.Customers.First(c => c.Id == order.CustomerId);
            }
            """
        },
        {
            "a method that may be overridden", """
            class C(ShopContext db)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|Load|](order.CustomerId); }
                }

                protected virtual Customer Load(int id) => db.Customers.First(c => c.Id == id);
            }
            """
        },
        {
            "a generic repository", """
            class Repository<T>(ShopContext db) where T : class
            {
                public T? Load(int id) => db.Set<T>().Find(id);
            }
            class C
            {
                void M(Repository<Customer> customers, List<Order> orders)
                {
                    foreach (var order in orders) { _ = customers.[|Load|](order.CustomerId); }
                }
            }
            """
        },
        {
            "implementations that differ", """
            interface ICustomers { Customer? Load(int id); }
            class Stored(ShopContext db) : ICustomers { public Customer? Load(int id) => db.Customers.Find(id); }
            class Active(ShopContext db) : ICustomers
            {
                public Customer? Load(int id)
                {
                    var found = db.Customers.Find(id);
                    return found is { IsActive: true } ? found : null;
                }
            }
            class C
            {
                void M(ICustomers customers, List<Order> orders)
                {
                    foreach (var order in orders) { _ = customers.[|Load|](order.CustomerId); }
                }
            }
            """
        },
        {
            "a local function that is called twice", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|Load|](order.CustomerId); }
                    _ = Load(1);

                    Customer Load(int id) => db.Customers.First(c => c.Id == id);
                }
            }
            """
        },
        {
            "a method group", """
            class C(ShopContext db)
            {
                void M(List<int> ids)
                {
                    var found = ids.Select([|Load|]).ToList();
                    Console.WriteLine(found.Count);
                }

                private Customer? Load(int id) => db.Customers.Find(id);
            }
            """
        },
        {
            "a key that is widened", """
            class Item { public long Id { get; set; } }
            class Store(DbContextOptions options) : DbContext(options) { public DbSet<Item> Items => Set<Item>(); }
            class C
            {
                void M(Store store, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        long id = order.Id;
                        _ = store.Items.[|FirstOrDefault|](i => i.Id == id);
                    }
                }
            }
            """
        },
        {
            "a key that is widened for a method", """
            class Item { public long Id { get; set; } }
            class Store(DbContextOptions options) : DbContext(options) { public DbSet<Item> Items => Set<Item>(); }
            class C(Store store)
            {
                void M(List<Order> orders)
                {
                    foreach (var order in orders) { _ = [|Load|](order.Id); }
                }

                private Item? Load(long id) => store.Items.FirstOrDefault(i => i.Id == id);
            }
            """
        },
        {
            "a column that was changed and not saved", """
            class C
            {
                void M(ShopContext db, List<Customer> customers, Order moved)
                {
                    moved.CustomerId = 1;
                    foreach (var customer in customers) { _ = db.Orders.Where(o => o.CustomerId == customer.Id).[|ToList|](); }
                }
            }
            """
        },
        {
            "the token of a pass", """
            class C
            {
                async Task M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        using var source = new CancellationTokenSource(1000);
                        _ = await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId, source.Token);
                    }
                }
            }
            """
        },
    };

    [Theory, MemberData(nameof(Batched))]
    public Task One_query_for_all(Case code, string after) => VerifyFix.Fixes(code.Source, after);

    [Theory, MemberData(nameof(Refused))]
    public Task Nothing_is_offered_where_it_might_not_be_the_same(Case code) => VerifyFix.RefusesToFix(code.Source);

    [Fact]
    public Task Loops_of_several_documents_share_what_is_added() => VerifyFix.FixesAll(
    [
        (
            """
            namespace Data;

            public interface ICustomers
            {
                Task<Customer?> FindAsync(int id, CancellationToken token = default);
            }

            public class Customers(ShopContext db) : ICustomers
            {
                public async Task<Customer?> FindAsync(int id, CancellationToken token = default)
                {
                    return await db.Customers.FindAsync([id], token);
                }
            }
            """,
            """
            namespace Data;

            public interface ICustomers
            {
                Task<Customer?> FindAsync(int id, CancellationToken token = default);
                Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids, CancellationToken token = default);
            }

            public class Customers(ShopContext db) : ICustomers
            {
                public async Task<Customer?> FindAsync(int id, CancellationToken token = default)
                {
                    return await db.Customers.FindAsync([id], token);
                }

                public async Task<Dictionary<int, Customer>> FindManyAsync(IReadOnlyCollection<int> ids, CancellationToken token = default)
                {
                    return await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, token);
                }
            }
            """
        ),
        (
            """
            using Data;

            public class Invoices(ICustomers customers)
            {
                public async Task Send(List<Order> orders, CancellationToken token)
                {
                    foreach (var order in orders)
                    {
                        var customer = await customers.[|FindAsync|](order.CustomerId, token);
                        Console.WriteLine(customer?.Email);
                    }
                }

                public async Task Print(List<int> ids)
                {
                    foreach (var id in ids)
                    {
                        Console.WriteLine(await customers.[|FindAsync|](id));
                    }
                }
            }
            """,
            """
            using Data;

            public class Invoices(ICustomers customers)
            {
                public async Task Send(List<Order> orders, CancellationToken token)
                {
                    var customersById = await customers.FindManyAsync(orders.Select(order => order.CustomerId).Distinct().ToList(), token);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        Console.WriteLine(customer?.Email);
                    }
                }

                public async Task Print(List<int> ids)
                {
                    var customersById = await customers.FindManyAsync(ids);
                    foreach (var id in ids)
                    {
                        Console.WriteLine(customersById.GetValueOrDefault(id));
                    }
                }
            }
            """
        ),
        (
            """
            public class Report(Data.Customers customers, ShopContext db)
            {
                public async Task Print(Order[] orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await customers.[|FindAsync|](order.CustomerId);
                        var count = await db.Lines.[|CountAsync|](l => l.OrderId == order.Id);
                        Console.WriteLine(customer?.Name + count);
                    }
                }
            }
            """,
            """
            public class Report(Data.Customers customers, ShopContext db)
            {
                public async Task Print(Order[] orders)
                {
                    var customersById = await customers.FindManyAsync(orders.Select(order => order.CustomerId).Distinct().ToList());
                    var orderIds = orders.Select(order => order.Id).Distinct().ToList();
                    var orderLineCountByOrderId = await db.Lines
                        .Where(l => orderIds.Contains(l.OrderId))
                        .GroupBy(l => l.OrderId)
                        .Select(g => new { g.Key, Count = g.Count() })
                        .ToDictionaryAsync(g => g.Key, g => g.Count);
                    foreach (var order in orders)
                    {
                        var customer = customersById.GetValueOrDefault(order.CustomerId);
                        var count = orderLineCountByOrderId.GetValueOrDefault(order.Id);
                        Console.WriteLine(customer?.Name + count);
                    }
                }
            }
            """
        ),
    ]);

    [Fact]
    public Task Reports_within_reports_are_fixed_from_the_outside() => VerifyFix.FixesAll(
    [
        (
            """
            class Report(ShopContext db)
            {
                public List<string> Names(List<Order> orders)
                {
                    return orders.Select(o => string.Join(", ", db.Lines.Where(l => l.OrderId == o.Id).[|ToList|]().Select(l => l.ProductId)) + db.Customers.[|Single|](c => c.Id == o.CustomerId).Name).ToList();
                }

                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        foreach (var line in order.Lines)
                        {
                            Console.WriteLine(db.Products.[|Single|](p => p.Id == line.ProductId).Name);
                        }

                        // After its lines.
                        Console.WriteLine(db.Customers.[|Find|](order.CustomerId)?.Name);
                    }
                }
            }
            """,
            """
            class Report(ShopContext db)
            {
                public List<string> Names(List<Order> orders)
                {
                    var ids = orders.Select(o => o.Id).Distinct().ToList();
                    var linesByOrderId = db.Lines.Where(l => ids.Contains(l.OrderId)).ToLookup(l => l.OrderId);
                    var customerIds = orders.Select(o => o.CustomerId).Distinct().ToList();
                    var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToLookup(c => c.Id);
                    return orders.Select(o => string.Join(", ", linesByOrderId[o.Id].ToList().Select(l => l.ProductId)) + customersById[o.CustomerId].Single().Name).ToList();
                }

                public void Print(List<Order> orders)
                {
                    var productIds = orders.SelectMany(order => order.Lines).Select(line => line.ProductId).Distinct().ToList();
                    var productsById = db.Products.Where(p => productIds.Contains(p.Id)).ToLookup(p => p.Id);
                    var customerIds = orders.Select(order => order.CustomerId).Distinct().ToList();
                    var customersById = db.Customers.Where(c => customerIds.Contains(c.Id)).ToDictionary(c => c.Id);
                    foreach (var order in orders)
                    {
                        foreach (var line in order.Lines)
                        {
                            Console.WriteLine(productsById[line.ProductId].Single().Name);
                        }

                        // After its lines.
                        Console.WriteLine(customersById.GetValueOrDefault(order.CustomerId)?.Name);
                    }
                }
            }
            """
        ),
    ]);

    [Fact]
    public Task Line_breaks_are_those_of_the_document() => VerifyFix.Fixes(
        Windows(((Case)Batched.First()[0]).Source),
        Windows((string)Batched.First()[1]));

    private static string Windows(string text) => text.ReplaceLineEndings("\r\n");
}
