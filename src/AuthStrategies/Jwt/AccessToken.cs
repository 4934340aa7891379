using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>The content of an access token that is to be written. Times are whole seconds since 1970.</summary>
internal readonly ref struct AccessToken
{
    public required string Subject { get; init; }

    /// <summary>The other claims; claims of one type are adjacent.</summary>
    public required ReadOnlySpan<ClaimEntry> Claims { get; init; }

    public required long IssuedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public required long AuthenticatedAt { get; init; }

    /// <summary>What the caller asked of this token alone; <see langword="null"/> for nothing.</summary>
    public AccessTokenTerms? Terms { get; init; }

    /// <summary>The session of the token, if it has one.</summary>
    public SessionId? SessionId { get; init; }
}
