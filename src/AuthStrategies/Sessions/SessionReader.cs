using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

/// <summary>Decodes the payloads of records. An unreadable payload is logged and counts as no session; the record stays as it is. Thread-safe.</summary>
internal sealed class SessionReader(ILogger logger, OwnClock clock)
{
    /// <param name="record">The record.</param>
    /// <param name="knownStrategy">The most likely name of the strategy; if it is equal, no new string is created.</param>
    /// <param name="isForCheck">Whether the session is only looked at, and never written.</param>
    public SessionPayload? Read(SessionRecord record, string? knownStrategy = null, bool isForCheck = false)
    {
        SessionPayload? payload = RecordChecksum.IsDamaged(record) ? null : SessionPayloadCodec.Decode(record.Payload.Span, record.Subject, knownStrategy, isForCheck);
        if (payload is null)
            ReportUnreadable(record);
        return payload;
    }

    /// <summary>
    /// Whose session it is; <see langword="null"/> if even that cannot be read, or if any byte of the record was changed: it may be one of
    /// these. Reads no other field, and reports nothing.
    /// </summary>
    public static SessionOwner? ReadOwner(SessionRecord record) =>
        RecordChecksum.IsDamaged(record) ? null : SessionPayloadCodec.DecodeOwner(record.Payload.Span);

    /// <summary>Whether a record that has not expired has a payload that cannot be read. Another release may accept it.</summary>
    public static bool IsUnreadable(SessionRecord record, DateTimeOffset now) =>
        now < record.ExpiresAt && (RecordChecksum.IsDamaged(record) || SessionPayloadCodec.Decode(record.Payload.Span, record.Subject) is null);

    public bool TryReadLive(SessionRecord? record, DateTimeOffset now, out LiveSession session)
    {
        session = default;
        if (record is null || now >= record.ExpiresAt || Read(record) is not { } payload || now >= EndExtension.EndOf(record, payload))
            return false;

        session = new(record, payload);
        return true;
    }

    public List<LiveSession> ReadLive(IReadOnlyList<SessionRecord> records, DateTimeOffset now)
    {
        var live = new List<LiveSession>(records.Count);
        foreach (SessionRecord record in records)
        {
            if (TryReadLive(record, now, out LiveSession session))
                live.Add(session);
        }

        return live;
    }

    /// <summary>Whether a session was created or used in the future, beyond the difference of honest clocks. This is reported.</summary>
    /// <exception cref="AuthUnavailableException">The clock of this process was set back, so it cannot be told.</exception>
    public bool IsAhead(SessionPayload session, DateTimeOffset now)
    {
        if (now.UtcTicks >= session.AcceptedFrom)
            return false;

        clock.ReportAhead(session.AcceptedFrom, now);
        return true;
    }

    public void ReportUnreadable(SessionRecord record) => Log.PayloadUnreadable(logger, record.Id);
}
