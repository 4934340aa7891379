namespace AuthStrategies;

/// <summary>
/// How a JWT strategy works: the access tokens it issues follow RFC 9068. Configure it through <c>AddJwt(o =&gt; …)</c>;
/// all mistakes are reported together at start and on first use.
/// </summary>
public sealed class JwtStrategyOptions
{
    /// <summary>
    /// Who issues the tokens: their <c>iss</c>, and the only one accepted, compared exactly (RFC 9068 §4). No default;
    /// 1 to 1,024 characters. Usually the https address of the application: <c>https://api.example</c>.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Whom the tokens are for: the <c>aud</c> of those issued, and accepted, compared exactly (RFC 7519 §4.1.3).
    /// No default; 1 to 1,024 characters.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>Audiences that are accepted besides <see cref="Audience"/>. Default: none. Each 1 to 1,024 characters, at most 100.</summary>
    public IList<string> ValidAudiences { get; } = [];

    /// <summary>
    /// The keys of this side. The first signs; all verify. Default: none. Without one, the strategy only verifies; at
    /// least one key must be here or in <see cref="VerificationKeys"/>, and each needs a key id of its own. With
    /// <see cref="KeyRotation"/> none is needed, and those that are here only verify.
    /// </summary>
    public IList<JwtKey> SigningKeys { get; } = [];

    /// <summary>Keys that only verify: the public keys of an issuer elsewhere, or keys that no longer sign. Default: none.</summary>
    public IList<JwtKey> VerificationKeys { get; } = [];

    /// <summary>
    /// When the keys that sign change by themselves. Default: <see langword="null"/>, they don't. The keys are made by the
    /// library and kept in the <see cref="IJwtKeyStore"/>.
    /// </summary>
    public JwtKeyRotationOptions? KeyRotation { get; set; }

    /// <summary>
    /// How long an access token is accepted. Default: 15 minutes. More than 0, at most 24 hours, cut to whole seconds.
    /// A stateless token cannot be revoked before, so keep it short.
    /// </summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// By how much the clocks of issuer and verifier may differ: a token is accepted this much longer than its <c>exp</c>
    /// and this much earlier than its <c>nbf</c>. Default: 10 seconds. 0 to 5 minutes; 0 means 0.
    /// </summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The kind of token, in the header as <c>typ</c> (RFC 8725 §3.11): what is issued and the only one accepted, in any
    /// case, with or without <c>application/</c>. Default: <c>at+jwt</c>. <see langword="null"/> issues and checks none,
    /// for issuers that set none. Otherwise a media type of 1 to 127 characters.
    /// </summary>
    public string? TokenType { get; set; } = "at+jwt";

    /// <summary>
    /// The signature algorithms that are accepted (RFC 8725 §3.1), written exactly as in RFC 7518 §3.1. Default: empty,
    /// which means those of the keys. An algorithm that no key has is a mistake, and so is <c>none</c>.
    /// </summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>
    /// The key that hides what tokens say, of the algorithm <c>A256CBC-HS512</c>. With it, each token that is issued is signed
    /// as ever and then encrypted (RFC 7519 §5.2, RFC 7516: <c>dir</c>), so that whoever holds it can read none of its claims.
    /// Default: none, tokens are signed only. Tokens that are signed only are accepted either way: signing is what proves
    /// where they come from, and so those already out stay good. Its bytes must not be those of a signing key.
    /// </summary>
    public JwtKey? EncryptionKey { get; set; }

    /// <summary>
    /// Older keys that no longer encrypt and still open. Default: none. Each needs a key id of its own, other than that of
    /// <see cref="EncryptionKey"/>. A token that bears the id of none of them is refused; one that bears no id is opened if there is one key in all.
    /// Without keys here and in <see cref="EncryptionKey"/>, encrypted tokens are refused.
    /// </summary>
    public IList<JwtKey> DecryptionKeys { get; } = [];

    /// <summary>Refresh tokens: off by default. With them, each login is a session in the store.</summary>
    public JwtRefreshTokenOptions RefreshTokens { get; } = new();

    /// <summary>
    /// Whether authenticating looks the token's session up, so that a logout counts at once and not only when the access
    /// token expires. Costs one look-up, never a write. Default: <see langword="false"/>. Needs <see cref="RefreshTokens"/>.
    /// </summary>
    public bool RequireLiveSession { get; set; }

    /// <summary>Which names the claims of an authenticated principal bear. Default: <see cref="ClaimNaming.Jwt"/>.</summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>The claim that <c>User.Identity.Name</c> reads. Default: <c>name</c>. Not empty.</summary>
    public string NameClaimType { get; set; } = "name";

    /// <summary>The claim that <c>User.IsInRole</c> reads. Default: <c>role</c>. Not empty.</summary>
    public string RoleClaimType { get; set; } = "role";

    /// <summary>
    /// The longest token that is looked at or issued, in characters. Default: 16,384. 256 to 1,048,576. Web servers
    /// take headers of 16 to 32 KiB as a rule, all of them together.
    /// </summary>
    public int MaxTokenLength { get; set; } = 16 * 1024;

    /// <summary>
    /// How many credentials that were found good are remembered in this process, so that hashing or verifying them again
    /// is spared; time, session and revocation are checked each time all the same. Default: 10,000. 0 (off) to 1,000,000.
    /// </summary>
    public int CredentialCacheSize { get; set; } = 10_000;

    /// <summary>
    /// Makes the keys that sign change by themselves: sets <see cref="KeyRotation"/>. Pick a store that lasts, for example
    /// <c>UseFileJwtKeyStore(path)</c>; the default keeps the keys in this process only.
    /// </summary>
    /// <param name="every">How long a key signs: <see cref="JwtKeyRotationOptions.Every"/>.</param>
    /// <param name="announce">How long it is published before: <see cref="JwtKeyRotationOptions.Announce"/>.</param>
    /// <param name="retire">How long it verifies afterwards: <see cref="JwtKeyRotationOptions.Retire"/>.</param>
    /// <param name="algorithm">The algorithm of the keys: <see cref="JwtKeyRotationOptions.Algorithm"/>.</param>
    public void RotateKeys(TimeSpan every, TimeSpan announce, TimeSpan retire, string algorithm = "ES256") =>
        KeyRotation = new() { Algorithm = algorithm, Every = every, Announce = announce, Retire = retire };

    /// <summary>What could not be read from configuration; the validator reports it with everything else.</summary>
    internal List<string> ConfigurationMistakes { get; } = [];
}
