using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Jwt.Rotation;

/// <summary>Publishes the keys of one strategy. Thread-safe.</summary>
internal sealed class JwtKeySet(JwtPolicyProvider policies, TimeProvider time) : IJwtKeySet
{
    private static readonly TimeSpan LongestCaching = TimeSpan.FromMinutes(5);

    public string Issuer => policies.OptionsPolicy.Issuer;

    public IReadOnlyList<string> Algorithms
    {
        get
        {
            JwtPolicy policy = policies.OptionsPolicy;
            IEnumerable<string> algorithms = policy.Keys.All.Where(key => !key.IsSecret).Select(key => key.Algorithm);
            if (policy.Rotation is { } rotation)
                algorithms = algorithms.Append(rotation.Algorithm);
            return [.. algorithms.Distinct(StringComparer.Ordinal)];
        }
    }

    public TimeSpan CacheDuration =>
        policies.OptionsPolicy.Rotation is { } rotation && rotation.Announce / 2 < LongestCaching ? rotation.Announce / 2 : LongestCaching;

    public async ValueTask<string> GetJwksAsync(CancellationToken cancellationToken = default)
    {
        JwtPolicy policy = await policies.GetAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return Write(policy.Keys);
    }

    /// <summary>The public keys of a ring as a JWK Set (RFC 7517 §5). Only public members can be exported; secrets have none.</summary>
    public static string Write(JwtKeyRing keys) =>
        $$"""{"keys":[{{string.Join(',', keys.All.Where(key => !key.IsSecret).Select(key => key.ExportPublicJwk()))}}]}""";
}
