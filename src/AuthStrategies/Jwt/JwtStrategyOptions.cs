namespace AuthStrategies;

/// <summary>
/// Options of a JWT strategy, whose access tokens follow RFC 9068. Configure them with <c>AddJwt(o =&gt; …)</c>. All mistakes
/// are reported together at start and on first use. Not thread-safe.
/// </summary>
public sealed class JwtStrategyOptions
{
    /// <summary>
    /// The issuer: the <c>iss</c> of issued tokens, and one that is accepted, compared exactly (RFC 9068 §4). No
    /// default; 1 to 1,024 characters. Usually the https address of the application: <c>https://api.example</c>.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Further issuers that are accepted, compared exactly: other names of the same issuer, such as its former address. Their
    /// users are users of this application. Default: none. At most 100, each 1 to 1,024 characters. Every key of the strategy
    /// may sign for each of them, so an issuer with other keys or other users needs a strategy of its own.
    /// </summary>
    public IList<string> ValidIssuers { get; } = [];

    /// <summary>
    /// The audience: the <c>aud</c> of issued tokens, and one that is accepted, compared exactly (RFC 7519 §4.1.3).
    /// No default; 1 to 1,024 characters.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>Further audiences that are accepted. Default: none. At most 100, each 1 to 1,024 characters.</summary>
    public IList<string> ValidAudiences { get; } = [];

    /// <summary>
    /// The keys that sign: the first one signs, all verify. Default: none, the strategy only verifies. Here or in
    /// <see cref="VerificationKeys"/> there must be at least one key, and no two keys with the same key id. With
    /// <see cref="KeyRotation"/> no key is needed, and the keys given here only verify. With <c>UseJwtKeySource</c> both must be empty.
    /// </summary>
    public IList<JwtKey> SigningKeys { get; } = [];

    /// <summary>Keys that only verify: public keys of another issuer, or keys that no longer sign. Default: none.</summary>
    public IList<JwtKey> VerificationKeys { get; } = [];

    /// <summary>
    /// Automatic rotation of the signing keys. Default: <see langword="null"/>, keys do not rotate. The library creates the
    /// keys and keeps them in the <see cref="IJwtKeyStore"/>.
    /// </summary>
    public JwtKeyRotationOptions? KeyRotation { get; set; }

    /// <summary>
    /// The lifetime of an access token. Default: 15 minutes. 1 second to 24 hours, rounded down to whole seconds.
    /// Keep it short, because a stateless token cannot be revoked before it expires.
    /// </summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The accepted difference between the clocks of issuer and verifier: a token is accepted this much later than its
    /// <c>exp</c> and this much earlier than its <c>nbf</c>. Default: 10 seconds. 0 (no difference) to 5 minutes.
    /// </summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The greatest age of a token since its <c>iat</c>: it ends at this age or at its <c>exp</c>, whichever is earlier, so that an
    /// issuer cannot choose any end. A token without <c>iat</c>, or with one in the future, is then refused. Default:
    /// <see langword="null"/>, only <c>exp</c> counts. 1 second to 400 days, and not shorter than <see cref="AccessTokenLifetime"/> if
    /// the strategy issues tokens. <see cref="ClockSkew"/> is added.
    /// </summary>
    public TimeSpan? MaxTokenAge { get; set; }

    /// <summary>
    /// From this time on, no token is accepted: for a strategy that verifies the tokens of a former key, issuer or release until the last one has
    /// expired, so that the key is of no use after that. Default: <see langword="null"/>, no such time. Only for a strategy that signs no tokens; a time
    /// in the past is legal, so that a restart does not fail. <see cref="ClockSkew"/> is not added.
    /// </summary>
    public DateTimeOffset? AcceptUntil { get; set; }

    /// <summary>
    /// The names of claims that each token must have, with any value but <c>null</c>; <c>jti</c> for example. An array without a value
    /// is no value, and a short and a long name (<c>email</c>, <c>ClaimTypes.Email</c>) are one. Default: none, beside
    /// <c>iss</c>, <c>sub</c>, <c>aud</c> and <c>exp</c>, which are always required. At most 64 names, each 1 to 1,024 characters. A
    /// token without one of them is neither accepted nor issued: <see cref="IAuthStrategy.IssueAsync"/> throws
    /// <see cref="ArgumentException"/>, and a refresh of a session without it fails with <see cref="AuthFailureReason.MissingClaim"/>. A
    /// strategy that signs accepts no name that it never writes, such as <c>cnf</c>, <c>nonce</c>, or <c>nbf</c> with refresh tokens.
    /// </summary>
    public IList<string> RequiredClaims { get; } = [];

    /// <summary>
    /// The token type, in the header as <c>typ</c> (RFC 8725 §3.11): the type of issued tokens and the only one accepted. Case
    /// is ignored, and so is the prefix <c>application/</c>. Default: <c>at+jwt</c>. <see langword="null"/> writes no type and
    /// checks none, for issuers that set none. Otherwise a media type of 1 to 127 characters.
    /// </summary>
    public string? TokenType { get; set; } = "at+jwt";

    /// <summary>
    /// The accepted signature algorithms (RFC 8725 §3.1), written exactly as in RFC 7518 §3.1. Default: empty, which accepts
    /// the algorithms of the keys. An algorithm that no key has is a mistake, and so is <c>none</c>.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>
    /// The key that encrypts tokens, of the algorithm <c>A256CBC-HS512</c>. Each issued token is signed and then encrypted
    /// (RFC 7519 §5.2, RFC 7516: <c>dir</c>), so that a client cannot read the claims of its token. Default: none, tokens are
    /// only signed. Tokens that are only signed are always accepted, because the signature proves who issued them; tokens
    /// issued before the key was set stay valid. The bytes of the key must not be those of a signing key.
    /// </summary>
    public JwtKey? EncryptionKey { get; set; }

    /// <summary>
    /// Older keys that only decrypt. Default: none. No two of these keys and <see cref="EncryptionKey"/> may have the same key
    /// id. A token with an unknown key id is refused. A token without a key id is decrypted if there is exactly one key.
    /// Without keys here and in <see cref="EncryptionKey"/>, encrypted tokens are refused.
    /// </summary>
    public IList<JwtKey> DecryptionKeys { get; } = [];

    /// <summary>Refresh tokens. Off by default. With them, each issued credential has a session in the store.</summary>
    public JwtRefreshTokenOptions RefreshTokens { get; } = new();

    /// <summary>
    /// Whether authentication looks up the token's session, so that a logout takes effect immediately and not only when the
    /// access token expires. Costs one look-up and no write. Default: <see langword="false"/>. Needs <see cref="RefreshTokens"/>.
    /// </summary>
    public bool RequireLiveSession { get; set; }

    /// <summary>
    /// Whether <see cref="ISessionDirectory.RevokeEverythingAsync"/> ends access tokens too, also those of a strategy without sessions. Each token
    /// then carries the generation (<c>as_gen</c>) that its strategy had at the login, and authentication compares it with a copy that is
    /// at most 5 seconds old. Costs one look-up in the session store at each issue, and one in 2.5 seconds while requests arrive. If the store does
    /// not answer for 5 seconds, authentication throws <see cref="SessionStoreException"/>. Default: <see langword="false"/>.
    /// </summary>
    /// <remarks>
    /// All nodes need the same session store; one in memory ends all tokens when the process ends. A token from before the option was turned
    /// on is accepted until everything is ended for the first time. All nodes that issue need the option before that: what another one issues is
    /// refused from then on. Only tokens that this application signs are compared: those by its signing keys, and those of its
    /// <see cref="Issuer"/>. A strategy without a signing key cannot set it.
    /// </remarks>
    public bool ObserveRevokeAll { get; set; }

    /// <summary>
    /// The naming of claims in an authenticated principal. Default: <see cref="ClaimNaming.AsIssued"/> with <c>UseAspNetCore</c>,
    /// otherwise <see cref="ClaimNaming.Jwt"/>. Look-ups by a claim type find both names in any case.
    /// </summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>
    /// The claim that <c>User.Identity.Name</c> reads, unless the identity of the login was created with another name claim type
    /// than the usual ones. Default: <c>name</c>. Not empty.
    /// </summary>
    public string NameClaimType { get; set; } = "name";

    /// <summary>
    /// The claim that <c>User.IsInRole</c> reads, unless the identity of the login was created with another role claim type than
    /// the usual ones. Default: <c>role</c>. Not empty.
    /// </summary>
    public string RoleClaimType { get; set; } = "role";

    /// <summary>
    /// The claims that issued tokens have as JSON arrays even if there is only one, for readers in other languages that expect an
    /// array: <c>["admin"]</c>. Default: none, one claim is a value and several are an array. At most 100 claim types, each 1 to
    /// 1,024 characters; a long name means the same as its short name. Not <c>sub</c> and no claim that describes the token, such
    /// as <c>aud</c>. It changes nothing for tokens that are read: <c>"admin"</c> and <c>["admin"]</c> are the same claim.
    /// </summary>
    public IList<string> ArrayClaimTypes { get; } = [];

    /// <summary>
    /// The longest token that is accepted or issued, in characters. Default: 16,384. 256 to 1,048,576. Most web servers
    /// accept 16 to 32 KiB of headers in total.
    /// </summary>
    public int MaxTokenLength { get; set; } = 16 * 1024;

    /// <summary>
    /// The number of verified tokens that this process caches, so that they need not be verified again. Times, keys and
    /// session are still checked at each call. Default: 10,000. 0 (off) to 1,000,000.
    /// </summary>
    public int CredentialCacheSize { get; set; } = 10_000;

    /// <summary>
    /// The greatest amount of memory that the cached tokens and what is known about them use together, in bytes, as an estimate. Past it,
    /// cached tokens are removed. Default: 33,554,432 (32 MiB). 65,536 to 1,099,511,627,776 (1 TiB).
    /// </summary>
    public long CredentialCacheBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Turns on automatic rotation of the signing keys: sets <see cref="KeyRotation"/>. Choose a persistent key store, for
    /// example <c>UseFileJwtKeyStore(path)</c>; the default store keeps the keys in this process only.
    /// </summary>
    /// <param name="rotationPeriod">The time for which a key signs: <see cref="JwtKeyRotationOptions.RotationPeriod"/>; <see langword="null"/> for its default, 30 days.</param>
    /// <param name="announcementPeriod">The time for which it is published before: <see cref="JwtKeyRotationOptions.AnnouncementPeriod"/>; <see langword="null"/> for its default, 1 day.</param>
    /// <param name="retirementPeriod">The time for which it verifies after: <see cref="JwtKeyRotationOptions.RetirementPeriod"/>; <see langword="null"/> for its default, 25 hours.</param>
    /// <param name="algorithm">The algorithm of the keys: <see cref="JwtKeyRotationOptions.Algorithm"/>.</param>
    public void RotateKeys(TimeSpan? rotationPeriod = null, TimeSpan? announcementPeriod = null, TimeSpan? retirementPeriod = null, string algorithm = "ES256")
    {
        JwtKeyRotationOptions rotation = new() { Algorithm = algorithm };
        rotation.RotationPeriod = rotationPeriod ?? rotation.RotationPeriod;
        rotation.AnnouncementPeriod = announcementPeriod ?? rotation.AnnouncementPeriod;
        rotation.RetirementPeriod = retirementPeriod ?? rotation.RetirementPeriod;
        KeyRotation = rotation;
    }

    /// <summary>
    /// Turns on automatic rotation of the signing keys, with all its settings: sets <see cref="KeyRotation"/>. Choose a persistent key store, as for the other
    /// overload.
    /// </summary>
    /// <param name="configure">Changes the settings, which have their defaults, or those that were set before.</param>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    public void RotateKeys(Action<JwtKeyRotationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        JwtKeyRotationOptions rotation = KeyRotation ?? new();
        configure(rotation);
        KeyRotation = rotation;
    }

    /// <summary>Whether the keys come from an <see cref="IJwtKeySource"/>: the strategy only verifies.</summary>
    internal bool HasKeySource { get; set; }

    /// <summary>Says what to write if the strategy has keys and a source too; <see langword="null"/> without a container.</summary>
    internal Func<string>? FindKeySourceAdvice { get; set; }

    /// <summary>Whether the application has chosen a key store or protects keys; <see langword="null"/> without a container.</summary>
    internal Func<bool>? IsKeyStoreChosen { get; set; }

    /// <summary>Whether the configuration has a key with a mistake: an empty list of keys is then no second mistake.</summary>
    internal bool HasUnreadableKeys { get; set; }

    /// <summary>Mistakes found while reading the configuration. The validator reports them with all others.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];

    /// <summary>The configuration keys from which the options were read.</summary>
    internal ConfiguredNames ConfiguredNames { get; } = new();
}
