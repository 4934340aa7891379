using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>An application with the usual endpoints over a store that can be watched and broken.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(TestApplication app) => App = app;

    public TestApplication App { get; }

    public SpyStore Store => (SpyStore)App.Services.GetRequiredService<ISessionStore>();

    /// <summary>Starts one with a session strategy over a cookie, unless told otherwise.</summary>
    public static async Task<TestHost> StartAsync(
        Action<IAuthStrategyBuilder>? strategies = null,
        Action<AuthHttpOptions>? http = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        string environment = "Production",
        bool https = true)
    {
        return new(await TestApplication.StartAsync(
            collection =>
            {
                IAuthStrategyBuilder builder = collection.AddAuthStrategy();
                (strategies ?? (b => b.AddSession()))(builder);
                builder.UseSessionStore(SpyStores.Create).UseAspNetCore(http);
                services?.Invoke(collection);
            },
            app =>
            {
                map?.Invoke(app);
                Logins.Map(app);
            },
            environment,
            https));
    }

    public Task<RawAnswer> SendAsync(string requestLine, params string[] headers) => App.SendRawAsync(requestLine, headers);

    /// <summary>Logs in over the cookie; the cookie's value.</summary>
    public async Task<string> LogInAsync(string user = "alice", string query = "") =>
        (await App.SendRawAsync($"POST /login/{user}{query}")).CookieValue("__Host-auth")
        ?? throw new InvalidOperationException("No cookie was set.");

    /// <summary>Logs in over the bearer transport; the answer's JSON.</summary>
    public async Task<AuthTokenResponse> LogInForTokenAsync(string user = "alice", string query = "")
    {
        RawAnswer answer = await App.SendRawAsync($"POST /login/{user}{query}");
        return System.Text.Json.JsonSerializer.Deserialize<AuthTokenResponse>(answer.Body)!;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
