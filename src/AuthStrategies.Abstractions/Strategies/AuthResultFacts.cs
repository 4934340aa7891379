using System.Collections.ObjectModel;

namespace AuthStrategies;

/// <summary>
/// The optional facts of a successful <see cref="AuthResult"/>. Immutable and thread-safe: a strategy that answers the same
/// credential again can pass the same object to <see cref="AuthResult.Success(System.Security.Claims.ClaimsPrincipal, AuthResultFacts)"/>.
/// </summary>
public sealed class AuthResultFacts
{
    // Times have 62 bits. The two bits above keep the object 8 bytes smaller than two fields would.
    private const long RotationDueBit = 1L << 62;
    private const long PersistentBit = 1L << 63;
    private const long FlagBits = RotationDueBit | PersistentBit;

    // Ticks and the default id mean "absent": the object is 40 bytes smaller, and a strategy may cache many.
    private readonly SessionId _sessionId;
    private readonly long _authenticatedAtTicks;
    private readonly long _expiresAtTicks;
    private readonly IReadOnlyDictionary<string, string?>? _items;
    private readonly long _issuedAtTicks;

    /// <summary>Creates facts without values; set the known ones in the initializer.</summary>
    public AuthResultFacts()
    {
    }

    internal AuthResultFacts(AuthResultFacts? other)
    {
        if (other is null)
            return;

        _sessionId = other._sessionId;
        _authenticatedAtTicks = other._authenticatedAtTicks;
        _expiresAtTicks = other._expiresAtTicks;
        _issuedAtTicks = other._issuedAtTicks;
        TokenId = other.TokenId;
        KeyId = other.KeyId;
        RotationDue = other.RotationDue;
        Persistent = other.Persistent;
        _items = other._items;
    }

    /// <inheritdoc cref="AuthResult.SessionId"/>
    public SessionId? SessionId
    {
        get => _sessionId == default ? null : _sessionId;
        init => _sessionId = value.GetValueOrDefault();
    }

    /// <inheritdoc cref="AuthResult.AuthenticatedAt"/>
    public DateTimeOffset? AuthenticatedAt
    {
        get => Instant(_authenticatedAtTicks);
        init => _authenticatedAtTicks = value?.UtcTicks ?? 0;
    }

    /// <inheritdoc cref="AuthResult.ExpiresAt"/>
    public DateTimeOffset? ExpiresAt
    {
        get => Instant(_expiresAtTicks & ~FlagBits);
        init => _expiresAtTicks = (_expiresAtTicks & FlagBits) | (value?.UtcTicks ?? 0);
    }

    /// <inheritdoc cref="AuthResult.TokenId"/>
    public string? TokenId { get; init; }

    /// <inheritdoc cref="AuthResult.IssuedAt"/>
    public DateTimeOffset? IssuedAt
    {
        get => Instant(_issuedAtTicks);
        init => _issuedAtTicks = value?.UtcTicks ?? 0;
    }

    /// <inheritdoc cref="AuthResult.KeyId"/>
    public string? KeyId { get; init; }

    /// <inheritdoc cref="AuthResult.RotationDue"/>
    public bool RotationDue
    {
        get => (_expiresAtTicks & RotationDueBit) != 0;
        init => _expiresAtTicks = With(RotationDueBit, value);
    }

    /// <inheritdoc cref="AuthResult.Persistent"/>
    public bool Persistent
    {
        get => (_expiresAtTicks & PersistentBit) != 0;
        init => _expiresAtTicks = With(PersistentBit, value);
    }

    /// <inheritdoc cref="AuthResult.Items"/>
    public IReadOnlyDictionary<string, string?> Items
    {
        get => _items ?? NoItems;
        init => _items = value;
    }

    internal static IReadOnlyDictionary<string, string?> NoItems => ReadOnlyDictionary<string, string?>.Empty;

    private long With(long flag, bool isSet) => isSet ? _expiresAtTicks | flag : _expiresAtTicks & ~flag;

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
