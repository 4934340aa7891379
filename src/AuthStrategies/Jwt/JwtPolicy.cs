using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AuthStrategies.Claims;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Recognition;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>Valid options, taken over into the form in which verifying and issuing need them. Immutable: later changes to the options don't show.</summary>
internal sealed class JwtPolicy
{
    private readonly byte[][] _algorithmsUtf8;
    private readonly byte[] _typeUtf8;
    private readonly byte[] _longTypeUtf8;

    private JwtPolicy(string name, JwtStrategyOptions options)
    {
        Keys = new JwtKeyRing(options.SigningKeys, options.VerificationKeys);
        Algorithms = [.. (options.Algorithms.Count > 0 ? options.Algorithms : Keys.All.Select(key => key.Algorithm)).Distinct(StringComparer.Ordinal)];
        _algorithmsUtf8 = [.. Algorithms.Select(Encoding.ASCII.GetBytes)];
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
        Recognized = new(options.RecognizedCredentials);
        Sessions = options.RefreshTokens.Enabled ? SessionsOf(name, options) : null;
        ChecksSession = options.CheckSession;
        HeaderUtf8 = Keys.SigningKey is { } key ? Encoding.ASCII.GetBytes(Base64Url.EncodeToString(JwtWriter.Header(key, TokenType))) : [];
        Encryption = TokenEncryption.Of(options);
        Failures = new JwtFailures(this);
    }

    public JwtKeyRing Keys { get; }

    /// <summary>The allow-list.</summary>
    public ImmutableArray<string> Algorithms { get; }

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
    public RecognizedCredentials<VerifiedToken> Recognized { get; }

    /// <summary>The rules of the sessions behind refresh tokens; <see langword="null"/> when there are none.</summary>
    public SessionPolicy? Sessions { get; }

    /// <summary>Whether authenticating looks the session up.</summary>
    public bool ChecksSession { get; }

    /// <summary>The encoded header of every token we issue; empty when there is no key to sign with.</summary>
    public byte[] HeaderUtf8 { get; }

    /// <summary>The keys that encrypt and open; <see langword="null"/> when there are none, and encrypted tokens are refused.</summary>
    public TokenEncryption? Encryption { get; }

    public JwtFailures Failures { get; }

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
            Regular = lifetimes,
            Persistent = lifetimes,
            ReuseWindow = options.RefreshTokens.ReuseWindow,
            MaxSessionsPerSubject = options.RefreshTokens.MaxSessionsPerSubject,
            Principals = Principals,
        };
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
}
