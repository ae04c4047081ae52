using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Storefront.Catalog;
using Storefront.Customers;
using Storefront.Data;
using Storefront.Measuring;
using Storefront.Orders;
using Storefront.Reports;

var builder = WebApplication.CreateBuilder(args);
var measuring = args is ["measure", ..];

var database = measuring
    ? Path.GetTempFileName()
    : builder.Configuration["Database"] ?? Path.Combine(Path.GetTempPath(), "storefront.db");
var connectionString = $"Data Source={database}";

builder.Services.AddSingleton<IConnectionFactory>(new ConnectionFactory(connectionString));
builder.Services.AddDbContext<ShopContext>((services, options) => options
    .UseSqlite(connectionString)
    .AddInterceptors(services.GetServices<IInterceptor>()));

builder.Services.AddSingleton<IExchangeRates, FileExchangeRates>();
builder.Services.AddScoped<IPricingService, PricingService>();
builder.Services.AddScoped<CatalogService>();
builder.Services.AddScoped<StockService>();
builder.Services.AddScoped<IOrderService, OrderService>();
builder.Services.AddScoped<QuoteService>();
builder.Services.AddScoped<ICustomerRepository, CustomerRepository>();
builder.Services.AddScoped<CustomerService>();
builder.Services.AddScoped<CustomerReport>();
builder.Services.AddScoped<SalesReport>();
builder.Services.AddScoped<ProductFeed>();

if (measuring)
{
    builder.PrepareMeasuring(connectionString);
}

var app = builder.Build();

app.MapCatalog();
app.MapOrders();
app.MapCustomers();
app.MapReports();

await SeedData.EnsureAsync(app.Services);

if (measuring)
{
    await MeasureCommand.RunAsync(app, json: args.Contains("--json"));
    SqliteConnection.ClearAllPools();
    File.Delete(database);
    return;
}

await app.RunAsync();
