using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Tests.Docs;

/// <summary>A complete strategy: one random key per session, in one dictionary and under one lock.</summary>
public sealed class ApiKeyStrategy([ServiceKey] string name, TimeProvider time) : IAuthStrategy
{
    private const string Prefix = "key_";
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(8);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];

    public string Name => name;

    public ValueTask<IssuedCredential> IssueAsync(
        ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (options?.Items is { Count: > 0 })
            throw new ArgumentException("This strategy keeps no items.", nameof(options));
        cancellationToken.ThrowIfCancellationRequested();
        Claim[] claims = ClaimsOf(principal);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = now + (options?.Lifetime ?? DefaultLifetime);
        if (options?.NotAfter is { } bound && bound < end)
            end = bound > now ? bound : throw new ArgumentException("NotAfter is in the past.", nameof(options));
        Entry entry = new(claims, end, options?.AuthenticatedAt ?? now);
        string key = Prefix + RandomNumberGenerator.GetHexString(64);

        lock (_lock)
        {
            RemoveExpired(now);
            if (options?.Replaces is { } old)
                _entries.Remove(HashOf(old));
            _entries.Add(HashOf(key), entry);
        }

        return new(new IssuedCredential { Value = key, ExpiresAt = entry.ExpiresAt });
    }

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsOurs(credential))
            return new(AuthResult.None);
        if (Find(credential) is not { } entry)
            return new(AuthResult.Fail(AuthFailureReason.UnknownSession, "There is no such key."));
        if (time.GetUtcNow() >= entry.ExpiresAt)
            return new(AuthResult.Fail(AuthFailureReason.Expired, "The key has expired."));

        ClaimsIdentity identity = new(entry.Claims.Select(claim => claim.Clone()), name, "name", "role");
        AuthResult result = AuthResult.Success(new(identity));
        return new(result with { ExpiresAt = entry.ExpiresAt, AuthenticatedAt = entry.AuthenticatedAt });
    }

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        return new(IsOurs(credential)
            ? RefreshResult.Fail(AuthFailureReason.NotSupported, "Keys are not refreshed.")
            : RefreshResult.None);
    }

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return new(_entries.Remove(HashOf(credential)) ? RevokeOutcome.Revoked : RevokeOutcome.NotFound);
    }

    private static bool IsOurs(string credential) => credential.StartsWith(Prefix, StringComparison.Ordinal);

    // A dump of the memory must show no key, and a look-up by hash tells nothing through its time.
    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Claim[] ClaimsOf(ClaimsPrincipal principal)
    {
        Claim[] claims = [.. principal.Identities.Where(identity => identity.IsAuthenticated)
            .SelectMany(identity => identity.Claims)
            .Select(claim => new Claim(ShortNameOf(claim.Type), claim.Value, claim.ValueType))];
        string[] subjects = [.. claims.Where(claim => claim.Type == "sub").Select(claim => claim.Value).Distinct()];

        return subjects is [{ Length: > 0 }]
            ? claims
            : throw new ArgumentException("The principal must have exactly one subject.", nameof(principal));
    }

    private static string ShortNameOf(string type) => type switch
    {
        ClaimTypes.NameIdentifier => "sub",
        ClaimTypes.Name => "name",
        ClaimTypes.Role => "role",
        _ => type,
    };

    private Entry? Find(string credential)
    {
        lock (_lock)
            return _entries.GetValueOrDefault(HashOf(credential));
    }

    private void RemoveExpired(DateTimeOffset now)
    {
        string[] expired = [.. _entries.Where(entry => entry.Value.ExpiresAt <= now).Select(entry => entry.Key)];
        foreach (string hash in expired)
            _entries.Remove(hash);
    }

    private sealed record Entry(Claim[] Claims, DateTimeOffset ExpiresAt, DateTimeOffset AuthenticatedAt);
}
