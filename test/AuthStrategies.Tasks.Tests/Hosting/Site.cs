using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tasks.Tests.Hosting;

/// <summary>An application in this process, as a stranger writes it: only public members of the packages.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app, FakeTimeProvider time, LogCapture log) => (_app, Time, Log) = (app, time, log);

    /// <summary>The clock of the application. It begins with the present time, because the cookies of the client end by the real clock.</summary>
    public FakeTimeProvider Time { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    public TestServer Server => _app.GetTestServer();

    public static async Task<Site> StartAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map, string environment = "Production")
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ApplicationName = typeof(Site).Assembly.GetName().Name,
        });
        LogCapture log = new();
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(time);
        add(builder);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app, time, log);
    }

    /// <summary>A client that is no browser.</summary>
    /// <param name="outer">What stands between the client and the server, the outermost first.</param>
    public HttpClient Client(params DelegatingHandler[] outer)
    {
        HttpMessageHandler handler = Server.CreateHandler();
        foreach (DelegatingHandler one in outer.Reverse())
        {
            one.InnerHandler = handler;
            handler = one;
        }

        return new(handler) { BaseAddress = new("https://localhost") };
    }

    /// <summary>A browser with its own cookies. It opens pages of this application.</summary>
    public Browser OpenBrowser(string origin = "https://localhost") => new(this, new(origin));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Log.Dispose();
    }
}

/// <summary>What the tests need of an answer.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<HttpStatusCode> StatusAsync(this Task<HttpResponseMessage> answer)
    {
        using HttpResponseMessage message = await answer;
        return message.StatusCode;
    }
}
