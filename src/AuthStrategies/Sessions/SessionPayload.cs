using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>The strategy's data about a session, as <see cref="SessionPayloadCodec"/> writes it into a record. Immutable.</summary>
internal sealed record SessionPayload
{
    public required SessionKind Kind { get; init; }

    /// <summary>The name of the strategy that issued it.</summary>
    public required string Strategy { get; init; }

    /// <summary>The issuer of the access tokens that a refresh token is exchanged for; <see langword="null"/> for a session.</summary>
    public string? Issuer { get; init; }

    /// <summary>The audience of the access tokens that a refresh token is exchanged for; <see langword="null"/> for a session.</summary>
    public string? Audience { get; init; }

    /// <summary>The hash of the current secret part.</summary>
    public required Bytes32 Secret { get; init; }

    /// <summary>The secret part before the current one, as long as its owner may receive the current one.</summary>
    public PreviousSecret? Previous { get; init; }

    /// <summary>When the current secret part was created: at issue or at the last rotation.</summary>
    public required DateTimeOffset BornAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    public bool Persistent { get; init; }

    public string? Label { get; init; }

    /// <summary>The claims; the subject is in the record.</summary>
    public required ClaimSet Claims { get; init; }

    /// <summary>Fields that a later release has added, as in the record: written back byte for byte.</summary>
    public byte[] Extensions { get; init; } = [];

    /// <summary>Contains neither claims nor hashes: safe to log.</summary>
    public override string ToString() => $"SessionPayload {{ Kind = {Kind}, Strategy = {Strategy} }}";
}
