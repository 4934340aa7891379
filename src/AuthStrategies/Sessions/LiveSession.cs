using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>A record that has not expired, and its decoded payload.</summary>
internal readonly struct LiveSession(SessionRecord record, SessionPayload payload)
{
    public SessionRecord Record { get; } = record;

    public SessionPayload Payload { get; } = payload;

    /// <param name="principals">Makes the user of the session; <see langword="null"/> for none.</param>
    public SessionInfo ToInfo(PrincipalFactory? principals = null)
    {
        (ClientFacts? first, ClientFacts? last) = ClientExtension.Find(Payload);
        return new()
        {
            Id = Record.Id,
            Subject = Record.Subject,
            Strategy = Payload.Strategy,
            Label = Payload.Label,
            FirstClient = first,
            LastClient = last,
            CreatedAt = Payload.CreatedAt,
            AuthenticatedAt = Payload.AuthenticatedAt,
            LastSeenAt = Payload.LastSeenAt,
            ExpiresAt = EndExtension.EndOf(Record, Payload),
            AbsoluteExpiresAt = EndExtension.LatestEnd(Record, Payload),
            IsDeviceBound = Payload.Device is not null,
            Principal = principals?.Create(Payload.Claims),
        };
    }

    /// <summary>
    /// When the session was last used, at the earliest when it was created. One that a clock ahead has written was used before all
    /// others: no request is accepted for it.
    /// </summary>
    public DateTimeOffset LastUsedAt(DateTimeOffset now) =>
        now.UtcTicks < Payload.AcceptedFrom ? DateTimeOffset.MinValue
        : Payload.CreatedAt > Payload.LastSeenAt ? Payload.CreatedAt
        : Payload.LastSeenAt;

    /// <summary>The order of a subject's sessions: by creation, then by id.</summary>
    public static int OldestFirst(LiveSession one, LiveSession other)
    {
        int byCreation = one.Payload.CreatedAt.CompareTo(other.Payload.CreatedAt);
        return byCreation != 0 ? byCreation : one.Record.Id.CompareTo(other.Record.Id);
    }
}
