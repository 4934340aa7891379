using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>One process of an application whose keys rotate over a key store, with its own clock. It can be killed by a fault.</summary>
internal sealed class RotationNode : IJwtKeyStore, IDisposable
{
    public static readonly TimeSpan RotationPeriod = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(2);

    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "alice")], "password"));

    private readonly IJwtKeyStore _store;
    private readonly KeyFaults _faults;
    private readonly ServiceProvider _provider;

    public RotationNode(IJwtKeyStore store, KeyFaults faults, TimeProvider time)
    {
        _store = store;
        _faults = faults;
        ServiceCollection services = new();
        services.AddSingleton(time);
        services.AddAuthStrategy().AddJwt(options =>
        {
            options.Issuer = "https://issuer.example";
            options.Audience = "web";
            options.AccessTokenLifetime = TokenLifetime;
            options.ClockSkew = TimeSpan.FromSeconds(10);
            options.RotateKeys(RotationPeriod, announcementPeriod: TimeSpan.FromMinutes(1), retirementPeriod: TimeSpan.FromMinutes(3));
            options.KeyRotation!.PollInterval = PollInterval;
        }).UseJwtKeyStore(_ => this);
        _provider = services.BuildServiceProvider();
    }

    public bool IsKilled { get; private set; }

    /// <summary>The published keys; <see langword="null"/> while the node cannot tell.</summary>
    public Task<string?> JwksAsync() => UnlessUnavailableAsync<string>(async () => await _provider.GetRequiredService<IJwtKeySet>().GetJwksAsync());

    /// <summary>A new token; <see langword="null"/> while the node cannot tell.</summary>
    public Task<string?> IssueAsync() => UnlessUnavailableAsync<string>(async () => (await Strategy.IssueAsync(Alice)).Value);

    /// <summary>What the node says of a token; not applicable while it cannot tell.</summary>
    public async Task<AuthResult> AuthenticateAsync(string token)
    {
        try
        {
            return await Strategy.AuthenticateAsync(token);
        }
        catch (JwtKeyStoreException)
        {
            return default;
        }
    }

    /// <summary>Whether the key was removed by this call.</summary>
    public async Task<bool> RemoveAsync(string keyId)
    {
        try
        {
            await _provider.GetRequiredService<IJwtKeyRotation>().RemoveKeyAsync(keyId);
            return true;
        }
        catch (JwtKeyStoreException)
        {
            return false;
        }
    }

    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) =>
        await _faults.RunAsync(async () => await _store.LoadAsync(strategy, cancellationToken), Kill);

    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) =>
        await _faults.RunAsync(async () => await _store.TrySaveAsync(strategy, document, cancellationToken), Kill);

    public void Dispose() => _provider.Dispose();

    private IAuthStrategy Strategy => _provider.GetRequiredService<IAuthStrategy>();

    private void Kill() => IsKilled = true;

    private static async Task<T?> UnlessUnavailableAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (JwtKeyStoreException)
        {
            return null;
        }
    }
}
