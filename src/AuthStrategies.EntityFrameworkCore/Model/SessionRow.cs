namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// One session as a row. Public because the model names it and a migration creates its table. Only
/// <see cref="EntityFrameworkSessionStore{TContext}"/> writes it. Like every entity it is not thread-safe.
/// </summary>
public sealed class SessionRow
{
    /// <summary>The primary key: the 16 bytes of <see cref="SessionRecord.Id"/>.</summary>
#pragma warning disable CA1819 // A column of bytes is an array.
    public byte[] Id { get; set; } = [];

    /// <summary>The indexed column: the SHA-256 of <see cref="Subject"/>, 32 bytes. Subjects are compared by it.</summary>
    public byte[] SubjectHash { get; set; } = [];

    /// <summary>The subject, as UTF-8. Never changes after the row was created.</summary>
    public byte[] Subject { get; set; } = [];

    /// <summary><see cref="SessionRecord.Payload"/>, byte for byte.</summary>
    public byte[] Payload { get; set; } = [];
#pragma warning restore CA1819

    /// <summary><see cref="SessionRecord.ExpiresAt"/>, in ticks (100 ns) of UTC since the year 1.</summary>
    public long ExpiresAt { get; set; }

    /// <summary><see cref="SessionRecord.AbsoluteExpiresAt"/>, in ticks (100 ns) of UTC since the year 1. Never changes after the row was created.</summary>
    public long AbsoluteExpiresAt { get; set; }

    /// <summary><see cref="SessionRecord.Version"/>: starts at 1; each replacement adds 1.</summary>
    public long Version { get; set; }
}
