using System.Globalization;
using System.Text.RegularExpressions;
using Storefront.Data;

namespace Storefront.Catalog;

public interface IExchangeRates
{
    Task<decimal> GetRateAsync(string currency);
}

/// <summary>Rates against the dollar, from the file that finance replaces every morning.</summary>
public class FileExchangeRates : IExchangeRates
{
    private static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "Data", "exchange-rates.csv");

    public async Task<decimal> GetRateAsync(string currency)
    {
        using var reader = new StreamReader(FilePath);
        await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { } line)
        {
            var comma = line.IndexOf(',');
            if (line.AsSpan(0, comma).Equals(currency, StringComparison.OrdinalIgnoreCase))
            {
                return decimal.Parse(line.AsSpan(comma + 1), CultureInfo.InvariantCulture);
            }
        }

        throw new KeyNotFoundException($"No exchange rate for {currency}.");
    }
}

public interface IPricingService
{
    List<PriceListItem> Convert(IReadOnlyCollection<Product> products, string currency);
}

public class PricingService(IExchangeRates rates) : IPricingService
{
    public List<PriceListItem> Convert(IReadOnlyCollection<Product> products, string currency)
    {
        var code = new Regex("^[A-Za-z]{3}$");
        if (!code.IsMatch(currency))
        {
            throw new BadHttpRequestException($"'{currency}' is not a currency code.");
        }

        var rate = rates.GetRateAsync(currency).GetAwaiter().GetResult();
        return products
            .Select(p => new PriceListItem(p.Sku, p.Name, Math.Round(p.Price * rate, 2), currency.ToUpperInvariant()))
            .ToList();
    }
}
