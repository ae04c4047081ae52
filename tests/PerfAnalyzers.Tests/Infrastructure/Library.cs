using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

/// <summary>What every case compiles against: .NET 10, ASP.NET Core, EF Core, SQLite and Dapper, and a small shop model.</summary>
internal static class Library
{
    private static readonly Type[] s_libraries =
    [
        typeof(Microsoft.EntityFrameworkCore.DbContext),
        typeof(Microsoft.EntityFrameworkCore.Infrastructure.ILazyLoader),
        typeof(Microsoft.EntityFrameworkCore.RelationalQueryableExtensions),
        typeof(Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions),
        typeof(Microsoft.EntityFrameworkCore.ProxiesExtensions),
        typeof(Microsoft.Data.Sqlite.SqliteConnection),
        typeof(Dapper.SqlMapper),
        typeof(Microsoft.AspNetCore.Mvc.ControllerBase),
        typeof(Microsoft.AspNetCore.Mvc.IActionResult),
        typeof(Microsoft.AspNetCore.Mvc.RazorPages.PageModel),
        typeof(Microsoft.AspNetCore.SignalR.Hub),
        typeof(Microsoft.AspNetCore.Builder.WebApplication),
        typeof(Microsoft.AspNetCore.Builder.IApplicationBuilder),
        typeof(Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions),
        typeof(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder),
        typeof(Microsoft.AspNetCore.Http.IResult),
        typeof(Microsoft.AspNetCore.Http.IFormCollection),
        typeof(Microsoft.AspNetCore.Http.Results),
        typeof(Microsoft.Extensions.Hosting.BackgroundService),
        typeof(Microsoft.Extensions.Hosting.IHost),
        typeof(Microsoft.Extensions.Hosting.HostOptions),
        typeof(Microsoft.AspNetCore.Hosting.IWebHostBuilder),
        typeof(Microsoft.AspNetCore.Hosting.WebHostBuilderExtensions),
        typeof(Microsoft.Extensions.Configuration.ConfigurationManager),
        typeof(Microsoft.Extensions.Configuration.ConfigurationBinder),
        typeof(Microsoft.Extensions.Options.IOptions<>),
        typeof(Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions),
        typeof(Microsoft.AspNetCore.HttpLogging.HttpLoggingOptions),
        typeof(Microsoft.Extensions.DependencyInjection.HttpClientFactoryServiceCollectionExtensions),
        typeof(Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions),
        typeof(Microsoft.Extensions.Caching.Memory.IMemoryCache),
        typeof(Microsoft.Extensions.Caching.Memory.MemoryCache),
        typeof(Microsoft.Extensions.DependencyInjection.IServiceCollection),
        typeof(Microsoft.Extensions.Logging.ILogger),
        typeof(Microsoft.Extensions.Configuration.IConfiguration),
    ];

    /// <summary>References of every case.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. Net100.References.All,
        .. s_libraries.Select(static type => type.Assembly.Location).Distinct().Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The shop model as text.</summary>
    public static string Model { get; } = ReadModel();

    /// <summary>Usings that cases need not write.</summary>
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Data.Common;
        global using System.IO;
        global using System.Linq;
        global using System.Linq.Expressions;
        global using System.Text;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Dapper;
        global using Microsoft.Data.Sqlite;
        global using Microsoft.EntityFrameworkCore;
        global using Shop;
        """;

    private static string ReadModel()
    {
        using var reader = new StreamReader(typeof(Library).Assembly.GetManifestResourceStream("Shop.cs")!);
        return reader.ReadToEnd();
    }
}
