namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>Records to keep.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2040, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static int _ids;

    public static SessionId Id()
    {
        byte[] bytes = new byte[SessionId.Size];
        BitConverter.TryWriteBytes(bytes, Interlocked.Increment(ref _ids));
        return new(bytes);
    }

    public static SessionRecord Record(string subject = "alice", TimeSpan? expiresIn = null) =>
        new()
        {
            Id = Id(),
            Subject = subject,
            ExpiresAt = Start + (expiresIn ?? TimeSpan.FromHours(1)),
            AbsoluteExpiresAt = Start.AddDays(30),
            Version = 1,
            Payload = (byte[])[1, 2, 3],
        };

    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null) =>
        new()
        {
            Id = record.Id,
            Subject = record.Subject,
            ExpiresAt = expiresAt ?? record.ExpiresAt,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Version = record.Version + 1,
            Payload = (byte[])[4, 5, 6],
        };
}
