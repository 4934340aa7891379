using AuthStrategies.Testing.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>One node: an application with one strategy, registered as users register it, over its own store object.</summary>
internal sealed class Application : IAsyncDisposable
{
    public const string Issuer = "https://conformance.example";
    public const string Audience = "scenarios";

    private readonly ServiceProvider _services;
    private readonly ScenarioStrategy _kind;

    public Application(ScenarioStrategy kind, ISessionStore testStore, TimeProvider time, TimeSpan window, int limit)
    {
        _kind = kind;
        Store = new(testStore);
        ServiceCollection services = new();
        services.AddSingleton(time);
        IAuthStrategyBuilder builder = services.AddAuthStrategy().UseSessionStore(_ => Store);
        if (kind == ScenarioStrategy.Session)
            builder.AddSession(options => (options.ReuseWindow, options.MaxSessionsPerSubject) = (window, limit));
        else
            builder.AddJwt(options => Configure(options, window, limit));
        _services = services.BuildServiceProvider();
        Strategy = _services.GetRequiredService<IAuthStrategy>();
        Directory = _services.GetRequiredService<ISessionDirectory>();
    }

    /// <summary>The session store of this node; a place to inject faults.</summary>
    public FaultySessionStore Store { get; }

    public IAuthStrategy Strategy { get; }

    public ICookieRotation Cookies => Strategy.GetService<ICookieRotation>()!;

    public ISessionDirectory Directory { get; }

    /// <summary>The items of sessions: JWT strategies keep none.</summary>
    public ISessionItems Items => Strategy.GetService<ISessionItems>()!;

    /// <summary>The text that the client keeps to refresh: the refresh token if there is one.</summary>
    public static string Lasting(IssuedCredential credential) => credential.RefreshToken ?? credential.Value;

    public async Task<IssuedCredential> LoginAsync(string subject = "alice", IssueOptions? options = null) =>
        await Strategy.IssueAsync(TestPrincipals.Of(subject, "reader"), options);

    public async Task<RefreshResult> RefreshAsync(string token) => await Strategy.RefreshAsync(token);

    /// <summary>Refreshes a credential that must be valid and be answered with one that lasts.</summary>
    public async Task<IssuedCredential> RenewAsync(IssuedCredential credential)
    {
        RefreshResult result = await Strategy.RefreshAsync(Lasting(credential));
        Check.That(Handed(result) is not null, $"a good token was not refreshed: {result}");
        return result.Credential!;
    }

    /// <summary>The text that a refresh hands out to refresh with: none if the client keeps what it has.</summary>
    public string? Handed(RefreshResult result) => _kind == ScenarioStrategy.Session ? result.Credential?.Value : result.Credential?.RefreshToken;

    /// <summary>Refreshes with a replaced token that must be accepted and be handed nothing.</summary>
    public async Task LeftOutAsync(IssuedCredential credential, string what)
    {
        RefreshResult result = await Strategy.RefreshAsync(Lasting(credential));
        Check.That(result.Failure is null && result.Principal is not null, $"{what}: expected to be accepted, was {result}");
        Check.Equal(null, Handed(result), $"{what}: the token in the answer");
    }

    /// <summary>The items of a session.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> ItemsOfAsync(IssuedCredential credential) => (await Strategy.AuthenticateAsync(credential.Value)).Items;

    public async Task<bool> AcceptsAsync(IssuedCredential credential) => (await Strategy.AuthenticateAsync(credential.Value)).Succeeded;

    public async Task AcceptedAsync(IssuedCredential credential, string what)
    {
        AuthResult result = await Strategy.AuthenticateAsync(credential.Value);
        Check.That(result.Succeeded, $"{what}: expected to be accepted, was {result}");
    }

    /// <summary>Presents a credential that must be accepted, in the way in which its client presents it: a refresh token is refreshed.</summary>
    public async Task UsedAsync(IssuedCredential credential, string what)
    {
        if (_kind == ScenarioStrategy.Session)
        {
            await AcceptedAsync(credential, what);
            return;
        }

        RefreshResult result = await Strategy.RefreshAsync(Lasting(credential));
        Check.That(result.Failure is null && result.Principal is not null, $"{what}: expected to be accepted, was {result}");
    }

    /// <summary>Demands that authenticate and refresh both answer with a failure, without an exception.</summary>
    public async Task RefusedAsync(IssuedCredential credential, string what)
    {
        AuthResult result = await Strategy.AuthenticateAsync(credential.Value);
        Check.That(result.Failure is not null, $"{what}: expected to be refused, was {result}");
        await RefreshRefusedAsync(credential, what);
    }

    public async Task RefreshRefusedAsync(IssuedCredential credential, string what, AuthFailureReason? reason = null)
    {
        RefreshResult refreshed = await Strategy.RefreshAsync(Lasting(credential));
        Check.That(refreshed.Failure is not null, $"{what}: expected a refused refresh, was {refreshed}");
        Check.That(reason is null || refreshed.Failure!.Reason == reason, $"{what}: expected {reason}, was {refreshed}");
    }

    public async Task<IReadOnlyList<SessionInfo>> SessionsAsync(string subject = "alice") => await Directory.ListAsync(subject);

    /// <summary>The reason why a credential without a session is refused.</summary>
    public AuthFailureReason Gone => _kind == ScenarioStrategy.Session ? AuthFailureReason.UnknownSession : AuthFailureReason.Revoked;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void Configure(JwtStrategyOptions options, TimeSpan window, int limit)
    {
        options.Issuer = Issuer;
        options.Audience = Audience;
        options.SigningKeys.Add(TestKeys.Default);
        options.RequireLiveSession = true;
        options.RefreshTokens.Enabled = true;
        options.RefreshTokens.IdleTimeout = ScenarioContext.Idle;
        options.RefreshTokens.AbsoluteTimeout = ScenarioContext.Absolute;
        options.RefreshTokens.ReuseWindow = window;
        options.RefreshTokens.MaxSessionsPerSubject = limit;
    }
}
