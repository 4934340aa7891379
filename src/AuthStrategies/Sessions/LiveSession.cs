namespace AuthStrategies.Sessions;

/// <summary>A record that is before its time's end and can be read.</summary>
internal readonly struct LiveSession(SessionRecord record, SessionPayload payload)
{
    public SessionRecord Record { get; } = record;

    public SessionPayload Payload { get; } = payload;

    public SessionInfo ToInfo() => new()
    {
        Id = Record.Id,
        Subject = Record.Subject,
        Strategy = Payload.Strategy,
        Label = Payload.Label,
        CreatedAt = Payload.CreatedAt,
        AuthenticatedAt = Payload.AuthenticatedAt,
        LastSeenAt = Payload.LastSeenAt,
        ExpiresAt = Record.ExpiresAt,
        AbsoluteExpiresAt = Record.AbsoluteExpiresAt,
    };

    /// <summary>The one order of a subject's sessions: by creation, then by name.</summary>
    public static int OldestFirst(LiveSession one, LiveSession other)
    {
        int byCreation = one.Payload.CreatedAt.CompareTo(other.Payload.CreatedAt);
        return byCreation != 0 ? byCreation : one.Record.Id.CompareTo(other.Record.Id);
    }

    public static bool TryRead(SessionRecord? record, DateTimeOffset now, SessionStoreClient client, out LiveSession session)
    {
        session = default;
        if (record is null || now >= record.ExpiresAt || client.Read(record) is not { } payload)
            return false;

        session = new(record, payload);
        return true;
    }

    public static List<LiveSession> Among(List<SessionRecord> records, DateTimeOffset now, SessionStoreClient client)
    {
        var live = new List<LiveSession>(records.Count);
        foreach (SessionRecord record in records)
        {
            if (TryRead(record, now, client, out LiveSession session))
                live.Add(session);
        }

        return live;
    }
}
