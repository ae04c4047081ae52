using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>The bundled tables of <c>src/PerfAnalyzers/Knowledge</c>: readable, without typos, without lines that never apply.</summary>
public sealed class KnowledgeTablesTests
{
    // Namespaces of libraries the tests do not reference: their ids are taken on trust.
    private static readonly string[] s_absentLibraries =
    [
        "Akka.", "Alachisoft.", "Amazon.", "AngleSharp.", "Apache.", "Ardalis.", "AutoMapper.", "Azure.", "BenchmarkDotNet.", "Cassandra.", "Common.Logging.", "Confluent.", "Cronos.", "CSRedis.", "EasyCaching.",
        "Elastic.", "Enyim.", "FluentMigrator.", "FluentValidation.", "Fluid.", "Foundatio.", "FreeRedis.", "Ganss.", "Google.", "Grpc.", "HandlebarsDotNet.", "Hazelcast.", "LazyCache.", "LinqToDB.",
        "log4net.", "MailKit.", "Mapster.", "Markdig.", "Marten.", "MassTransit.", "MaxMind.", "Mediator.", "MediatR.", "Microsoft.AspNetCore.SignalR.Client.",
        "Microsoft.Azure.", "Microsoft.CodeAnalysis.CSharp.Scripting.", "Microsoft.Data.SqlClient.", "Microsoft.Extensions.Caching.Hybrid.", "Microsoft.Graph.", "Microsoft.IdentityModel.", "Microsoft.ML.", "MongoDB.", "MySql.", "MySqlConnector.",
        "NATS.", "NCrontab.", "Neo4j.", "Nest.", "Newtonsoft.", "NHibernate.", "Nito.", "NLog.", "Npgsql.", "NServiceBus.", "OpenSearch.", "Oracle.", "Polly.", "Quartz.",
        "RabbitMQ.", "RazorLight.", "Raven.", "Rebus.", "RestSharp.", "Roslyn.Utilities.", "Scriban.", "SendGrid.", "Serilog.", "ServiceStack.", "StackExchange.", "System.Data.Entity.",
        "System.Data.SqlClient.", "System.Management.", "System.Reactive.", "System.Runtime.Caching.", "UAParser.", "Volo.", "Wolverine.", "ZiggyCreatures.",
    ];

    // Members that older or newer versions of a referenced library declare elsewhere.
    private static readonly HashSet<string> s_otherVersions = new(StringComparer.Ordinal)
    {
        // EF Core 7 and 8 keep these here, 9 and later in EntityFrameworkQueryableExtensions.
        "M:Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.ExecuteUpdate",
        "M:Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.ExecuteUpdateAsync",
        "M:Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.ExecuteDelete",
        "M:Microsoft.EntityFrameworkCore.RelationalQueryableExtensions.ExecuteDeleteAsync",

        // RabbitMQ.Client up to version 6.
        "M:RabbitMQ.Client.ConnectionFactory.CreateConnection",
        "M:RabbitMQ.Client.IConnectionFactory.CreateConnection",
    };

    private static readonly Facts s_facts = Facts.Of(CSharpCompilation.Create("Tables", references: AllReferences()), new AnalyzerOptions([]));

    public static TheoryData<string> Tables => [.. Repository.Files("src/PerfAnalyzers/Knowledge", "*.txt")];

    [Theory, MemberData(nameof(Tables))]
    public void Lines_can_be_read(string path)
    {
        var table = ApiTable.Parse(Repository.Read(path));
        Assert.Empty(table.Errors);
        Assert.NotEmpty(table.Entries);
    }

    [Theory, MemberData(nameof(Tables))]
    public void Ids_name_members_that_exist(string path) =>
        Assert.Empty(ApiTable.Parse(Repository.Read(path)).Entries.Where(static entry => !IsKnown(entry)).Select(static entry => entry.Id));

    [Theory, MemberData(nameof(Tables))]
    public void A_member_has_one_line_in_a_file(string path)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Assert.Empty(ApiTable.Parse(Repository.Read(path)).Entries.Where(entry => !ids.Add(entry.Id)).Select(static entry => entry.Id));
    }

    // What several tables say of a member adds up: a word they share would be answered by whichever comes last.
    [Fact]
    public void Tables_give_a_word_of_a_member_one_value()
    {
        var clashes = ApiTables.Bundled.SelectMany(static table => table.Entries)
            .SelectMany(static entry => entry.Values.Select(value => (entry.Id, Word: value.Key, value.Value)))
            .GroupBy(static said => (said.Id, said.Word))
            .Where(static said => said.Select(static one => one.Value).Distinct(StringComparer.Ordinal).Skip(1).Any())
            .Select(static said => $"{said.Key.Id} {said.Key.Word}=");
        Assert.Empty(clashes);
    }

    [Fact]
    public void Lines_of_one_overload_come_before_those_of_all()
    {
        var whole = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ApiTables.Merge(ApiTables.Bundled).Where(static entry => entry.MemberName.Length > 0))
        {
            var member = entry.TypeName + "." + entry.MemberName;
            Assert.False(whole.Contains(member), $"{entry.Id} comes after a line that covers all overloads.");
            if (!entry.HasParameters)
            {
                whole.Add(member);
            }
        }
    }

    [Fact]
    public void All_files_are_bundled() => Assert.Equal(Tables.Count, ApiTables.Bundled.Length);

    private static bool IsKnown(ApiEntry entry)
    {
        if (s_otherVersions.Contains(entry.Id))
        {
            return true;
        }

        if (s_facts.Type(entry.TypeName) is not { } type)
        {
            var dot = entry.TypeName.LastIndexOf('.');
            type = s_facts.Type(entry.TypeName[..dot] + "+" + entry.TypeName[(dot + 1)..]);
            if (type is null)
            {
                return s_absentLibraries.Any(library => entry.TypeName.StartsWith(library, StringComparison.Ordinal));
            }
        }

        if (entry.MemberName.Length == 0)
        {
            return true;
        }

        return entry.HasParameters
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(entry.Id, s_facts.Compilation) is not null
            : type.GetMembers().Any(member => member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal && member.MetadataName == entry.MemberName && KindOf(member) == entry.Id[0]);
    }

    // What cases compile against, and the rest of ASP.NET Core.
    private static IEnumerable<MetadataReference> AllReferences()
    {
        var known = Library.References.Select(static reference => Path.GetFileNameWithoutExtension(reference.Display)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("Microsoft.", StringComparison.Ordinal) && !known.Contains(Path.GetFileNameWithoutExtension(path)))
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        return [.. Library.References, .. ClientPackages.References, .. platform.Select(static path => MetadataReference.CreateFromFile(path))];
    }

    private static char KindOf(ISymbol member) => member switch
    {
        IMethodSymbol => 'M',
        IPropertySymbol => 'P',
        IFieldSymbol => 'F',
        _ => '?',
    };
}
