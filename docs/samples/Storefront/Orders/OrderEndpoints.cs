using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storefront.Orders;

public static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        var orders = app.MapGroup("/orders");

        orders.MapGet("/", (IOrderService service, int page = 1) => service.ListAsync(page));

        orders.MapGet("/open", (IOrderService service) => service.ListOpenAsync());

        orders.MapGet("/{id:int}", async (IOrderService service, int id) =>
        {
            var order = await service.FindAsync(id);
            return order is null ? Results.NotFound() : Results.Text(ToJson(order), "application/json");
        });

        orders.MapPost("/quote", (QuoteService quotes, QuoteRequest request) =>
            request.Lines.Count == 0 ? Results.BadRequest("A quote needs at least one line.") : Results.Ok(quotes.Create(request)));
    }

    // The warehouse reads the status by its name.
    private static string ToJson(OrderDetails order)
    {
        var options = new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } };
        return JsonSerializer.Serialize(order, options);
    }
}
