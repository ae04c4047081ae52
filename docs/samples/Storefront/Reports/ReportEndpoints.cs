using Storefront.Catalog;

namespace Storefront.Reports;

public static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/reports");

        reports.MapGet("/customers", (CustomerReport report) => report.GetRegularsAsync());

        reports.MapGet("/reorder", (StockService stock) => stock.GetReorderListAsync());

        reports.MapGet("/sales.csv", async (SalesReport report) =>
            Results.Text(await report.ToCsvAsync(), "text/csv"));

        reports.MapGet("/sales.txt", async (SalesReport report) =>
            Results.Text(await report.ToTextAsync(), "text/plain"));

        reports.MapGet("/feed.xml", async (ProductFeed feed) =>
            Results.Bytes(await feed.ToXmlAsync(), "application/xml"));
    }
}
