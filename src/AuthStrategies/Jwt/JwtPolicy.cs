using System.Collections.Frozen;
using System.Collections.Immutable;
using AuthStrategies.Caching;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>
/// A snapshot of valid options, in the form that verification and issuing need. Immutable: later changes to the options are
/// not seen. Keys that rotate are not part of it: see <see cref="JwtKeyProvider"/>.
/// </summary>
internal sealed class JwtPolicy
{
    private readonly string _name;

    private JwtPolicy(string name, JwtStrategyOptions options)
    {
        _name = name;
        Issuer = options.Issuer!;
        Audience = options.Audience!;
        Audiences = [.. options.ValidAudiences.Prepend(Audience).Distinct(StringComparer.Ordinal)];
        Issuers = [.. options.ValidIssuers.Prepend(Issuer).Distinct(StringComparer.Ordinal)];
        RequiredClaims = [.. options.RequiredClaims.Select(ClaimNames.ToShort).Distinct(StringComparer.Ordinal)];
        ExpectedClaims = new(Issuers, Audiences, RequiredClaims);
        (PayloadStart, PayloadAudience) = JwtWriter.FixedParts(Issuer, Audience);
        MaxTokenAge = options.MaxTokenAge;
        AcceptUntil = options.AcceptUntil;
        TokenType = new(options.TokenType);
        AccessTokenLifetime = options.AccessTokenLifetime;
        ClockSkew = options.ClockSkew;
        MaxTokenLength = options.MaxTokenLength;
        ArrayClaimTypes = options.ArrayClaimTypes.Select(ClaimNames.ToShort).ToFrozenSet(StringComparer.Ordinal);
        Cache = new(options.CredentialCacheSize, options.CredentialCacheBytes);
        IssuesRefreshTokens = options.RefreshTokens.Enabled;
        RequiresLiveSession = options.RequireLiveSession;
        ObservesRevokeAll = options.ObserveRevokeAll;
        Encryption = TokenEncryption.Create(options.EncryptionKey, options.DecryptionKeys);
        KeyPolicy = new(options.SigningKeys, options.VerificationKeys, options.Algorithms, options.TokenType, options.KeyRotation);
        Principals = new(name, options.ClaimNaming, options.NameClaimType, options.RoleClaimType, KeyPolicy.CanSign);
        Sessions = SessionsOf(options.RefreshTokens);
        Failures = new(this);
    }

    /// <summary>The issuer of issued tokens.</summary>
    public string Issuer { get; }

    /// <summary>The accepted issuers.</summary>
    public ImmutableArray<string> Issuers { get; }

    /// <summary>The audience of issued tokens.</summary>
    public string Audience { get; }

    /// <summary>The accepted audiences.</summary>
    public ImmutableArray<string> Audiences { get; }

    /// <summary>The claims that each token must have, beside those that are always required.</summary>
    public ImmutableArray<string> RequiredClaims { get; }

    /// <summary>The accepted issuers and audiences, and the required claims.</summary>
    public ExpectedClaims ExpectedClaims { get; }

    /// <summary>How each payload begins: the issuer, and the name of the subject's member.</summary>
    public byte[] PayloadStart { get; }

    /// <summary>The member of the audience in a payload, after its comma.</summary>
    public byte[] PayloadAudience { get; }

    /// <summary>The greatest age of a token; <see langword="null"/> if only its expiry counts.</summary>
    public TimeSpan? MaxTokenAge { get; }

    /// <summary>From when no token is accepted; <see langword="null"/> if there is no such time.</summary>
    public DateTimeOffset? AcceptUntil { get; }

    public TokenType TokenType { get; }

    public TimeSpan AccessTokenLifetime { get; }

    public TimeSpan ClockSkew { get; }

    public int MaxTokenLength { get; }

    public PrincipalFactory Principals { get; }

    /// <summary>The short names of the claims that are written as JSON arrays, however many there are.</summary>
    public FrozenSet<string> ArrayClaimTypes { get; }

    /// <summary>The verified tokens. Part of the policy, so that a token verified under other options is not accepted.</summary>
    public CredentialCache<VerifiedToken> Cache { get; }

    /// <summary>The rules of sessions. Set even if no refresh tokens are issued, because older sessions can still be ended.</summary>
    public SessionPolicy Sessions { get; }

    /// <summary>Whether each issued credential has a session and a refresh token.</summary>
    public bool IssuesRefreshTokens { get; }

    /// <summary>Whether refresh tokens are accepted. A strategy that only verifies cannot sign the new access token.</summary>
    public bool CanRefresh => IssuesRefreshTokens && KeyPolicy.CanSign;

    /// <summary>Whether authentication looks the session up.</summary>
    public bool RequiresLiveSession { get; }

    /// <summary>Whether own access tokens carry the generation, and authentication compares it.</summary>
    public bool ObservesRevokeAll { get; }

    /// <summary>What happens to credentials if all sessions are ended.</summary>
    public RevokeOutcome OutcomeOfRevokeEverything =>
        ObservesRevokeAll || RequiresLiveSession ? RevokeOutcome.Revoked
        : IssuesRefreshTokens ? RevokeOutcome.RevokedAtExpiry
        : RevokeOutcome.NotSupported;

    /// <summary>What the options say about keys.</summary>
    public JwtKeyPolicy KeyPolicy { get; }

    /// <summary>The keys that encrypt and decrypt; <see langword="null"/> when there are none. Encrypted tokens are then refused.</summary>
    public TokenEncryption? Encryption { get; }

    public JwtFailures Failures { get; }

    /// <summary>Creates the policy of options in which <see cref="JwtStrategyOptionsValidator.Problems"/> found no mistake.</summary>
    public static JwtPolicy Compile(string name, JwtStrategyOptions options) => new(name, options);

    /// <summary>Throws if no key may sign now.</summary>
    /// <exception cref="InvalidOperationException">The options give no signing key.</exception>
    /// <exception cref="JwtKeyStoreException">The keys rotate, and none may sign now.</exception>
    public void RequireSigningKey(CurrentKeys keys)
    {
        if (keys.SigningKey is not null)
            return;
        if (KeyPolicy.Rotation is null)
            throw new InvalidOperationException($"The strategy \"{_name}\" has no signing key, so it can only verify. To issue, add one, for example o.SigningKeys.Add(JwtKey.FromBase64(secret, \"HS256\")), or call o.RotateKeys().");

        throw new JwtKeyStoreException($"The strategy \"{_name}\" has no key that may sign now: the rotation period of the last key has ended and the key store gave no next key, or Algorithms no longer contains its algorithm. The log says what the key store answered.");
    }

    /// <summary>Refuses to issue a token that would be valid longer than its key verifies, or than its greatest age.</summary>
    /// <exception cref="ArgumentException">The lifetime is too long.</exception>
    public void CheckLifetime(TimeSpan lifetime)
    {
#pragma warning disable CA2208 // It is a parameter of IssueAsync.
        if (lifetime > MaxTokenAge)
            throw new ArgumentException(
                OptionMessages.OutOfRange("IssueOptions.AccessTokenLifetime", lifetime, $"at most MaxTokenAge ({MaxTokenAge:c}), because the strategy refuses older tokens", "TimeSpan.FromMinutes(15), or make MaxTokenAge longer"),
                "options");
        if (KeyPolicy.Rotation is { } rotation && lifetime > rotation.RetirementPeriod - ClockSkew)
            throw new ArgumentException(
                OptionMessages.OutOfRange(
                    "IssueOptions.AccessTokenLifetime",
                    lifetime,
                    $"at most {rotation.RetirementPeriod - ClockSkew:c} (KeyRotation.RetirementPeriod less ClockSkew), because a key is removed after its retirement period",
                    "TimeSpan.FromMinutes(15), or make KeyRotation.RetirementPeriod longer"),
                "options");
#pragma warning restore CA2208
    }

    private SessionPolicy SessionsOf(JwtRefreshTokenOptions options)
    {
        SessionLifetimes lifetimes = new(options.IdleTimeout, options.AbsoluteTimeout);
        return new()
        {
            Kind = SessionKind.Refresh,
            Strategy = _name,
            Issuer = Issuer,
            AcceptedIssuers = Issuers,
            Audience = Audience,
            AcceptedAudiences = Audiences,
            Regular = lifetimes,
            Persistent = lifetimes,
            Rotation = new()
            {
                IsRefreshToken = true,
                ReuseWindow = options.ReuseWindow,
                LateRequestWindow = options.LateRequestWindow,
                RotateEvery = TimeSpan.Zero,
                StrictReuse = options.StrictReuse,
            },
            MaxSessionsPerSubject = options.MaxSessionsPerSubject,
            Principals = Principals,
            IsIssuer = KeyPolicy.CanSign,
        };
    }
}
