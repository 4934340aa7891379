using System.Globalization;

namespace AuthStrategies;

/// <summary>One session as a store keeps it. Immutable, including its payload, and thread-safe.</summary>
/// <remarks>
/// <para>
/// A store reads only what it needs to keep the record: the id (key), the subject (index), <see cref="ExpiresAt"/> (after which
/// it may delete the record) and <see cref="Version"/> (compare-and-swap). A store does not decide whether a record has expired.
/// </para>
/// <para>
/// All properties are required. Each one throws an <see cref="ArgumentException"/> for a value outside its legal range.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// SessionRecord next = new()
/// {
///     Id = record.Id,
///     Subject = record.Subject,
///     ExpiresAt = later,
///     AbsoluteExpiresAt = record.AbsoluteExpiresAt,
///     Version = record.Version + 1,
///     Payload = payload,
/// };
/// </code>
/// </example>
public sealed class SessionRecord
{
    /// <summary>
    /// What the subject of every system record begins with: <c>authstrategies:</c>. A system record is a fact that the library keeps in the
    /// session store and that is not a session. A store keeps it like every other record. No user can have such a subject, and
    /// <see cref="ISessionDirectory"/> never shows, changes or ends such a record. Compared ordinally.
    /// </summary>
    public const string SystemSubjectPrefix = "authstrategies:";

    // Ticks, not DateTimeOffset: a record is 16 bytes smaller, and a store in memory keeps a million of them.
    private const long NotSet = -1;

    private readonly SessionId _id;
    private readonly string _subject = "";
    private readonly long _expiresAtTicks = NotSet;
    private readonly long _absoluteExpiresAtTicks = NotSet;
    private readonly long _version;
    private readonly byte[] _payload = [];

    /// <summary>The session's public id, which is the key. Not the <see langword="default"/> value.</summary>
    public required SessionId Id
    {
        get => _id;
        init
        {
            if (value == default)
                throw new ArgumentException("The default value is not the id of a session.", nameof(Id));
            _id = value;
        }
    }

    /// <summary>The user who owns the session. Not empty. Never changes after the record was created.</summary>
    public required string Subject
    {
        get => _subject;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Subject));
            _subject = value;
        }
    }

    /// <summary>
    /// When the session ends if it is not renewed before. UTC. Not after <see cref="AbsoluteExpiresAt"/>. A store may
    /// delete the record after this time, never earlier.
    /// </summary>
    public required DateTimeOffset ExpiresAt
    {
        get => new(_expiresAtTicks, TimeSpan.Zero);
        init
        {
            _expiresAtTicks = value.UtcTicks;
            ThrowIfTimesDisagree();
        }
    }

    /// <summary>The latest time at which the session can end; no renewal moves it. UTC. Never changes after the record was created.</summary>
    public required DateTimeOffset AbsoluteExpiresAt
    {
        get => new(_absoluteExpiresAtTicks, TimeSpan.Zero);
        init
        {
            _absoluteExpiresAtTicks = value.UtcTicks;
            ThrowIfTimesDisagree();
        }
    }

    /// <summary>1 for a new record; each replacement adds 1.</summary>
    public required long Version
    {
        get => _version;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Version));
            _version = value;
        }
    }

    /// <summary>What the strategy keeps about the session. The given bytes are copied. A store keeps them unchanged and does not interpret them.</summary>
    public required ReadOnlyMemory<byte> Payload
    {
        get => _payload;
        init => _payload = value.ToArray();
    }

    /// <summary>Id, version and times; neither subject nor payload. Safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"SessionRecord {{ Id = {Id}, Version = {Version}, ExpiresAt = {ExpiresAt:O}, AbsoluteExpiresAt = {AbsoluteExpiresAt:O} }}");

    // Both setters call this: the second one sees both values, in any order of the initializer.
    private void ThrowIfTimesDisagree()
    {
        if (_absoluteExpiresAtTicks != NotSet && _expiresAtTicks > _absoluteExpiresAtTicks)
            throw new ArgumentException($"{nameof(ExpiresAt)} is after {nameof(AbsoluteExpiresAt)}; it must not be later.", nameof(ExpiresAt));
    }
}
