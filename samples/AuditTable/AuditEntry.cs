using AuthStrategies;

namespace AuditTable;

/// <summary>One row. Texts that a client or an application chose are cut to the length of their column, so that no event can fail a whole batch.</summary>
internal sealed class AuditEntry
{
    public const int MaxSubject = 256;
    public const int MaxDetail = 128;

    public long Id { get; init; }

    /// <summary>UTC, because SQLite compares no times with an offset.</summary>
    public required DateTime Time { get; init; }

    public required string Name { get; init; }

    public required string Strategy { get; init; }

    public string? User { get; init; }

    public string? Session { get; init; }

    /// <summary>Personal data, like <see cref="UserAgent"/>: <see cref="AuditRetention"/> deletes both with the row.</summary>
    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Why a credential was refused, or a session ended.</summary>
    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? TraceId { get; init; }

    public static AuditEntry Of(AuthEvent authEvent) => new()
    {
        Time = authEvent.Time.UtcDateTime,
        Name = authEvent.Name,
        Strategy = authEvent.Strategy,
        User = Cut(authEvent.Subject, MaxSubject),
        Session = authEvent.SessionId?.ToString(),
        Address = authEvent.Client?.Address,
        UserAgent = authEvent.Client?.UserAgent,
        Reason = ReasonOf(authEvent),
        Detail = Cut(DetailOf(authEvent), MaxDetail),
        TraceId = authEvent.TraceId,
    };

    private static string? ReasonOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => ended.Reason.ToString(),
        CredentialRefusedEvent refused => refused.Reason.ToString(),
        _ => null,
    };

    private static string? DetailOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => $"by {ended.By}{(ended.Code is { } code ? $", {code}" : "")}{(ended.Count is { } count and not 1 ? $", {count} sessions" : "")}",
        TokenReplayedEvent { IsSuspicious: true } => "suspicious",
        KeyChangedEvent key => $"{key.Change} {key.KeyId}",
        _ => null,
    };

    // Not through the middle of a pair of surrogates: databases refuse a half.
    private static string? Cut(string? text, int length)
    {
        if (text is null || text.Length <= length)
            return text;

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
