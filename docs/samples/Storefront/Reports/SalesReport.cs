using System.Text;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Reports;

public readonly record struct Month(int Year, int Number);

public class SalesReport(ShopContext db)
{
    public async Task<string> ToCsvAsync()
    {
        var rows = await db.OrderLines
            .Join(db.Orders, l => l.OrderId, o => o.Id, (l, o) => new { l.Id, l.OrderId, o.PlacedOn, l.ProductId, l.Quantity, Price = l.UnitPrice })
            .OrderBy(r => r.Id)
            .ToListAsync();

        var csv = new StringBuilder("order;date;product;quantity;price;amount\n");
        foreach (var row in rows)
        {
            csv.Append(string.Format("{0};{1:yyyy-MM-dd};", row.OrderId, row.PlacedOn));
            csv.AppendFormat("{0};{1};{2};", row.ProductId, row.Quantity, row.Price);
            AppendCell(csv, row.Quantity * row.Price);
            csv.Append('\n');
        }

        return csv.ToString();
    }

    public async Task<string> ToTextAsync()
    {
        var orders = await db.Orders
            .AsNoTracking()
            .Include(o => o.Lines)
            .OrderBy(o => o.PlacedOn)
            .ToListAsync();

        var text = new StringBuilder();
        var current = default(Month);
        foreach (var order in orders)
        {
            var month = new Month(order.PlacedOn.Year, order.PlacedOn.Month);
            if (!object.Equals(month, current))
            {
                WriteLine(text, "{0}-{1:00}", month.Year, month.Number);
                current = month;
            }

            WriteLine(text, "  order {0}: {1} lines, {2} pieces", order.Id, order.Lines.Count, order.Lines.Sum(l => l.Quantity));
            foreach (var line in order.Lines)
            {
                text.AppendFormat("    {0,3} x product {1,-4} at {2:0.00}\n", line.Quantity, line.ProductId, line.UnitPrice);
            }
        }

        return text.ToString();
    }

    private static void AppendCell(StringBuilder csv, object value) => csv.Append(value);

    private static void WriteLine(StringBuilder text, string format, params object[] values) =>
        text.AppendFormat(format, values).Append('\n');
}
