namespace Storefront.Catalog;

public static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products");

        products.MapGet("/", (CatalogService catalog, string? search, int page = 1) =>
            catalog.SearchAsync(search, page));

        products.MapGet("/category/{category}", IResult (CatalogService catalog, string category, string currency = "USD") =>
            catalog.PriceList(category, currency) is { } prices ? Results.Ok(prices) : Results.NotFound());

        products.MapGet("/stock", (StockService stock) => stock.GetOverviewAsync());
    }
}
