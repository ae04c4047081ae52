using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
        typeof(Microsoft.AspNetCore.Authentication.AuthenticationBuilder),
        typeof(Microsoft.AspNetCore.Authorization.AuthorizationOptions),
        typeof(Microsoft.AspNetCore.Builder.AuthorizationAppBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.CookiePolicyOptions),
        typeof(Microsoft.AspNetCore.Builder.CorsMiddlewareExtensions),
        typeof(Microsoft.AspNetCore.Builder.ExceptionHandlerExtensions),
        typeof(Microsoft.AspNetCore.Builder.ForwardedHeadersOptions),
        typeof(Microsoft.AspNetCore.Builder.HealthCheckApplicationBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.HstsBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.HttpLoggingBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.MvcApplicationBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.OutputCacheApplicationBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.RateLimiterApplicationBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.RequestDecompressionBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.RequestLocalizationOptions),
        typeof(Microsoft.AspNetCore.Builder.ResponseCachingExtensions),
        typeof(Microsoft.AspNetCore.Builder.ResponseCompressionBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.SessionOptions),
        typeof(Microsoft.AspNetCore.Builder.StaticAssetsEndpointRouteBuilderExtensions),
        typeof(Microsoft.AspNetCore.Builder.StaticFileOptions),
        typeof(Microsoft.AspNetCore.Builder.WebSocketOptions),
        typeof(Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions),
        typeof(Microsoft.AspNetCore.DataProtection.IDataProtectionBuilder),
        typeof(Microsoft.AspNetCore.DataProtection.IDataProtector),
        typeof(Microsoft.AspNetCore.Hosting.IWebHostBuilder),
        typeof(Microsoft.AspNetCore.Hosting.StartupBase),
        typeof(Microsoft.AspNetCore.Hosting.WebHostBuilderKestrelExtensions),
        typeof(Microsoft.AspNetCore.SignalR.ISignalRBuilder),
        typeof(Microsoft.AspNetCore.Http.DefaultHttpContext),
        typeof(Microsoft.AspNetCore.Http.HeaderDictionaryTypeExtensions),
        typeof(Microsoft.AspNetCore.Http.ISession),
        typeof(Microsoft.AspNetCore.Http.RequestDelegate),
        typeof(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions),
        typeof(Microsoft.Extensions.Configuration.ConfigurationManager),
        typeof(Microsoft.Extensions.DependencyInjection.HealthCheckServiceCollectionExtensions),
        typeof(Microsoft.Extensions.DependencyInjection.MvcServiceCollectionExtensions),
        typeof(Microsoft.Extensions.DependencyInjection.ServiceCollection),
        typeof(Microsoft.AspNetCore.Builder.HubEndpointRouteBuilderExtensions),
        typeof(Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult),
        typeof(Microsoft.Extensions.FileProviders.IFileProvider),
        typeof(Microsoft.Extensions.FileProviders.PhysicalFileProvider),
        typeof(Microsoft.Extensions.Hosting.Host),
        typeof(Microsoft.Extensions.Options.IOptions<>),
        typeof(Microsoft.Extensions.Primitives.StringValues),
        typeof(Microsoft.Net.Http.Headers.HeaderNames),
        typeof(System.Threading.RateLimiting.RateLimiter),
        typeof(Microsoft.AspNetCore.DataProtection.IDataProtectionProvider),
        typeof(Microsoft.AspNetCore.Http.IHttpContextAccessor),
        typeof(Microsoft.AspNetCore.OutputCaching.IOutputCacheStore),
        typeof(Microsoft.AspNetCore.Builder.IISServerOptions),
        typeof(Microsoft.AspNetCore.Authentication.AuthenticationOptions),
        typeof(Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions),
        typeof(Microsoft.AspNetCore.Session.SessionMiddleware),
        typeof(Microsoft.Extensions.DependencyInjection.JsonProtocolDependencyInjectionExtensions),
        typeof(Microsoft.AspNetCore.Http.SessionExtensions),
        typeof(Microsoft.Extensions.DependencyInjection.ServiceProvider),
        typeof(Microsoft.AspNetCore.Http.HttpContextAccessor),
        typeof(Microsoft.AspNetCore.Http.Connections.HttpConnectionDispatcherOptions),
        typeof(Microsoft.AspNetCore.Http.Features.IFeatureCollection),
        typeof(Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature),
        typeof(Microsoft.AspNetCore.SignalR.ISignalRServerBuilder),
        typeof(Microsoft.AspNetCore.Server.HttpSys.HttpSysOptions),
        typeof(Microsoft.Extensions.DependencyInjection.HttpServiceCollectionExtensions),
        typeof(Microsoft.Extensions.Configuration.ConfigurationBinder),
        typeof(Microsoft.Extensions.Configuration.ConfigurationBuilder),
        typeof(Microsoft.Extensions.Logging.LoggerFactory),
        typeof(Microsoft.Extensions.Primitives.IChangeToken),
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

    /// <summary>A file with top-level statements is a program, any other belongs to a library; marked or not.</summary>
    public static OutputKind KindOf(string source) =>
        CSharpSyntaxTree.ParseText(source.Replace("[?|", "", StringComparison.Ordinal).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)).GetRoot() is CompilationUnitSyntax unit && unit.Members.Any(static member => member is GlobalStatementSyntax)
            ? OutputKind.ConsoleApplication
            : OutputKind.DynamicallyLinkedLibrary;

    private static string ReadModel()
    {
        using var reader = new StreamReader(typeof(Library).Assembly.GetManifestResourceStream("Shop.cs")!);
        return reader.ReadToEnd();
    }
}
