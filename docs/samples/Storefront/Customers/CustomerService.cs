using Microsoft.EntityFrameworkCore;
using Storefront.Catalog;
using Storefront.Data;

namespace Storefront.Customers;

public record CustomerListItem(int Id, string Name, string Email, int Orders);

public record CustomerSummary(string Name, bool IsNew, bool HasOpenOrders, decimal Spent, string Currency);

public class CustomerService(ShopContext db, ICustomerRepository customers, IExchangeRates rates)
{
    private const int PageSize = 15;

    public async Task<List<CustomerListItem>> ListAsync(int page)
    {
        var list = await customers.ListAsync(page, PageSize);

        var ids = list.Select(c => c.Id).ToList();
        var orderCounts = await db.Orders
            .Where(o => ids.Contains(o.CustomerId))
            .GroupBy(o => o.CustomerId)
            .Select(g => new { CustomerId = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.CustomerId, g => g.Count);

        return list
            .Select(c => new CustomerListItem(c.Id, c.Name, c.Email, orderCounts.GetValueOrDefault(c.Id)))
            .ToList();
    }

    public async Task<CustomerSummary?> SummarizeAsync(int id)
    {
        var customer = await customers.FindAsync(id);
        if (customer is null)
        {
            return null;
        }

        var amounts = await db.OrderLines
            .Join(db.Orders, l => l.OrderId, o => o.Id, (l, o) => new { o.CustomerId, o.Status, l.Quantity, l.UnitPrice })
            .Where(l => l.CustomerId == id && l.Status != OrderStatus.Cancelled)
            .ToListAsync();

        var rate = rates.GetRateAsync(customer.Currency).Result;
        var spent = Math.Round(amounts.Sum(a => a.Quantity * a.UnitPrice) * rate, 2);

        return new CustomerSummary(
            customer.Name,
            await customers.IsNewAsync(id),
            await customers.HasOpenOrdersAsync(id),
            spent,
            customer.Currency);
    }
}
