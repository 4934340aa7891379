using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>An application with hubs, both strategies, a store that can be made to fail, and real clients.</summary>
internal sealed class HubApp : IAsyncDisposable
{
    public const string Chat = "/hubs/chat";
    public const string Open = "/hubs/open";

    /// <summary>A hub whose open connections are no activity.</summary>
    public const string Quiet = "/hubs/quiet";

    // Long: this is no measurement, only an end to waiting for what never comes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<HubConnection> _clients = [];

    private HubApp(TestApplication app) => App = app;

    public TestApplication App { get; }

    public SpyStore Store => App.Services.GetRequiredService<SpyStore>();

    public SessionMonitor Watch => App.Services.GetRequiredService<SessionMonitor>();

    public ISessionDirectory Directory => App.Services.GetRequiredService<ISessionDirectory>();

    public static async Task<HubApp> StartAsync(Action<IServiceCollection>? more = null)
    {
        TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddSingleton(SpyStores.Create);
                services.AddSingleton<ISessionStore>(provider => provider.GetRequiredService<SpyStore>());
                services.AddAuthStrategy().AddSession().AddJwt(Logins.JwtWithRefresh).AddJwt("Stateless", Stateless).UseAspNetCore(o =>
                {
                    o.Strategy("Jwt").AcceptQueryString(Chat);
                    o.Strategy("Stateless").AcceptQueryString(Chat);
                });
                services.AddSignalR().AddSessionRevalidation();
                more?.Invoke(services);
            },
            app =>
            {
                Logins.Map(app);
                app.MapHub<ChatHub>(Chat);
                app.MapHub<OpenHub>(Open);
                app.MapHub<ChatHub>(Quiet).DisableSessionRenewal();
            });
        return new(app);
    }

    public async Task<IssuedCredential> IssueAsync(string strategy, params string[] roles) =>
        await App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.User("alice", roles));

    /// <summary>A client that is connected, with the credential where its strategy wants it.</summary>
    public async Task<HubClient> ConnectAsync(IssuedCredential? credential, string hub = Chat, HttpTransportType transport = HttpTransportType.WebSockets, bool reconnects = false)
    {
        IHubConnectionBuilder builder = new HubConnectionBuilder();
        HubConnection connection = (reconnects ? builder.WithAutomaticReconnect() : builder)
            .WithUrl(new Uri(App.Address, hub), options =>
            {
                options.Transports = transport;
#pragma warning disable CA5359 // The certificate is made for this run.
                options.HttpMessageHandlerFactory = _ => new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true, UseCookies = false };
                options.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
                if (credential is { Value: var value } && value.Contains('.', StringComparison.Ordinal))
                    options.AccessTokenProvider = () => Task.FromResult<string?>(value);
                else if (credential is not null)
                    options.Headers["Cookie"] = $"__Host-auth={credential.Value}";
            })
            .Build();
        _clients.Add(connection);
        HubClient client = new(connection, Patience);
        await connection.StartAsync();
        return client;
    }

    /// <summary>Lets time pass in small steps, as it does, and what was begun come to an end.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (DateTimeOffset end = App.Time.GetUtcNow() + time; App.Time.GetUtcNow() < end;)
        {
            App.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    /// <summary>Waits until as many connections are watched.</summary>
    public async Task UntilWatchedAsync(int count)
    {
        using CancellationTokenSource end = new(Patience);
        while (Watch.Count != count)
            await Task.Delay(5, end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HubConnection client in _clients)
            await client.DisposeAsync();
        await App.DisposeAsync();
    }

    private static void Stateless(JwtStrategyOptions options)
    {
        Logins.Jwt(options);
        options.Audience = "stateless";
    }
}
