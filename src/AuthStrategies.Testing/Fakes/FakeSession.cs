using AuthStrategies.Claims;

namespace AuthStrategies.Testing.Fakes;

/// <summary>One session of a fake. Guarded by the lock of <see cref="FakeSessions"/>.</summary>
internal sealed class FakeSession
{
    public required SessionId Id { get; init; }

    public required string Strategy { get; init; }

    public required ClaimSet Claims { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public required DateTimeOffset BornAt { get; set; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public bool Persistent { get; init; }

    public string? Label { get; init; }

    /// <summary>How often the credential was replaced; the credential contains this number.</summary>
    public int Generation { get; set; }

    public SessionInfo ToInfo() => new()
    {
        Id = Id,
        Subject = Claims.Subject,
        Strategy = Strategy,
        Label = Label,
        CreatedAt = CreatedAt,
        AuthenticatedAt = AuthenticatedAt,
        LastSeenAt = LastSeenAt,
        ExpiresAt = ExpiresAt,
        AbsoluteExpiresAt = AbsoluteExpiresAt,
    };
}
