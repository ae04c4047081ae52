using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Customers;

public interface ICustomerRepository
{
    Task<List<Customer>> ListAsync(int page, int pageSize);
    Task<Customer?> FindAsync(int id);
    Task<bool> HasOpenOrdersAsync(int customerId);
    Task<bool> IsNewAsync(int customerId);
}

public class CustomerRepository(ShopContext db) : ICustomerRepository
{
    public Task<List<Customer>> ListAsync(int page, int pageSize) =>
        db.Customers
            .AsNoTracking()
            .OrderBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Skip((Math.Max(page, 1) - 1) * pageSize)
            .Take(pageSize)
            .ToListAsync();

    public async Task<Customer?> FindAsync(int id)
    {
        return await db.Customers.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id);
    }

    public async Task<bool> HasOpenOrdersAsync(int customerId)
    {
        var open = await db.Orders.CountAsync(o => o.CustomerId == customerId && o.Status == OrderStatus.Open);
        return open > 0;
    }

    public async Task<bool> IsNewAsync(int customerId)
    {
        return await db.Orders.CountAsync(o => o.CustomerId == customerId) == 0;
    }
}
