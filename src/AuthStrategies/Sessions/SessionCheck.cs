using AuthStrategies.Claims;

namespace AuthStrategies.Sessions;

/// <summary>A verdict and what it was found on: one reading of one version of one record.</summary>
internal readonly struct SessionCheck
{
    private SessionCheck(SessionStatus verdict, SessionRecord? record, SessionPayload? session)
    {
        Status = verdict;
        Record = record!;
        Session = session!;
    }

    public SessionStatus Status { get; }

    /// <summary>The record; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionRecord Record { get; }

    /// <summary>Its payload; not <see langword="null"/> unless the session is unknown.</summary>
    public SessionPayload Session { get; }

    /// <summary>The successor that the holder of the replaced token may have; only for <see cref="SessionStatus.Replaced"/>.</summary>
    public OpaqueToken Successor { get; private init; }

    /// <summary>The same verdict on the session with other claims, for what is written next.</summary>
    public SessionCheck With(ClaimSet claims) => new(Status, Record, Session with { Claims = claims }) { Successor = Successor };

    /// <summary>The verdict on a token that was found current on this very version of this very record: only time can have changed it.</summary>
    public static SessionCheck OfKnown(SessionRecord record, in SessionFacts facts, DateTimeOffset now) =>
        new(now >= record.ExpiresAt ? SessionStatus.Expired : SessionStatus.Current, record, facts.Session);

    public static SessionCheck Of(SessionRecord? record, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, SessionStoreClient client)
    {
        // Whose session it is comes before everything else: another strategy's is none, whatever its times and secrets.
        if (record is null || client.Read(record, policy.Strategy) is not { } session || !policy.Owns(session))
            return default;
        // A record never expires after its absolute end, so this is both.
        if (now >= record.ExpiresAt)
            return new(SessionStatus.Expired, record, session);
        if (session.Secret.Equals(token.SecretHash))
            return new(SessionStatus.Current, record, session);
        if (session.Replaced is not { } replaced || !policy.IsInsideReuseWindow(session.BornAt, now) || !replaced.Hash.Equals(token.SecretHash))
            return new(SessionStatus.Stolen, record, session);

        OpaqueToken successor = token.Rotate(replaced.Salt);
        if (successor.SecretHash.Equals(session.Secret))
            return new(SessionStatus.Replaced, record, session) { Successor = successor };

        // A damaged salt makes a token that nobody was ever given: presenting it would look like theft.
        client.ReportUnreadable(record);
        return default;
    }
}
