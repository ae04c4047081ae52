using Microsoft.CodeAnalysis;
using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed class EntityIndexesTests
{
    private const string Model = "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public int BoxId { get; set; } } ";

    private const string Context = "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder b) { ";

    [Theory]
    [InlineData("", "Id, BoxId")]
    [InlineData("b.Entity<Doc>().HasIndex(d => d.Code);", "Id, Code, BoxId")]
    [InlineData("b.Entity<Doc>().HasIndex(d => new { d.Text, d.Code });", "Id, Text, BoxId")]
    [InlineData("b.Entity<Doc>(d => { d.HasIndex(nameof(Doc.Code)); d.HasAlternateKey(x => x.Text); });", "Id, Code, Text, BoxId")]
    [InlineData("b.Entity<Doc>().HasKey(d => d.Code);", "Id, Code, BoxId")]
    [InlineData("b.Entity(\"Shop.Doc\", d => { d.HasIndex(\"Text\", \"Code\"); });", "Id, Text, BoxId")]
    [InlineData("foreach (var name in new[] { \"Code\" }) { b.Entity<Doc>().HasIndex(name); }", null)]
    [InlineData("b.ApplyConfigurationsFromAssembly(typeof(X).Assembly);", "Id, BoxId")]
    [InlineData("b.ApplyConfigurationsFromAssembly(typeof(string).Assembly);", null)]
    public void Leading_columns_are_found(string configuration, string? expected) => Check(Model + Context + configuration + " } }", expected);

    [Theory]
    [InlineData("[Index(nameof(Code), nameof(Text))] ", "Id, Code, BoxId")]
    [InlineData("[Index(\"Text\")] ", "Id, Text, BoxId")]
    public void Attributes_are_read(string attribute, string expected) => Check(attribute + Model + Context + " } }", expected);

    [Theory]
    [InlineData("public class Doc { public int Id { get; set; } [Unicode(false)] public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; } ", "", "Code")]
    [InlineData("public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; [System.ComponentModel.DataAnnotations.Schema.Column(TypeName = \"VARCHAR(9)\")] public string Text { get; set; } = \"\"; } ", "b.Entity<Doc>().Property(d => d.Code).HasColumnType(\"nvarchar(9)\");", "Text")]
    [InlineData("public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; } ", "b.Entity<Doc>().Property(d => d.Code).HasMaxLength(9).IsUnicode(false); b.Entity<Doc>().Property(d => d.Text).HasColumnType(\"char(3)\");", "Code, Text")]
    [InlineData("public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; } ", "b.Entity<Doc>().Property(d => d.Code).IsUnicode();", "")]
    public void Narrow_texts_are_found(string entity, string configuration, string expected)
    {
        var facts = Snippet.Of(entity + Context + configuration + " } }").Facts;
        Assert.Equal(expected, string.Join(", ", new[] { "Code", "Text" }.Where(name => facts.Entities.TextColumns.Named(name).Count > 0)));
    }

    private static void Check(string source, string? expected)
    {
        var snippet = Snippet.Of(source);
        var doc = snippet.Model.Compilation.GetTypeByMetadataName("Doc")!;
        var indexes = snippet.Facts.Entities.Indexes;
        Assert.Equal(expected, indexes.IsInFullView(doc) ? string.Join(", ", doc.GetMembers().OfType<IPropertySymbol>().Where(column => indexes.IsLeading(column, doc)).Select(static column => column.Name)) : null);
    }
}
