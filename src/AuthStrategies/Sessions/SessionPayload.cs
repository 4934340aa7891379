using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>The strategy's data about a session, as <see cref="SessionPayloadCodec"/> writes it into a record. Immutable.</summary>
internal sealed record SessionPayload
{
    /// <summary>The extension tag of the encrypted items. Even: a release that does not know it writes them back unchanged.</summary>
    public const ulong ItemsTag = 12;

    private readonly RotationState _rotation;

    public required SessionKind Kind { get; init; }

    /// <summary>The name of the strategy that issued it.</summary>
    public required string Strategy { get; init; }

    /// <summary>The issuer of the access tokens that a refresh token is exchanged for; <see langword="null"/> for a session.</summary>
    public string? Issuer { get; init; }

    /// <summary>The audience of the access tokens that a refresh token is exchanged for; <see langword="null"/> for a session.</summary>
    public string? Audience { get; init; }

    /// <summary>Whose session it is.</summary>
    public SessionOwner Owner => new(Kind, Strategy, Issuer, Audience);

    /// <summary>The current secret part, and what is known about earlier ones.</summary>
    public required RotationState Rotation
    {
        get => _rotation;
        init => _rotation = value;
    }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>When the user last proved who they are; <see langword="null"/> if another client may hold a token of the session.</summary>
    public DateTimeOffset? ProvedAt => _rotation.HasBranched ? null : AuthenticatedAt;

    public required DateTimeOffset LastSeenAt { get; init; }

    public bool Persistent { get; init; }

    public string? Label { get; init; }

    /// <summary>The claims; the subject is in the record.</summary>
    public required ClaimSet Claims { get; init; }

    /// <summary>The generation in which it was created; none for a session of a release that knew no generations.</summary>
    public Generation Generation { get; init; }

    /// <summary>The thumbprint of the key that it is bound to (<see cref="KeyExtension"/>); <see langword="null"/> for none.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>The device that it is bound to (<see cref="DeviceExtension"/>); <see langword="null"/> for none.</summary>
    public BoundDevice? Device { get; init; }

    /// <summary>Fields that a later release has added, as in the record: written back byte for byte.</summary>
    public byte[] Extensions { get; init; } = [];

    /// <summary>The same session with other claims.</summary>
    public SessionPayload With(ClaimSet claims) => ReferenceEquals(claims, Claims) ? this : this with { Claims = claims, Extensions = ExtensionFields.OfOtherClaims(Extensions) };

    /// <summary>The application's items, encrypted; empty if there are none. They are one of the <see cref="Extensions"/>.</summary>
    public ReadOnlyMemory<byte> EncryptedItems => ExtensionFields.Find(Extensions, ItemsTag);

    /// <summary>The application's items, for a token of the session.</summary>
    /// <returns>The items; <see langword="null"/> if they cannot be read.</returns>
    public Dictionary<string, string?>? ItemsOf(in OpaqueToken token) =>
        EncryptedItems is { IsEmpty: false } encrypted ? ItemsCodec.TryDecrypt(encrypted.Span, token, Strategy) : [];

    /// <summary>The same session with other items, encrypted anew.</summary>
    public SessionPayload WithItems(IReadOnlyDictionary<string, string?> items, in OpaqueToken token) =>
        this with { Extensions = ExtensionFields.Replace(Extensions, ItemsTag, ItemsCodec.Encrypt(items, token, Strategy)) };

    /// <summary>The same session without items.</summary>
    public SessionPayload WithoutItems() => this with { Extensions = ExtensionFields.Replace(Extensions, ItemsTag, []) };

    /// <summary>
    /// From when the session is accepted, in UTC ticks: one that was created or used later than now, beyond the difference of honest
    /// clocks, was written by a clock that was ahead.
    /// </summary>
    public long AcceptedFrom => Math.Max(CreatedAt.UtcTicks, LastSeenAt.UtcTicks) - SessionLimits.MaxClockDifference.Ticks;

    /// <summary>What a presented secret part is to the session.</summary>
    public PresentedSecret Find(in Bytes32 presented) => _rotation.Find(presented);

    /// <summary>The decision about a presented secret part. It copies no state: this is asked for each authentication.</summary>
    public RotationDecision Decide(in RotationQuestion question, RotationRules rules) => RotationTable.Decide(question, _rotation, rules);

    /// <summary>Contains neither claims nor hashes: safe to log.</summary>
    public override string ToString() => $"SessionPayload {{ Kind = {Kind}, Strategy = {Strategy} }}";
}
