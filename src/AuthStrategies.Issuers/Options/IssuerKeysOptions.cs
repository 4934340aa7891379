namespace AuthStrategies.Issuers;

/// <summary>
/// Where the keys of another issuer are, and how they are fetched and cached. Set exactly one of <see cref="MetadataAddress"/> and
/// <see cref="JwksAddress"/>. Read once, when the strategy is used for the first time. Not thread-safe.
/// </summary>
public sealed class IssuerKeysOptions
{
    /// <summary>
    /// The address of the issuer's metadata (OpenID Connect Discovery 1.0 §4, RFC 8414), such as
    /// <c>https://login.example/.well-known/openid-configuration</c>. Its <c>issuer</c> must be <see cref="MetadataIssuer"/>; its
    /// <c>jwks_uri</c> says where the keys are. Default: none. An https address without user information and fragment, at most 2,048 characters.
    /// An http address is accepted if its host is this machine (loopback), and in Development.
    /// </summary>
    public string? MetadataAddress { get; set; }

    /// <summary>
    /// The address of the issuer's key set (RFC 7517 §5), for an issuer without metadata. Default: none. The same form as
    /// <see cref="MetadataAddress"/>.
    /// </summary>
    public string? JwksAddress { get; set; }

    /// <summary>
    /// The <c>issuer</c> that the metadata must name, compared exactly (OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3). Default:
    /// <see langword="null"/>, the <see cref="JwtStrategyOptions.Issuer"/> of the strategy. Set it only if the issuer's metadata names another
    /// text than its tokens. Not with <see cref="JwksAddress"/>.
    /// </summary>
    public string? MetadataIssuer { get; set; }

    /// <summary>
    /// How old the keys get. After half this time they are fetched in the background; after all of it, tokens wait for the answer. So a key that
    /// the issuer removes stops being accepted within this time, unless the issuer does not answer. Default: 1 hour. 1 minute to 24 hours.
    /// </summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The time between two fetches, for every cause: a token with an unknown key, a failed fetch, or the age of the keys. A new key of the
    /// issuer may be refused for this long. Default: 10 seconds. 1 second to half of <see cref="RefreshInterval"/>.
    /// </summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the last keys stay in use while the issuer does not answer. After it tokens can be neither accepted nor refused (HTTP 503).
    /// Default: 24 hours. From <see cref="RefreshInterval"/> to 30 days. A key that is removed in such a time is accepted this long.
    /// </summary>
    public TimeSpan MaxKeyAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one fetch may take, metadata and keys together. Default: 5 seconds. 1 second to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest document that is read, metadata or key set, in bytes. Default: 262,144 (256 KiB). 1,024 to 16,777,216.</summary>
    public int MaxDocumentSize { get; set; } = 256 * 1024;

    /// <summary>
    /// The algorithm of an RSA key whose JWK names none (<c>alg</c> is optional, RFC 7517 §4.4). One key has one algorithm, so there is no
    /// list. Default: <c>RS256</c>. <c>RS256</c>, <c>RS384</c>, <c>RS512</c>, <c>PS256</c>, <c>PS384</c> or <c>PS512</c>. The algorithm of an
    /// elliptic-curve key is that of its curve.
    /// </summary>
    public string RsaAlgorithm { get; set; } = "RS256";

    /// <summary>
    /// Sends the requests instead of a handler of the library, for a proxy or a client certificate. Default: <see langword="null"/>, a handler
    /// that follows no redirect and keeps no cookies. The application disposes it. If it follows redirects, a redirected answer is still refused.
    /// </summary>
    public HttpMessageHandler? BackchannelHttpHandler { get; set; }

    /// <summary>Mistakes found while reading the configuration. The validator reports them with all others.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];

    /// <summary>The configuration keys from which the options were read.</summary>
    internal ConfiguredNames ConfiguredNames { get; } = new();
}
