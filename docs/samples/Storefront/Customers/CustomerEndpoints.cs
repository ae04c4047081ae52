namespace Storefront.Customers;

public static class CustomerEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var customers = app.MapGroup("/customers");

        customers.MapGet("/", (CustomerService service, int page = 1) => service.ListAsync(page));

        customers.MapGet("/{id:int}", async (CustomerService service, int id) =>
            await service.SummarizeAsync(id) is { } summary ? Results.Ok(summary) : Results.NotFound());
    }
}
