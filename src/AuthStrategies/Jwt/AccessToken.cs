using AuthStrategies.Claims;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>The content of an access token that is to be written. Times are whole seconds since 1970.</summary>
internal readonly ref struct AccessToken
{
    public required string Subject { get; init; }

    /// <summary>The other claims; claims of one type are adjacent.</summary>
    public required ReadOnlySpan<ClaimEntry> Claims { get; init; }

    /// <summary>The names of the login that belong to none of the claims.</summary>
    public required LoginNames Names { get; init; }

    public required long IssuedAt { get; init; }

    public required long ExpiresAt { get; init; }

    /// <summary>When the user logged in; <see langword="null"/> if the session no longer proves it. The claim is optional (RFC 9068 §2.2.1).</summary>
    public required long? AuthenticatedAt { get; init; }

    /// <summary>What the caller asked of this token alone; <see langword="null"/> for nothing.</summary>
    public AccessTokenTerms? Terms { get; init; }

    /// <summary>The generation of the strategy; none if tokens do not carry it.</summary>
    public Generation Generation { get; init; }

    /// <summary>The thumbprint of the key that the token is bound to; <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The session of the token, if it has one.</summary>
    public SessionId? SessionId { get; init; }
}
