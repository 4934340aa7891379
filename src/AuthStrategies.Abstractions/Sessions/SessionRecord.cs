using System.Globalization;

namespace AuthStrategies;

/// <summary>
/// One session as a store keeps it. Immutable, its payload included: the bytes given to the constructor are copied.
/// </summary>
/// <remarks>
/// A store interprets nothing but what it needs to keep: the id (key), the subject (index), <see cref="ExpiresAt"/> (when
/// it may clean up) and <see cref="Version"/> (compare-and-swap). Whether a record has expired is not a store's decision.
/// </remarks>
public sealed class SessionRecord
{
    private readonly long _expiresAtTicks;
    private readonly long _endsAtTicks;
    private readonly byte[] _payload;

    /// <summary>Makes a record.</summary>
    /// <param name="id">The session's public name; not the <see langword="default"/> value.</param>
    /// <param name="subject">Whose login it is; not empty.</param>
    /// <param name="expiresAt">When the session ends unless it is renewed before; not after <paramref name="absoluteExpiresAt"/>.</param>
    /// <param name="absoluteExpiresAt">When the session ends in any case.</param>
    /// <param name="version">1 for a new record, one more with each replacement.</param>
    /// <param name="payload">What the strategy wants to remember; copied.</param>
    /// <exception cref="ArgumentException">A value is outside its legal range.</exception>
    public SessionRecord(SessionId id, string subject, DateTimeOffset expiresAt, DateTimeOffset absoluteExpiresAt, long version, ReadOnlySpan<byte> payload)
    {
        if (id == default)
            throw new ArgumentException("The default session id names no session.", nameof(id));
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        if (expiresAt > absoluteExpiresAt)
            throw new ArgumentException("A session never expires after its absolute end (absoluteExpiresAt).", nameof(expiresAt));

        Id = id;
        Subject = subject;
        Version = version;
        _expiresAtTicks = expiresAt.UtcTicks;
        _endsAtTicks = absoluteExpiresAt.UtcTicks;
        _payload = payload.ToArray();
    }

    /// <summary>The session's public name: the key.</summary>
    public SessionId Id { get; }

    /// <summary>Whose login it is. Never changes in the life of a record.</summary>
    public string Subject { get; }

    /// <summary>When the session ends unless it is renewed before. UTC. A store may clean the record up afterwards, never earlier.</summary>
    public DateTimeOffset ExpiresAt => new(_expiresAtTicks, TimeSpan.Zero);

    /// <summary>When the session ends in any case. UTC. Never changes in the life of a record.</summary>
    public DateTimeOffset AbsoluteExpiresAt => new(_endsAtTicks, TimeSpan.Zero);

    /// <summary>1 for a new record, one more with each replacement.</summary>
    public long Version { get; }

    /// <summary>What the strategy remembers about the session. A store keeps it byte for byte and reads nothing into it.</summary>
    public ReadOnlyMemory<byte> Payload => _payload;

    /// <summary>Id, version and times; neither subject nor payload. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"SessionRecord {{ Id = {Id}, Version = {Version}, ExpiresAt = {ExpiresAt:O}, AbsoluteExpiresAt = {AbsoluteExpiresAt:O} }}");
}
