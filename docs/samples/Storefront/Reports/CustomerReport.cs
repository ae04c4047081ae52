using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Reports;

public record CustomerRow(string Name, int Orders, decimal Revenue, DateOnly? LastOrder);

public class CustomerReport(ShopContext db)
{
    public async Task<List<CustomerRow>> GetRegularsAsync()
    {
        var customers = await db.Customers.AsNoTracking().OrderBy(c => c.Id).ToListAsync();

        var rows = new List<CustomerRow>();
        foreach (var customer in customers)
        {
            var orders = await LoadOrdersAsync(customer.Id);
            rows.Add(new CustomerRow(
                customer.Name,
                orders.Count,
                orders.SelectMany(o => o.Lines).Sum(l => l.Quantity * l.UnitPrice),
                orders.Count == 0 ? null : orders.Max(o => o.PlacedOn)));
        }

        Expression<Func<CustomerRow, bool>> isRegular = row => row.Orders >= 2 && row.Revenue >= 250m;
        return rows.Where(isRegular.Compile()).OrderByDescending(r => r.Revenue).ThenBy(r => r.Name).ToList();
    }

    private async Task<List<Order>> LoadOrdersAsync(int customerId)
    {
        return await db.Orders
            .AsNoTracking()
            .Include(o => o.Lines)
            .Where(o => o.CustomerId == customerId && o.Status != OrderStatus.Cancelled)
            .ToListAsync();
    }
}
