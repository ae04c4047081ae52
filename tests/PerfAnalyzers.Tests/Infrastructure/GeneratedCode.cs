using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>
/// An application that is the same on every run: services that call each other, over a database, files, tasks and
/// collections. Ordinary code for the most part; what rules look for is strewn in.
/// </summary>
internal static class GeneratedCode
{
    public const int Files = 24;

    public static CSharpCompilation Create()
    {
        var compilation = AllRules.Prepared();
        return compilation.AddSyntaxTrees(Enumerable.Range(0, Files).Select(static i => AllRules.Parse(File(i), $"Service{i}.cs")));
    }

    private static string File(int i)
    {
        var next = (i + 1) % Files;
        var far = (i * 7 + 3) % Files;
        return $$"""
            using System.Collections.Concurrent;
            using System.Globalization;
            using System.Text.RegularExpressions;

            namespace Generated.Area{{i % 12}};

            public interface IService{{i}}
            {
                Task<Order?> LoadAsync(int id, CancellationToken token = default);
                int Score(Order order);
            }

            public sealed record Item{{i}}(int Id, string Name, decimal Price);

            public sealed class Service{{i}}(ShopContext db, DbConnection connection, Generated.Area{{next % 12}}.IService{{next}}? next = null) : IService{{i}}
            {
                private static readonly Regex s_code = new("^[A-Z]{{{i % 9 + 1}}}-[0-9]+$", RegexOptions.Compiled);
                private readonly Dictionary<int, Item{{i}}> _items = new();
                private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
                private readonly List<string> _names = [];

                public async Task<Order?> LoadAsync(int id, CancellationToken token = default)
                {
                    var order = await db.Orders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.Id == id && o.Total > {{i}}, token);
                    if (order is null && next is not null)
                    {
                        order = await next.LoadAsync(id + {{i % 5}}, token).ConfigureAwait(false);
                    }

                    return order;
                }

                public int Score(Order order)
                {
                    var score = 0;
                    for (var n = 0; n < order.Lines.Count; n++)
                    {
                        var line = order.Lines[n];
                        score += line.Quantity * {{i % 11 + 1}} + (line.Product is { Stock: > {{i % 4}} } product ? product.Stock : 0);
                    }

                    return next is null ? score : Math.Max(score, next.Score(order));
                }

                public async Task<List<Item{{i}}>> Prices(IReadOnlyList<int> ids, CancellationToken token)
                {
                    var products = await db.Products.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Name).ToDictionaryAsync(p => p.Id, token);
                    var result = new List<Item{{i}}>(ids.Count);
                    foreach (var id in ids)
                    {
                        if (products.TryGetValue(id, out var product))
                        {
                            result.Add(new Item{{i}}(id, product.Name.Trim(), decimal.Round(product.Price * {{i + 1}}m, 2)));
                        }
                    }

                    return result;
                }

                public string Report(IEnumerable<Order> orders)
                {
                    var text = new StringBuilder();
                    foreach (var group in orders.Where(o => o.IsPaid).GroupBy(o => o.CustomerId).OrderByDescending(g => g.Sum(o => o.Total)).Take({{i % 20 + 5}}))
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{group.Key}: {group.Count()} orders, {group.Sum(o => o.Total):F2}").AppendLine();
                        _counts.AddOrUpdate(group.Key.ToString(CultureInfo.InvariantCulture), 1, static (_, old) => old + 1);
                    }

                    return text.ToString();
                }

                public IEnumerable<string> Codes(string path)
                {
                    foreach (var line in File.ReadLines(path))
                    {
                        var comma = line.IndexOf(',', StringComparison.Ordinal);
                        if (comma > 0 && s_code.IsMatch(line[..comma]) && !_names.Contains(line))
                        {
                            _names.Add(line);
                            yield return line[..comma];
                        }
                    }
                }

                public Item{{i}}? Find(int id)
                {
                    if (_items.TryGetValue(id, out var known))
                    {
                        return known;
                    }

                    var product = db.Products.SingleOrDefault(p => p.Id == id);
                    return product is null ? null : _items[id] = new Item{{i}}(product.Id, product.Name, product.Price);
                }

                public async Task<int> Import(Stream stream, CancellationToken token)
                {
                    using var reader = new StreamReader(stream);
                    var rows = 0;
                    while (await reader.ReadLineAsync(token) is { } line)
                    {
                        var parts = line.Split(';');
                        try
                        {
                            rows += int.Parse(parts[0], CultureInfo.InvariantCulture) > {{i}} ? 1 : 0;
                        }
                        catch (FormatException exception)
                        {
                            throw new InvalidOperationException(string.Format(CultureInfo.InvariantCulture, "{0}: {1}", rows, line), exception);
                        }
                    }

                    await db.SaveChangesAsync(token);
                    return rows;
                }

                public decimal Total(List<Customer> customers)
                {
                    decimal total = 0;
                    foreach (var customer in customers)
                    {
                        {{Waste(i, far)}}
                    }

                    return total;
                }
            }
            """;
    }

    // One file in four has something to report.
    private static string Waste(int i, int far) => (i % 20) switch
    {
        0 => "total += db.Orders.Where(o => o.CustomerId == customer.Id).Sum(o => o.Total);",
        4 => $"total += new Generated.Area{far % 12}.Service{far}(db, connection).Find(customer.Id)?.Price ?? 0;",
        8 => "object boxed = customer.Id; total += boxed.GetHashCode() + LoadAsync(customer.Id).Result!.Total;",
        12 => "if (db.Orders.Count(o => o.CustomerId == customer.Id) > 0) { total += connection.QuerySingle<decimal>(\"select 1 where 1 = @Id\", new { customer.Id }); }",
        16 => "if (new Regex(\"^[a-z]+$\").IsMatch(customer.Name)) { total += string.Format(\"{0}\", customer.Id).Length; }",
        _ => "total += customer.Orders.Where(o => o.IsPaid).Select(o => o.Total).DefaultIfEmpty().Max();",
    };
}
