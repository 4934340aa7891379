using AuthStrategies.Claims;

namespace AuthStrategies.Testing.Fakes;

/// <summary>One session of a fake. Guarded by the lock of <see cref="FakeSessions"/>.</summary>
internal sealed class FakeSession
{
    public required SessionId Id { get; init; }

    /// <summary>Its place in the order of all logins, from 1.</summary>
    public long Number { get; set; }

    public required string Strategy { get; init; }

    public required ClaimSet Claims { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    /// <summary>The earlier end that the application has set, if any.</summary>
    public DateTimeOffset? SetEnd { get; set; }

    /// <summary>The last moment of the session.</summary>
    public DateTimeOffset LatestEnd => SetEnd is { } end && end < AbsoluteExpiresAt ? end : AbsoluteExpiresAt;

    public required DateTimeOffset ExpiresAt { get; set; }

    public required FakeTokens Tokens { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public bool Persistent { get; init; }

    public string? Label { get; init; }

    /// <summary>The key that it is bound to, if it is.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The items; never changed, only replaced.</summary>
    public IReadOnlyDictionary<string, string?>? Items { get; set; }

    /// <summary>When the user proved who they are; <see langword="null"/> if another client may have a token of the session.</summary>
    public DateTimeOffset? ProvedAt => Tokens.HasBranched ? null : AuthenticatedAt;

    /// <summary>Makes the user of the session.</summary>
    public required PrincipalFactory Principals { get; init; }

    /// <param name="withPrincipal">Whether the user is known too.</param>
    public SessionInfo ToInfo(bool withPrincipal = true) => new()
    {
        Id = Id,
        Subject = Claims.Subject,
        Strategy = Strategy,
        Label = Label,
        CreatedAt = CreatedAt,
        AuthenticatedAt = AuthenticatedAt,
        LastSeenAt = LastSeenAt,
        ExpiresAt = ExpiresAt,
        AbsoluteExpiresAt = LatestEnd,
        Principal = withPrincipal ? Principals.Create(Claims) : null,
    };
}
