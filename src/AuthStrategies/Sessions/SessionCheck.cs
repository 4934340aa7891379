using AuthStrategies.Claims;

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

    /// <summary>The record; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionRecord Record { get; }

    /// <summary>Its payload; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionPayload Session { get; }

    /// <summary>The current token, for the owner of the previous one; only for <see cref="SessionStatus.Previous"/>.</summary>
    public OpaqueToken Successor { get; private init; }

    /// <summary>
    /// The facts of a success with the token; only for <see cref="SessionStatus.Current"/>. All answers from one version of a record share one object.
    /// </summary>
    public AuthResultFacts? Facts { get; private init; }

    /// <summary>The same result with other claims in the session, for the next write.</summary>
    public SessionCheck With(ClaimSet claims) => new(Status, Record, Session with { Claims = claims }) { Successor = Successor };

    /// <summary>Checks a token that is cached as current for this version of this record: only the time can have changed the result.</summary>
    public static SessionCheck OfCached(SessionRecord record, in SessionFacts facts, DateTimeOffset now) =>
        new(now >= record.ExpiresAt ? SessionStatus.Expired : SessionStatus.Current, record, facts.Session) { Facts = facts.Result };

    public static SessionCheck Of(SessionRecord? record, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, SessionReader reader)
    {
        // The owner is checked first: a session of another strategy is unknown here, independent of its times and secrets.
        if (record is null || reader.Read(record, policy.Strategy) is not { } session || !policy.Owns(session))
            return default;
        // A record never expires after its absolute end, so this covers both ends.
        if (now >= record.ExpiresAt)
            return new(SessionStatus.Expired, record, session);
        if (session.Secret.Equals(token.SecretHash))
            return new(SessionStatus.Current, record, session) { Facts = FactsOf(record, session) };
        if (session.Previous is not { } previous || !policy.IsInsideReuseWindow(session.BornAt, now) || !previous.Hash.Equals(token.SecretHash))
            return new(SessionStatus.Reused, record, session);

        OpaqueToken successor = token.Rotate(previous.Salt);
        if (successor.SecretHash.Equals(session.Secret))
            return new(SessionStatus.Previous, record, session) { Successor = successor };

        // A damaged salt would give a token that was never issued, and presenting that token would end the session.
        reader.ReportUnreadable(record);
        return default;
    }

    public static AuthResultFacts FactsOf(SessionRecord record, SessionPayload session, IssuedCredential? renewed = null) => new()
    {
        ExpiresAt = record.ExpiresAt,
        SessionId = record.Id,
        AuthenticatedAt = session.AuthenticatedAt,
        Renewed = renewed,
        Persistent = session.Persistent,
    };
}
