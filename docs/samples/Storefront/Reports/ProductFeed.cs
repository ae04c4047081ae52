using System.Xml.Serialization;
using Microsoft.EntityFrameworkCore;
using Storefront.Data;

namespace Storefront.Reports;

[XmlType("product")]
public class FeedEntry
{
    [XmlAttribute("sku")]
    public string Sku { get; set; } = "";

    [XmlElement("title")]
    public string Title { get; set; } = "";

    [XmlElement("price")]
    public decimal Price { get; set; }
}

/// <summary>The product feed that the price comparison sites fetch.</summary>
public class ProductFeed(ShopContext db)
{
    public async Task<byte[]> ToXmlAsync()
    {
        var entries = await db.Products
            .OrderBy(p => p.Sku)
            .Select(p => new FeedEntry { Sku = p.Sku, Title = p.Name, Price = p.Price })
            .ToArrayAsync();

        var serializer = new XmlSerializer(typeof(FeedEntry[]), new XmlRootAttribute("products"));
        using var stream = new MemoryStream();
        serializer.Serialize(stream, entries);
        return stream.ToArray();
    }
}
