using System.Reflection;
using System.Security.Claims;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Issuers.Tests.Servers;

/// <summary>How the own key store of the application answers.</summary>
public enum OwnStore
{
    Up,
    DownWarm,
    DownCold,
}

/// <summary>An application with own rotating keys in a key store and a partner whose keys are at an address.</summary>
internal sealed class SeveralIssuersApp : IAsyncDisposable
{
    public const string OwnIssuer = "https://shop.test";
    public const string Audience = "shop";
    public static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "42"), new("name", "Alice")], "password"));

    private readonly ServiceProvider _issuer;

    private SeveralIssuersApp(TestApplication app, ServiceProvider issuer, SwitchedKeyStore store, IssuerHandler handler) =>
        (App, _issuer, Store, Handler) = (app, issuer, store, handler);

    public TestApplication App { get; }

    public SwitchedKeyStore Store { get; }

    public IssuerHandler Handler { get; }

    public static async Task<SeveralIssuersApp> StartAsync(
        bool ownFirst = true,
        OwnStore state = OwnStore.Up,
        Action<JwtStrategyOptions>? own = null,
        Action<JwtStrategyOptions>? partner = null,
        Action<IAuthStrategyBuilder>? more = null,
        Action<AuthHttpOptions>? http = null,
        ISessionStore? sessions = null,
        string environment = "Production")
    {
        InMemoryJwtKeyStore keys = new();
        SwitchedKeyStore store = new(keys);
        IssuerHandler handler = new();
        ServiceProvider? issuer = null;
        TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddAuthorization();
                IAuthStrategyBuilder builder = services.AddAuthStrategy();
                _ = ownFirst ? Partner(Own(builder, store)) : Own(Partner(builder), store);
                more?.Invoke(builder);
                if (sessions is not null)
                    builder.UseSessionStore(_ => sessions);
                builder.UseAspNetCore(http);
            },
            Map,
            environment);

        // The check after the start reads the key store too. It is not what these tests count.
        object check = app.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "KeyStoreCheck");
        await (Task)check.GetType().GetProperty("Running", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(check)!;

        // Another node of the application: its tokens are own tokens, and this one need not have read the keys yet.
        ServiceCollection node = new();
        IAuthStrategyBuilder other = Own(node.AddSingleton<TimeProvider>(app.Time).AddAuthStrategy(), keys);
        if (sessions is not null)
            other.UseSessionStore(_ => sessions);
        issuer = node.BuildServiceProvider();
        SeveralIssuersApp several = new(app, issuer, store, handler);
        string token = await several.OwnTokenAsync();
        if (state == OwnStore.DownWarm)
            Assert.That((await app.Services.GetRequiredKeyedService<IAuthStrategy>("Own").AuthenticateAsync(token)).Succeeded);
        store.IsDown = state != OwnStore.Up;
        return several;

        IAuthStrategyBuilder Own(IAuthStrategyBuilder builder, IJwtKeyStore ofKeys) => builder.AddJwt("Own", options =>
        {
            (options.Issuer, options.Audience) = (OwnIssuer, Audience);
            options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(2));
            options.RefreshTokens.Enabled = true;
            own?.Invoke(options);
        }).UseJwtKeyStore(_ => ofKeys);

        IAuthStrategyBuilder Partner(IAuthStrategyBuilder builder) => builder.AddJwt("Partner", options =>
        {
            (options.Issuer, options.Audience) = (IssuerHandler.Issuer, Audience);
            partner?.Invoke(options);
        }).UseIssuerKeys("Partner", options =>
        {
            options.JwksAddress = IssuerHandler.JwksAddress;
            options.BackchannelHttpHandler = handler;
        });
    }

    /// <summary>A token of another node of this application.</summary>
    public async Task<string> OwnTokenAsync() => (await OwnCredentialAsync()).Value;

    public ValueTask<IssuedCredential> OwnCredentialAsync() => _issuer.GetRequiredKeyedService<IAuthStrategy>("Own").IssueAsync(Alice);

    /// <summary>A token that another issuer signs with its key.</summary>
    public async Task<string> TokenAsync(string issuer, JwtKey key, JwtKey? encryption = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(App.Time).AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience, options.EncryptionKey) = (issuer, Audience, encryption);
            options.SigningKeys.Add(key);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        return (await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice)).Value;
    }

    /// <summary>Asks with a token, and says what was called for it.</summary>
    public async Task<(RawAnswer Answer, int Loads, int Fetches)> AskAsync(string requestLine, string token)
    {
        (int loads, int fetches) = (Store.Loads, Handler.Fetches);
        RawAnswer answer = await App.SendRawAsync(requestLine, [$"Authorization: Bearer {token}"]);
        return (answer, Store.Loads - loads, Handler.Fetches - fetches);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _issuer.DisposeAsync();
        Handler.Dispose();
    }

    private static void Map(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/me", Name).RequireAuthorization();
        app.MapGet("/own", Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Own" });
        app.MapGet("/partner", Name).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Partner" });
        app.MapPost("/login", () => TypedResults.SignIn(Alice));
        app.MapAuthSessions();
        app.MapAuthRefresh();
        app.MapAuthLogout();
        app.MapAuthLogoutEverywhere();

        static string? Name(ClaimsPrincipal user) => $"{user.Identity!.AuthenticationType} {user.Identity.Name}";
    }
}
