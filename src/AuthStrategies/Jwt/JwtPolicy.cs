using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Jwt.Rotation;
using AuthStrategies.Caching;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>Valid options, taken over into the form in which verifying and issuing need them. Immutable: later changes to the options don't show.</summary>
internal sealed class JwtPolicy
{
    private readonly ImmutableArray<string> _allowed;
    private readonly byte[] _typeUtf8;
    private readonly byte[] _longTypeUtf8;
    private byte[][] _algorithmsUtf8;

    private JwtPolicy(string name, JwtStrategyOptions options)
    {
        _allowed = [.. options.Algorithms];
        Rotation = options.KeyRotation is { } rotation ? KeySchedule.Of(rotation) : null;
        Issuer = options.Issuer!;
        IssuerUtf8 = Encoding.UTF8.GetBytes(Issuer);
        Audience = options.Audience!;
        Audiences = [.. options.ValidAudiences.Prepend(Audience).Distinct(StringComparer.Ordinal)];
        AudiencesUtf8 = [.. Audiences.Select(Encoding.UTF8.GetBytes)];
        TokenType = options.TokenType;
        MediaType type = new(TokenType ?? "");
        (_typeUtf8, _longTypeUtf8) = (Encoding.ASCII.GetBytes(type.Short), Encoding.ASCII.GetBytes(type.Long));
        AccessTokenLifetime = options.AccessTokenLifetime;
        ClockSkew = options.ClockSkew;
        MaxTokenLength = options.MaxTokenLength;
        Principals = new PrincipalFactory(name, options.ClaimNaming, options.NameClaimType, options.RoleClaimType);
        Recognized = new(options.CredentialCacheSize);
        Sessions = SessionsOf(name, options);
        IssuesRefreshTokens = options.RefreshTokens.Enabled;
        RequiresLiveSession = options.RequireLiveSession;
        Encryption = TokenEncryption.Of(options);
        Use(Rotation is null ? new(options.SigningKeys, options.VerificationKeys) : new([], [.. options.SigningKeys, .. options.VerificationKeys]));
    }

    /// <summary>The keys. Where they rotate: those of the options alone, none of which signs, until <see cref="WithKeys"/> gives others.</summary>
    public JwtKeyRing Keys { get; private set; }

    /// <summary>When keys rotate; <see langword="null"/> when they don't.</summary>
    public KeySchedule? Rotation { get; }

    /// <summary>The allow-list.</summary>
    public ImmutableArray<string> Algorithms { get; private set; }

    public string Issuer { get; }

    public byte[] IssuerUtf8 { get; }

    /// <summary>The audience that tokens are issued for.</summary>
    public string Audience { get; }

    /// <summary>The audiences that are accepted.</summary>
    public ImmutableArray<string> Audiences { get; }

    public byte[][] AudiencesUtf8 { get; }

    public string? TokenType { get; }

    /// <summary>Whether the header must name the type.</summary>
    public bool ChecksType => TokenType is not null;

    public TimeSpan AccessTokenLifetime { get; }

    public TimeSpan ClockSkew { get; }

    public int MaxTokenLength { get; }

    public PrincipalFactory Principals { get; }

    /// <summary>The tokens seen lately. Belongs to the policy, so that other options never meet what was found under these.</summary>
    public CredentialCache<VerifiedToken> Recognized { get; }

    /// <summary>The rules of the sessions behind refresh tokens. There even when none are issued: logins from before can still be ended.</summary>
    public SessionPolicy Sessions { get; }

    /// <summary>Whether each login is a session.</summary>
    public bool IssuesRefreshTokens { get; }

    /// <summary>Whether refresh tokens are taken: not by a strategy that could not sign what they buy.</summary>
    public bool CanRefresh => IssuesRefreshTokens && (Rotation is not null || Keys.SigningKey is not null);

    /// <summary>Whether authenticating looks the session up.</summary>
    public bool RequiresLiveSession { get; }

    /// <summary>The encoded header of every token we issue; empty when there is no key to sign with.</summary>
    public byte[] HeaderUtf8 { get; private set; }

    /// <summary>The keys that encrypt and open; <see langword="null"/> when there are none, and encrypted tokens are refused.</summary>
    public TokenEncryption? Encryption { get; }

    public JwtFailures Failures { get; private set; }

    /// <summary>Takes options over in which <see cref="JwtStrategyOptionsValidator.Problems"/> found none.</summary>
    public static JwtPolicy Compile(string name, JwtStrategyOptions options) => new(name, options);

    private SessionPolicy SessionsOf(string name, JwtStrategyOptions options)
    {
        SessionLifetimes lifetimes = new(options.RefreshTokens.IdleTimeout, options.RefreshTokens.AbsoluteTimeout);
        return new()
        {
            Kind = SessionKind.Refresh,
            Strategy = name,
            Issuer = Issuer,
            Audience = Audience,
            AcceptedAudiences = Audiences,
            Regular = lifetimes,
            Persistent = lifetimes,
            ReuseWindow = options.RefreshTokens.ReuseWindow,
            MaxSessionsPerSubject = options.RefreshTokens.MaxSessionsPerSubject,
            Principals = Principals,
        };
    }

    /// <summary>The same policy with other keys. Immutable like this one: a verification sees the old keys or the new ones, never a mixture.</summary>
    public JwtPolicy WithKeys(JwtKeyRing keys)
    {
        var policy = (JwtPolicy)MemberwiseClone();
        policy.Use(keys);
        return policy;
    }

    /// <summary>Whether the options leave an algorithm in the allow-list.</summary>
    public bool MayUse(string algorithm) => _allowed.IsEmpty || _allowed.Contains(algorithm);

    /// <summary>Why there is no key to sign with.</summary>
    public Exception NoSigningKey(string name)
    {
        if (Rotation is null)
            return new InvalidOperationException($"The strategy \"{name}\" has no signing key, so it can only verify. Add one to JwtStrategyOptions.SigningKeys to issue.");

        return new JwtKeyStoreException($"The strategy \"{name}\" has no key that may sign now: the last one's time is over and the key store gave no next one, or its algorithm is no longer in Algorithms. The log says what the key store answered.");
    }

    /// <summary>Refuses to issue a token that would outlive the key it is signed with.</summary>
    /// <exception cref="ArgumentException">It would.</exception>
    public void CheckLifetime(TimeSpan lifetime)
    {
#pragma warning disable CA2208 // The parameter is IssueAsync's.
        if (Rotation is { } rotation && lifetime > rotation.Retire - ClockSkew)
            throw new ArgumentException($"IssueOptions.AccessTokenLifetime is {lifetime:c}; it must be at most {rotation.Retire - ClockSkew:c} (KeyRotation.Retire less ClockSkew), because the key verifies no longer after its last signature. Write a shorter lifetime, or make KeyRotation.Retire longer.", "options");
#pragma warning restore CA2208
    }

    /// <summary>The allow-list's own bytes of an algorithm's name, compared byte for byte; <see langword="null"/> when it is not in there.</summary>
    public byte[]? FindAlgorithm(ReadOnlySpan<byte> name)
    {
        foreach (byte[] allowed in _algorithmsUtf8)
        {
            if (name.SequenceEqual(allowed))
                return allowed;
        }

        return null;
    }

    /// <summary>Whether a <c>typ</c> names <see cref="TokenType"/>: in any case, with or without <c>application/</c> (RFC 7515 §4.1.9).</summary>
    public bool IsExpectedType(ReadOnlySpan<byte> type) =>
        Ascii.EqualsIgnoreCase(type, _typeUtf8) || Ascii.EqualsIgnoreCase(type, _longTypeUtf8);

    [MemberNotNull(nameof(Keys), nameof(HeaderUtf8), nameof(Failures), nameof(_algorithmsUtf8))]
    private void Use(JwtKeyRing keys)
    {
        Keys = keys;
        Algorithms = [.. (_allowed.IsEmpty ? keys.All.Select(key => key.Algorithm) : _allowed).Distinct(StringComparer.Ordinal)];
        _algorithmsUtf8 = [.. Algorithms.Select(Encoding.ASCII.GetBytes)];
        HeaderUtf8 = keys.SigningKey is { } key ? Encoding.ASCII.GetBytes(Base64Url.EncodeToString(JwtWriter.Header(key, TokenType))) : [];
        Failures = new JwtFailures(this);
    }
}
