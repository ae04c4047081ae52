using Microsoft.EntityFrameworkCore;

namespace Storefront.Data;

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        // SQLite has no decimal type.
        conventions.Properties<decimal>().HaveConversion<double>();
        conventions.Properties<OrderStatus>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<Product>().HasIndex(p => p.Sku).IsUnique();
        model.Entity<Order>().HasIndex(o => o.CustomerId);
        model.Entity<OrderLine>().HasIndex(l => l.ProductId);
        model.Entity<StockLevel>().HasKey(s => s.ProductId);
        model.Entity<StockLevel>().Property(s => s.ProductId).ValueGeneratedNever();
    }
}

public enum OrderStatus
{
    Open,
    Paid,
    Shipped,
    Cancelled,
}

public class Customer
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public required string Email { get; set; }
    public required string Currency { get; set; }
    public DateOnly JoinedOn { get; set; }
}

public class Product
{
    public int Id { get; set; }
    public required string Sku { get; set; }
    public required string Name { get; set; }
    public required string Category { get; set; }
    public decimal Price { get; set; }
}

public class Order
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
    public DateOnly PlacedOn { get; set; }
    public OrderStatus Status { get; set; }
    public List<OrderLine> Lines { get; set; } = [];
}

public class OrderLine
{
    public int Id { get; set; }
    public int OrderId { get; set; }
    public int ProductId { get; set; }
    public int Quantity { get; set; }
    public decimal UnitPrice { get; set; }
}

public class StockLevel
{
    public int ProductId { get; set; }
    public required string Warehouse { get; set; }
    public int OnHand { get; set; }
    public int Reserved { get; set; }
}
