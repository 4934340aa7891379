namespace AuthStrategies.Testing.Records;

/// <summary>Builds a record from another one; values that are not given stay the same.</summary>
internal static class RecordChange
{
    public static SessionRecord With(
        this SessionRecord record,
        string? subject = null,
        DateTimeOffset? expiresAt = null,
        DateTimeOffset? absoluteExpiresAt = null,
        long? version = null,
        ReadOnlyMemory<byte>? payload = null) => new()
        {
            Id = record.Id,
            Subject = subject ?? record.Subject,
            ExpiresAt = expiresAt ?? record.ExpiresAt,
            AbsoluteExpiresAt = absoluteExpiresAt ?? record.AbsoluteExpiresAt,
            Version = version ?? record.Version,
            Payload = payload ?? record.Payload,
        };
}
