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
        new(Id(), subject, Start + (expiresIn ?? TimeSpan.FromHours(1)), Start.AddDays(30), 1, [1, 2, 3]);

    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null) =>
        new(record.Id, record.Subject, expiresAt ?? record.ExpiresAt, record.AbsoluteExpiresAt, record.Version + 1, [4, 5, 6]);
}
