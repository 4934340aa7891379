namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// One session as a row. Public because a model names it and a migration creates its table; only
/// <see cref="EntityFrameworkSessionStore{TContext}"/> writes it. Not thread-safe, as no entity is.
/// </summary>
public sealed class SessionRow
{
    /// <summary>The key: the 16 bytes of <see cref="SessionRecord.Id"/>.</summary>
#pragma warning disable CA1819 // A column of bytes is an array.
    public byte[] Id { get; set; } = [];

    /// <summary>The index: the SHA-256 of <see cref="Subject"/>, 32 bytes. It is what subjects are compared by.</summary>
    public byte[] SubjectHash { get; set; } = [];

    /// <summary>The subject, as UTF-8. Never changes in the life of a row.</summary>
    public byte[] Subject { get; set; } = [];

    /// <summary><see cref="SessionRecord.Payload"/>, byte for byte.</summary>
    public byte[] Payload { get; set; } = [];
#pragma warning restore CA1819

    /// <summary><see cref="SessionRecord.ExpiresAt"/>, in ticks (100 ns) of UTC since the year 1.</summary>
    public long ExpiresAt { get; set; }

    /// <summary><see cref="SessionRecord.AbsoluteExpiresAt"/>, in ticks (100 ns) of UTC since the year 1. Never changes in the life of a row.</summary>
    public long AbsoluteExpiresAt { get; set; }

    /// <summary><see cref="SessionRecord.Version"/>: 1, and one more with each replacement.</summary>
    public long Version { get; set; }
}
