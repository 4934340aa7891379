using AuthStrategies.Caching;
using AuthStrategies.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>The content of a token that passed every check, and the key that verified it. Immutable; contains no part of the token's text.</summary>
/// <param name="Claims">The subject and the claims.</param>
/// <param name="Key">The key that verified the signature.</param>
/// <param name="AcceptedFrom">From when the token is accepted, in UTC ticks: a clock may be set back after the token was cached.</param>
/// <param name="Result">The facts of a success with the token. All results of the same text share one object.</param>
internal readonly record struct VerifiedToken(ClaimSet Claims, JwtKey Key, long AcceptedFrom, AuthResultFacts Result) : ICacheFacts
{
    // The fields of this type, and the facts with what the token says of itself.
    private const int OwnSize = 72 + 64 + 56;

    /// <summary>Whether <see cref="Generation"/> counts: the options ask for it, and this application signed the token. Another issuer may use the member for something else.</summary>
    public bool ObservesGeneration { get; init; }

    /// <summary>The generation of the strategy at the login; none if the token does not say it.</summary>
    public Generation Generation { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to; <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The decoded session of the token; <see langword="null"/> if its session is not looked at.</summary>
    public DecodedSession? Session { get; init; }

    /// <inheritdoc />
    public int Size => OwnSize + (Session is null ? 0 : DecodedSession.MaxSize) + Claims.Size + MemorySize.OfText(Result.TokenId) + MemorySize.OfText(Result.KeyId) + MemorySize.OfText(KeyThumbprint);

    public DateTimeOffset ExpiresAt => Result.ExpiresAt.GetValueOrDefault();

    public SessionId? SessionId => Result.SessionId;

    /// <summary>The session that the token names, if it names one.</summary>
    public SessionReference? FindSession(JwtPolicy policy) => SessionId is { } id ? SessionReference.OfClaim(id, policy.Sessions, Claims.Subject) : null;

    /// <summary>Whether the token is accepted at that time (RFC 7519 §4.1.4, §4.1.5).</summary>
    public bool IsInTime(DateTimeOffset now, TimeSpan clockSkew) =>
        now.UtcTicks - clockSkew.Ticks < ExpiresAt.UtcTicks
        && now.UtcTicks >= AcceptedFrom;
}
