using AuthStrategies.Claims;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>A token checked against one version of the record that it names.</summary>
internal readonly struct SessionCheck
{
    private SessionCheck(SessionStatus status, SessionRecord? record, SessionPayload? session)
    {
        Status = status;
        Record = record!;
        Session = session!;
    }

    public SessionStatus Status { get; }

    /// <summary>Whether the store has no record.</summary>
    public bool IsGone { get; private init; }

    /// <summary>The record; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionRecord Record { get; }

    /// <summary>Its payload; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionPayload Session { get; }

    /// <summary>What the token is to the session; only for <see cref="SessionStatus.Live"/>.</summary>
    public PresentedSecret Presented { get; private init; }

    /// <summary>What an earlier success with the token said, if it is cached for this version of the record.</summary>
    public AuthResultFacts? CachedFacts { get; private init; }

    /// <summary>The same result for the session with other claims, for the next write.</summary>
    public SessionCheck With(ClaimSet claims) => With(Session.With(claims));

    /// <summary>The same result for the session with a change, for the next write.</summary>
    public SessionCheck With(SessionPayload session) => new(Status, Record, session) { Presented = Presented };

    /// <summary>Why the token is refused; only for a session that is not <see cref="SessionStatus.Live"/>.</summary>
    public AuthFailure Failure => Status switch
    {
        SessionStatus.Expired => SessionFailures.Expired(Record, Session),
        SessionStatus.Ahead => SessionFailures.Ahead(Session),
        _ => SessionFailures.Unknown,
    };

    /// <summary>
    /// Checks a token that is cached as current for this version of this record: only its end can have come since. The caller has
    /// checked <see cref="SessionFacts.AcceptedFrom"/>, which counts if the clock was set back.
    /// </summary>
    public static SessionCheck OfCached(SessionRecord record, in SessionFacts facts, DateTimeOffset now) =>
        new(now >= facts.Result.ExpiresAt ? SessionStatus.Expired : SessionStatus.Live, record, facts.Session)
        {
            Presented = PresentedSecret.Current,
            CachedFacts = facts.Result,
        };

    public static SessionCheck Of(SessionRecord? record, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, SessionReader reader)
    {
        if (record is null)
            return new() { IsGone = true };
        // The owner is checked first: another strategy's session is unknown here, with any times and secrets.
        if (reader.Read(record, policy.Strategy) is not { } session || !policy.Owns(session))
            return default;
        // A record never expires after its absolute end, so this covers all ends.
        if (now >= EndExtension.EndOf(record, session))
            return new(SessionStatus.Expired, record, session);
        if (reader.IsAhead(session, now))
            return new(SessionStatus.Ahead, record, session);

        return new(SessionStatus.Live, record, session) { Presented = session.Find(token.SecretHash) };
    }

    /// <summary>The rules of rotation for a live session.</summary>
    public RotationDecision Decide(RotationVerb verb, RotationTransport transport, SessionPolicy policy, DateTimeOffset now) =>
        Session.Decide(new(Presented, verb, transport, now), policy.Rotation);

    /// <summary>Whether a request that presented the token in a cookie would be accepted now too, without a sign of a second client.</summary>
    public bool IsStillAccepted(SessionPolicy policy, DateTimeOffset now) =>
        Decide(RotationVerb.Authenticate, RotationTransport.Cookie, policy, now).Write is not (RotationWrite.End or RotationWrite.Branch);

    /// <summary>The current token, which derives from the previous one and the stored salt.</summary>
    /// <returns>Whether it does. A damaged salt yields a token that was never issued: presenting it would end the session.</returns>
    public bool TryDeriveCurrent(in OpaqueToken presented, SessionReader reader, out OpaqueToken current)
    {
        current = default;
        RotationState rotation = Session.Rotation;
        if (rotation.Previous is { } previous)
            current = presented.Rotate(previous.Salt);
        if (!current.IsNone && current.SecretHash.Equals(rotation.Secret))
            return true;

        reader.ReportUnreadable(Record);
        return false;
    }

    /// <summary>What a success says. The cached object if it says the same, so that a repeated answer allocates none.</summary>
    public AuthResultFacts Facts(in OpaqueToken token, bool rotationDue) =>
        CachedFacts is { } cached && cached.RotationDue == rotationDue ? cached : FactsOf(Record, Session, token, rotationDue);

    public static AuthResultFacts FactsOf(SessionRecord record, SessionPayload session, in OpaqueToken token, bool rotationDue) => new()
    {
        ExpiresAt = EndExtension.EndOf(record, session),
        SessionId = record.Id,
        AuthenticatedAt = session.ProvedAt,
        RotationDue = rotationDue,
        Persistent = session.Persistent,
        Items = StoredItems.Of(token, session)!,
    };
}
