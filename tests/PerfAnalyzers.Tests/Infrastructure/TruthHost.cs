using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PerfAnalyzers.Tests;

/// <summary>
/// A web application as its text says, on a server in memory: the program's own top-level statements run unchanged, only the server
/// below them is another one. They have to end in <c>app.Run()</c>.
/// </summary>
internal sealed class TruthHost : IDisposable
{
    private static readonly AsyncLocal<TruthHost?> s_current = new();

    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    static TruthHost() => DiagnosticListener.AllListeners.Subscribe(new Listener());

    private TruthHost(Executed program, string root, Action<IServiceCollection>? services, string[] arguments)
    {
        Services = services;
        Root = root;
        _thread = new Thread(() =>
        {
            s_current.Value = this;
            try
            {
                program.RunProgram(["--contentRoot=" + root, "--environment=Production", .. arguments]);
                _built.TrySetException(new InvalidOperationException("The program has no host."));
            }
            catch (Exception exception)
            {
                _built.TrySetException(exception.InnerException ?? exception);
            }
        });
    }

    /// <summary>The content root; <c>wwwroot</c> lies in it.</summary>
    public string Root { get; }

    /// <summary>Talks to the application; follows no redirects and unpacks nothing.</summary>
    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Provider { get; private set; } = null!;

    private Action<IServiceCollection>? Services { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="source">A whole file with top-level statements.</param>
    /// <param name="files">Files below the content root, by path.</param>
    /// <param name="services">What the test adds to count with.</param>
    /// <param name="arguments">Further arguments of the program.</param>
    public static async Task<TruthHost> Start(string source, (string Path, byte[] Content)[]? files = null, Action<IServiceCollection>? services = null, params string[] arguments)
    {
        var root = Directory.CreateTempSubdirectory("truth").FullName;
        Directory.CreateDirectory(Path.Combine(root, "wwwroot"));
        foreach (var (path, content) in files ?? [])
        {
            var full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllBytesAsync(full, content);
        }

        var truth = new TruthHost(Executed.Load(source), root, services, arguments);
        truth._thread.Start();
        var host = await truth._built.Task;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult))
        {
            await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        truth.Provider = host.Services;
        truth.Client = ((TestServer)host.Services.GetRequiredService<IServer>()).CreateClient();
        return truth;
    }

    /// <summary>Starts a program, asks it and stops it.</summary>
    public static async Task<int> Ask(string source, Func<TruthHost, Task<int>> question, (string Path, byte[] Content)[]? files = null, Action<IServiceCollection>? services = null, params string[] arguments)
    {
        using var host = await Start(source, files, services, arguments);
        return await question(host);
    }

    /// <summary>The body's length as it was sent, and the response.</summary>
    public async Task<(int Length, HttpResponseMessage Response)> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await Client.SendAsync(request);
        return ((await response.Content.ReadAsByteArrayAsync()).Length, response);
    }

    public void Dispose()
    {
        Provider.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        _thread.Join(TimeSpan.FromSeconds(30));
        Directory.Delete(Root, recursive: true);
    }

    private sealed class Listener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (s_current.Value is not { } truth)
            {
                return;
            }

            switch (value)
            {
                case { Key: "HostBuilding", Value: IHostBuilder builder }:
                    builder.ConfigureServices(services =>
                    {
                        services.AddSingleton<IServer, TestServer>();
                        services.AddLogging(static logging => logging.ClearProviders());
                        truth.Services?.Invoke(services);
                    });
                    break;
                case { Key: "HostBuilt", Value: IHost host }:
                    truth._built.TrySetResult(host);
                    break;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
