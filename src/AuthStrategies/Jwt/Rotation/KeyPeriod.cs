namespace AuthStrategies.Jwt.Rotation;

/// <summary>A key and its times. Immutable.</summary>
/// <param name="Key">The key.</param>
/// <param name="AnnouncedAt">When it was made.</param>
/// <param name="SignsFrom">When it signs first.</param>
/// <param name="SignsUntil">When its successor takes over; none as long as it has no successor. It is written down, because the successor may be removed.</param>
internal sealed record KeyPeriod(StoredKey Key, DateTimeOffset AnnouncedAt, DateTimeOffset SignsFrom, DateTimeOffset? SignsUntil = null)
{
    public DateTimeOffset? VerifiesUntil(KeySchedule schedule) => SignsUntil + schedule.Retire;

    public bool HasEnded(DateTimeOffset now) => SignsUntil <= now;

    public bool IsRetired(KeySchedule schedule, DateTimeOffset now) => VerifiesUntil(schedule) <= now;
}
