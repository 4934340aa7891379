using System.ComponentModel;
using System.Security.Claims;
using AuthStrategies.Benchmarks.Tokens;

namespace AuthStrategies.Benchmarks.Redis;

/// <summary>
/// What an application would keep in a cache of two levels: the facts of the session, and no object that callers could change. It says that it
/// is immutable, so that both caches hand out the object that they hold, without reading it again.
/// </summary>
[ImmutableObject(true)]
internal sealed record CachedSession(DateTimeOffset ExpiresAt, IReadOnlyList<CachedClaim> Claims)
{
    public static CachedSession Sample { get; } = new(
        TimeProvider.System.GetUtcNow() + TokenSample.Lifetime,
        [new("sub", TokenSample.Subject), .. TokenSample.Claims.Select(claim => new CachedClaim(claim.Type, claim.Value))]);

    /// <summary>A principal for one caller, with the claims that ours has.</summary>
    public ClaimsPrincipal Principal()
    {
        if (ExpiresAt <= TimeProvider.System.GetUtcNow())
            throw new InvalidOperationException("The session has expired.");

        ClaimsIdentity identity = new("Session", "name", "role");
        for (int i = 0; i < Claims.Count; i++)
            identity.AddClaim(new(Claims[i].Type, Claims[i].Value, ClaimValueTypes.String, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity));
        return new(identity);
    }
}
