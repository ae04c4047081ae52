using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Catalog;

public record ProductPage(int Page, int Total, IReadOnlyList<ProductItem> Items);

public record ProductItem(int Id, string Sku, string Name, decimal Price);

public record PriceListItem(string Sku, string Name, decimal Price, string Currency);

public class CatalogService(ShopContext db, IPricingService pricing)
{
    private const int PageSize = 20;

    private static readonly Regex Whitespace = new(@"\s+", RegexOptions.Compiled);

    public async Task<ProductPage> SearchAsync(string? search, int page)
    {
        var query = db.Products.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = "%" + Whitespace.Replace(search.Trim(), "%") + "%";
            query = query.Where(p => EF.Functions.Like(p.Name, pattern));
        }

        var total = await query.CountAsync();
        var items = await query
            .OrderBy(p => p.Id)
            .Skip((Math.Max(page, 1) - 1) * PageSize)
            .Take(PageSize)
            .Select(p => new ProductItem(p.Id, p.Sku, p.Name, p.Price))
            .ToListAsync();

        return new ProductPage(page, total, items);
    }

    public List<PriceListItem>? PriceList(string category, string currency)
    {
        var exists = db.Products.Where(p => p.Category == category).Count() > 0;
        if (!exists)
        {
            return null;
        }

        var products = db.Products
            .AsNoTracking()
            .Where(p => p.Category == category)
            .OrderBy(p => p.Sku)
            .ToList();

        return pricing.Convert(products, currency);
    }
}
