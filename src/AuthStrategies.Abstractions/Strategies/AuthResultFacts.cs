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

    // What few results have: the items themselves, or an object with what a token says, and the items if there are any.
    private readonly object? _rare;

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
        _rare = other._rare is TokenFacts token ? new TokenFacts(token) : other._rare;
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
    public string? TokenId
    {
        get => Token?.Id;
        init
        {
            TokenFacts token = TokenToChange;
            token.Id = value;
            _rare = token;
        }
    }

    /// <inheritdoc cref="AuthResult.IssuedAt"/>
    public DateTimeOffset? IssuedAt
    {
        get => Instant(Token?.IssuedAtTicks ?? 0);
        init
        {
            TokenFacts token = TokenToChange;
            token.IssuedAtTicks = value?.UtcTicks ?? 0;
            _rare = token;
        }
    }

    /// <inheritdoc cref="AuthResult.KeyId"/>
    public string? KeyId
    {
        get => Token?.KeyId;
        init
        {
            TokenFacts token = TokenToChange;
            token.KeyId = value;
            _rare = token;
        }
    }

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
        get => (_rare is TokenFacts token ? token.Items : (IReadOnlyDictionary<string, string?>?)_rare) ?? NoItems;
        init
        {
            if (_rare is TokenFacts token)
                token.Items = value;
            else
                _rare = value;
        }
    }

    internal static IReadOnlyDictionary<string, string?> NoItems => ReadOnlyDictionary<string, string?>.Empty;

    private TokenFacts? Token => _rare as TokenFacts;

    // This object's own, so that an initializer changes no other object.
    private TokenFacts TokenToChange => Token ?? new TokenFacts { Items = (IReadOnlyDictionary<string, string?>?)_rare };

    private long With(long flag, bool isSet) => isSet ? _expiresAtTicks | flag : _expiresAtTicks & ~flag;

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    private sealed class TokenFacts
    {
        public TokenFacts()
        {
        }

        public TokenFacts(TokenFacts other)
        {
            Id = other.Id;
            IssuedAtTicks = other.IssuedAtTicks;
            KeyId = other.KeyId;
            Items = other.Items;
        }

        public string? Id { get; set; }

        public long IssuedAtTicks { get; set; }

        public string? KeyId { get; set; }

        public IReadOnlyDictionary<string, string?>? Items { get; set; }
    }
}
