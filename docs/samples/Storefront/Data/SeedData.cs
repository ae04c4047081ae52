using Microsoft.EntityFrameworkCore;

namespace Storefront.Data;

public static class SeedData
{
    private static readonly string[] FirstNames = ["Ada", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hugo"];
    private static readonly string[] LastNames = ["Almeida", "Berg", "Costa", "Dahl", "Evans"];
    private static readonly string[] Categories = ["Garden", "Kitchen", "Lighting", "Office", "Outdoor"];
    private static readonly string[] Adjectives = ["Compact", "Folding", "Classic", "Slim"];
    private static readonly string[] Nouns = ["Lamp", "Chair", "Shelf"];
    private static readonly string[] Currencies = ["USD", "EUR", "GBP", "CHF", "SEK"];
    private const int Guest = 0;
    private static readonly DateOnly FirstDay = new(2025, 1, 6);

    /// <summary>Creates the database file and its content unless they are there already.</summary>
    public static async Task EnsureAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
        await db.Database.EnsureCreatedAsync();
        if (await db.Products.AnyAsync())
        {
            return;
        }

        var random = new Random(20250106);
        var products = CreateProducts(random);
        db.AddRange(products);
        db.AddRange(CreateStock(random, products));
        db.AddRange(CreateCustomers(random));
        db.AddRange(CreateOrders(random, products));
        await db.SaveChangesAsync();
    }

    private static List<Product> CreateProducts(Random random) =>
        Enumerable.Range(0, 60).Select(i => new Product
        {
            Id = i + 1,
            Sku = $"{Categories[i % 5][..3].ToUpperInvariant()}-{1000 + i}",
            Name = $"{Adjectives[i % 4]} {Nouns[i % 3]} {Categories[i % 5]}",
            Category = Categories[i % 5],
            Price = random.Next(500, 15000) / 100m,
        }).ToList();

    // Every tenth product is dropshipped and has no stock of our own.
    private static IEnumerable<StockLevel> CreateStock(Random random, List<Product> products) =>
        products.Where(p => p.Id % 10 != 0).Select(p => new StockLevel
        {
            ProductId = p.Id,
            Warehouse = p.Id % 2 == 0 ? "North" : "South",
            OnHand = random.Next(0, 40),
            Reserved = random.Next(0, 10),
        });

    private static IEnumerable<Customer> CreateCustomers(Random random) =>
        Enumerable.Range(0, 40).Select(i =>
        {
            var (first, last) = (FirstNames[i % 8], LastNames[i / 8]);
            return new Customer
            {
                Id = i + 1,
                Name = $"{first} {last}",
                Email = $"{first}.{last}@example.com".ToLowerInvariant(),
                Currency = Currencies[i % 5],
                JoinedOn = FirstDay.AddDays(-random.Next(1, 700)),
            };
        });

    // Guests order without a customer account, and nobody has ordered the newest products yet.
    private static IEnumerable<Order> CreateOrders(Random random, List<Product> products) =>
        Enumerable.Range(0, 80).Select(i => new Order
        {
            Id = i + 1,
            CustomerId = i % 9 == 8 ? Guest : random.Next(1, 41),
            PlacedOn = FirstDay.AddDays(i * 2),
            Status = (OrderStatus)random.Next(0, 4),
            Lines = Enumerable.Range(0, 3).Select(j =>
            {
                var product = products[random.Next(products.Count - 8)];
                return new OrderLine
                {
                    Id = i * 3 + j + 1,
                    ProductId = product.Id,
                    Quantity = random.Next(1, 6),
                    UnitPrice = product.Price,
                };
            }).ToList(),
        });
}
