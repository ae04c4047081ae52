namespace PerfAnalyzers.Tests;

public sealed class EntityWritesTests
{
    [Theory]
    [InlineData("class A(ShopContext db) { void M() { db.Products.Add(new Product()); } }", true)]
    [InlineData("class A(ShopContext db) { void M(int id) { var p = db.Products.Find(id); p!.Name = \"\"; db.SaveChanges(); } }", true)]
    [InlineData("class A(ShopContext db) { void M() => db.Products.ExecuteDelete(); }", true)]
    [InlineData("class A(ShopContext db) { void Update(Product p) => db.Entry(p).State = EntityState.Modified; }", true)]
    [InlineData("class A { Product Map() => new Product(); }", true)]
    [InlineData("class A(ShopContext db) { void SeedProducts() { db.Products.Add(new Product()); } }", false)]
    [InlineData("class A(ShopContext db) { List<Product> M() => db.Products.ToList(); void N() { db.Orders.Add(new Order()); db.SaveChanges(); } }", false)]
    public void Tells_whether_rows_may_change(string source, bool mayChange)
    {
        var snippet = Snippet.Of(source);
        Assert.Equal(mayChange, new EntityWrites(snippet.Facts, default).MayChange("Product", "Products"));
    }
}
