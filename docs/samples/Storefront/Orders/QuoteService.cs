using System.Text.RegularExpressions;
using Storefront.Data;

namespace Storefront.Orders;

public record QuoteRequest(List<QuoteRequestLine> Lines, string? Coupon);

public record QuoteRequestLine(int ProductId, int Quantity);

public record Quote(List<QuoteLine> Lines, decimal Discount, decimal Total);

public record QuoteLine(string Sku, int Quantity, decimal Amount);

public class QuoteService(ShopContext db)
{
    public Quote Create(QuoteRequest request)
    {
        var lines = request.Lines;
        var products = lines.Select(l => db.Products.First(p => p.Id == l.ProductId)).ToList();

        var quoted = lines
            .Zip(products, (line, product) => new QuoteLine(product.Sku, line.Quantity, product.Price * line.Quantity))
            .ToList();

        var sum = quoted.Sum(l => l.Amount);
        var discount = Math.Round(sum * DiscountOf(request.Coupon) / 100, 2);
        return new Quote(quoted, discount, sum - discount);
    }

    /// <summary>Coupons carry their percentage, as in SPRING-15.</summary>
    private static int DiscountOf(string? coupon)
    {
        if (string.IsNullOrEmpty(coupon))
        {
            return 0;
        }

        var regex = new Regex(@"^[A-Z]+-(?<percent>\d{1,2})$", RegexOptions.Compiled | RegexOptions.IgnoreCase);
        var match = regex.Match(coupon);
        return match.Success ? int.Parse(match.Groups["percent"].ValueSpan) : 0;
    }
}
