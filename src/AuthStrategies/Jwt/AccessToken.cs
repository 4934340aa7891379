using AuthStrategies.Claims;

namespace AuthStrategies.Jwt;

/// <summary>What an access token is to say. Times are whole seconds since 1970.</summary>
internal readonly ref struct AccessToken
{
    public required string Subject { get; init; }

    /// <summary>The other claims, those of one type next to each other.</summary>
    public required ReadOnlySpan<ClaimEntry> Claims { get; init; }

    public required long IssuedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public required long AuthenticatedAt { get; init; }

    /// <summary>The session behind it, if there is one.</summary>
    public SessionId? SessionId { get; init; }
}
