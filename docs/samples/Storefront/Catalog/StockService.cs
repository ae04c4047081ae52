using Dapper;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Catalog;

public record StockItem(string Sku, string Warehouse, int Available);

public record ReorderItem(string Sku, int OnHand, int Sold, int Order);

public class StockService(ShopContext db, IConnectionFactory connections)
{
    private const int SafetyStock = 10;

    public async Task<List<StockItem>> GetOverviewAsync()
    {
        var products = await db.Products.AsNoTracking().OrderBy(p => p.Sku).ToListAsync();

        using var connection = connections.Open();
        var items = new List<StockItem>(products.Count);
        foreach (var product in products)
        {
            var level = connection.QuerySingleOrDefault<StockLevelRow>(
                "SELECT Warehouse, OnHand, Reserved FROM StockLevels WHERE ProductId = @id",
                new { id = product.Id });

            items.Add(level is null
                ? new StockItem(product.Sku, "Supplier", 0)
                : new StockItem(product.Sku, level.Warehouse, Math.Max(level.OnHand - level.Reserved, 0)));
        }

        return items;
    }

    public async Task<List<ReorderItem>> GetReorderListAsync()
    {
        var levels = await db.StockLevels
            .AsNoTracking()
            .Where(s => s.OnHand < SafetyStock)
            .Join(db.Products, s => s.ProductId, p => p.Id, (s, p) => new { p.Id, p.Sku, s.OnHand })
            .OrderBy(s => s.Sku)
            .ToListAsync();

        using var connection = connections.Open();
        var items = new List<ReorderItem>();
        foreach (var level in levels)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT SUM(Quantity) FROM OrderLines WHERE ProductId = $productId";
            command.Parameters.AddWithValue("$productId", level.Id);
            var sold = command.ExecuteScalar() is long quantity ? (int)quantity : 0;

            items.Add(new ReorderItem(level.Sku, level.OnHand, sold, SafetyStock + sold / 4 - level.OnHand));
        }

        return items;
    }

    private sealed class StockLevelRow
    {
        public string Warehouse { get; set; } = "";
        public int OnHand { get; set; }
        public int Reserved { get; set; }
    }
}
