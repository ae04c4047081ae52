using Microsoft.EntityFrameworkCore;
using Storefront.Catalog;
using Storefront.Customers;
using Storefront.Data;

namespace Storefront.Orders;

public record OrderListItem(int Id, DateOnly PlacedOn, string Customer, decimal Total);

public record OpenOrder(int Id, string Customer, string Email, int Pieces);

public record OrderDetails(int Id, OrderStatus Status, List<OrderDetailsLine> Lines, decimal Total, decimal TotalEur, decimal TotalGbp);

public record OrderDetailsLine(string Sku, string Name, int Quantity, decimal UnitPrice);

public interface IOrderService
{
    Task<List<OrderListItem>> ListAsync(int page);
    Task<List<OpenOrder>> ListOpenAsync();
    Task<OrderDetails?> FindAsync(int id);
}

public class OrderService(ShopContext db, ICustomerRepository customers, IExchangeRates rates) : IOrderService
{
    private const int PageSize = 40;

    public async Task<List<OrderListItem>> ListAsync(int page)
    {
        var orders = await db.Orders
            .AsNoTracking()
            .Include(o => o.Lines)
            .OrderByDescending(o => o.PlacedOn)
            .Skip((Math.Max(page, 1) - 1) * PageSize)
            .Take(PageSize)
            .ToListAsync();

        var items = new List<OrderListItem>();
        foreach (var order in orders)
        {
            var customer = await db.Customers.FirstOrDefaultAsync(c => c.Id == order.CustomerId);
            items.Add(new OrderListItem(order.Id, order.PlacedOn, customer?.Name ?? "Guest", TotalOf(order)));
        }

        return items;
    }

    public async Task<List<OpenOrder>> ListOpenAsync()
    {
        var orders = await db.Orders
            .AsNoTracking()
            .Include(o => o.Lines)
            .Where(o => o.Status == OrderStatus.Open)
            .OrderBy(o => o.Id)
            .ToListAsync();

        var open = new List<OpenOrder>();
        foreach (var order in orders)
        {
            var customer = await customers.FindAsync(order.CustomerId);
            if (customer is null)
            {
                continue;
            }

            open.Add(new OpenOrder(order.Id, customer.Name, customer.Email, order.Lines.Sum(l => l.Quantity)));
        }

        return open;
    }

    public async Task<OrderDetails?> FindAsync(int id)
    {
        var order = await db.Orders.AsNoTracking().Include(o => o.Lines).SingleOrDefaultAsync(o => o.Id == id);
        if (order is null)
        {
            return null;
        }

        var productIds = order.Lines.Select(l => l.ProductId).ToList();
        var products = await db.Products
            .AsNoTracking()
            .Where(p => productIds.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id);

        var lines = order.Lines
            .OrderBy(l => l.Id)
            .Select(l => new OrderDetailsLine(products[l.ProductId].Sku, products[l.ProductId].Name, l.Quantity, l.UnitPrice))
            .ToList();

        var euro = rates.GetRateAsync("EUR");
        var pound = rates.GetRateAsync("GBP");
        await Task.WhenAll(euro, pound);

        var total = TotalOf(order);
        return new OrderDetails(
            order.Id,
            order.Status,
            lines,
            total,
            Math.Round(total * euro.Result, 2),
            Math.Round(total * pound.Result, 2));
    }

    private static decimal TotalOf(Order order) => order.Lines.Sum(l => l.Quantity * l.UnitPrice);
}
