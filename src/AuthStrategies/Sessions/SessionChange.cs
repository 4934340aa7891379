using AuthStrategies.Randomness;

namespace AuthStrategies.Sessions;

/// <summary>The next version of a record, for each thing that happens to a live session. No instant in it ever moves back.</summary>
internal static class SessionChange
{
    /// <summary>Its client was heard of: the idle end moves, the absolute end does not.</summary>
    public static SessionRecord Renew(SessionRecord record, SessionPayload session, SessionPolicy policy, DateTimeOffset now) => Next(record, policy, now, session with
    {
        LastSeenAt = Later(session.LastSeenAt, now),
        // The first write after the window forgets what the window was for.
        Replaced = policy.IsInsideReuseWindow(session.BornAt, now) ? session.Replaced : null,
    });

    /// <summary>The token was exchanged for its successor.</summary>
    public static SessionRecord Rotate(in SessionCheck check, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, out OpaqueToken successor)
    {
        Bytes32 salt = default;
        SecureRandom.Fill(salt);
        successor = token.Rotate(salt);
        SessionPayload session = check.Session;
        return Next(check.Record, policy, now, session with
        {
            Secret = successor.SecretHash,
            // With the window off nobody is ever handed the successor, so there is no use in keeping what leads to it.
            Replaced = policy.ReuseWindow > TimeSpan.Zero ? new PreviousSecret(session.Secret, salt) : null,
            BornAt = Later(session.BornAt, now),
            LastSeenAt = Later(session.LastSeenAt, now),
        });
    }

    private static SessionRecord Next(SessionRecord record, SessionPolicy policy, DateTimeOffset now, SessionPayload session)
    {
        TimeSpan idle = policy.LifetimesOf(session.Persistent).Idle;
        DateTimeOffset expiresAt = Later(record.ExpiresAt, idle < record.AbsoluteExpiresAt - now ? now + idle : record.AbsoluteExpiresAt);
        return new(record.Id, record.Subject, expiresAt, record.AbsoluteExpiresAt, record.Version + 1, SessionPayloadCodec.Encode(session));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
