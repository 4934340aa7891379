using System.Globalization;
using System.Text;
using AuthStrategies;

namespace AuditTable;

/// <summary>One row. Texts that a client or an application chose are cleaned and cut to the length of their column, so that no event can fail a whole batch.</summary>
internal sealed class AuditEntry
{
    public const int MaxStrategy = 128;
    public const int MaxTrace = 32;
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

    /// <summary>Why a credential or a request was refused, or a session ended.</summary>
    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? TraceId { get; init; }

    public static AuditEntry Of(AuthEvent authEvent) => new()
    {
        Time = authEvent.Time.UtcDateTime,
        Name = authEvent.Name,
        Strategy = Clean(authEvent.Strategy, MaxStrategy)!,
        User = Clean(authEvent.Subject, MaxSubject),
        Session = authEvent.SessionId?.ToString(),
        Address = authEvent.Client?.Address,
        UserAgent = authEvent.Client?.UserAgent,
        Reason = ReasonOf(authEvent),
        Detail = Clean(DetailOf(authEvent), MaxDetail),
        TraceId = Clean(authEvent.TraceId, MaxTrace),
    };

    private static string? ReasonOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => ended.Reason.ToString(),
        CredentialRefusedEvent refused => refused.Reason.ToString(),
        RequestRefusedEvent refused => refused.Reason.ToString(),
        DeviceRefusedEvent refused => refused.Reason.ToString(),
        _ => null,
    };

    private static string? DetailOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => $"by {ended.EndedBy}{(ended.Code is { } code ? $", {code}" : "")}{(ended.Count is { } count and not 1 ? $", {count} sessions" : "")}",
        TokenReplayedEvent { IsSuspicious: true } => "suspicious",
        DeviceBoundEvent bound => bound.Algorithm,
        KeyChangedEvent key => $"{key.Change} {key.KeyId}",
        _ => null,
    };

    // Databases refuse half of a pair of surrogates, and some a NUL; a line break would look like another row in an export.
    private static string? Clean(string? text, int length)
    {
        if (text is null)
            return null;

        StringBuilder clean = new(Math.Min(text.Length, length));
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune shown = IsShown(rune) ? rune : Rune.ReplacementChar;
            if (clean.Length + shown.Utf16SequenceLength > length)
                break;
            clean.Append(shown.ToString());
        }

        return clean.ToString();
    }

    private static bool IsShown(Rune rune) => !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
