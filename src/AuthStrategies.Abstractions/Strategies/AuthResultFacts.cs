namespace AuthStrategies;

/// <summary>
/// The optional facts of a successful <see cref="AuthResult"/>. Immutable and thread-safe: a strategy that answers the same
/// credential again can pass the same object to <see cref="AuthResult.Success(System.Security.Claims.ClaimsPrincipal, AuthResultFacts)"/>.
/// </summary>
public sealed class AuthResultFacts
{
    // Ticks and the default id mean "absent": the object is 40 bytes smaller, and a strategy may cache many.
    private readonly SessionId _sessionId;
    private readonly long _authenticatedAtTicks;
    private readonly long _expiresAtTicks;
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
        get => Instant(_expiresAtTicks);
        init => _expiresAtTicks = value?.UtcTicks ?? 0;
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
    public bool RotationDue { get; init; }

    /// <inheritdoc cref="AuthResult.Persistent"/>
    public bool Persistent { get; init; }

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
