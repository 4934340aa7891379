using AuthStrategies.Configuration;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;

namespace AuthStrategies.Jwt;

/// <summary>Publishes the public keys of one strategy. Thread-safe.</summary>
internal sealed class JwtKeySet(PolicySource<JwtPolicy> policy, JwtKeyProvider keys, TimeProvider time) : IJwtKeySet
{
    private static readonly TimeSpan MaxCacheDuration = TimeSpan.FromMinutes(5);

    public string Issuer => policy.Current.Issuer;

    public IReadOnlyList<string> Algorithms
    {
        get
        {
            JwtKeyPolicy keyPolicy = policy.Current.KeyPolicy;
            IEnumerable<string> algorithms = keyPolicy.Configured.Ring.All.Where(key => !key.IsSecret).Select(key => key.Algorithm);
            if (keyPolicy.Rotation is { } rotation && JwtAlgorithm.Get(rotation.Algorithm, nameof(rotation)).Family != KeyFamily.Secret)
                algorithms = algorithms.Append(rotation.Algorithm);
            return [.. algorithms.Distinct(StringComparer.Ordinal)];
        }
    }

    public TimeSpan CacheDuration =>
        policy.Current.KeyPolicy.Rotation is { } rotation && rotation.AnnouncementPeriod / 2 < MaxCacheDuration ? rotation.AnnouncementPeriod / 2 : MaxCacheDuration;

    public async ValueTask<string> GetJwksAsync(CancellationToken cancellationToken = default)
    {
        CurrentKeys current = await keys.GetAsync(policy.Current.KeyPolicy, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return Write(current.Ring);
    }

    /// <summary>The public keys of a ring as a JWK Set (RFC 7517 §5). Only public members can be exported; a secret has none.</summary>
    public static string Write(JwtKeyRing ring) =>
        $$"""{"keys":[{{string.Join(',', ring.All.Where(key => !key.IsSecret).Select(key => key.ExportPublicJwk()))}}]}""";
}
