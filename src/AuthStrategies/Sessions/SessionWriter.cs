using AuthStrategies.Claims;
using AuthStrategies.Randomness;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Creates a session's record: the first version, and the next version for each change. No time in it ever moves back.</summary>
internal static class SessionWriter
{
    // The parameter of the public callers, IssueAsync and ReplacePrincipalAsync.
    private const string Principal = "principal";

    /// <summary>The first version.</summary>
    /// <param name="token">The token, whose name part is that of the session.</param>
    /// <param name="claims">The user's claims.</param>
    /// <param name="terms">The checked options.</param>
    /// <param name="createdAt">When the session begins.</param>
    /// <param name="generations">The generations that it belongs to.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="session">The payload of the record.</param>
    /// <param name="rotation">What the record remembers of secret parts; <see langword="null"/>: <paramref name="token"/> is current. Otherwise it stands for a former credential.</param>
    /// <exception cref="ArgumentException">The claims are too large for a record.</exception>
    public static SessionRecord Create(
        in OpaqueToken token, ClaimSet claims, in IssueTerms terms, DateTimeOffset createdAt, in LoginGenerations generations, SessionPolicy policy, out SessionPayload session, RotationState? rotation = null)
    {
        session = new SessionPayload
        {
            Kind = policy.Kind,
            Strategy = policy.Strategy,
            Issuer = policy.Issuer,
            Audience = policy.Audience,
            Rotation = rotation ?? RotationState.Issued(token.SecretHash, terms.Now),
            CreatedAt = createdAt,
            AuthenticatedAt = terms.AuthenticatedAt,
            LastSeenAt = terms.Now,
            Persistent = terms.Persistent,
            Label = terms.Label,
            Claims = claims,
            Generation = generations.OfStrategy,
        };
        session = ClientExtension.Issued(session, terms.Client, terms.Now);
        if (!generations.OfSubject.Generation.IsNone)
            session = SubjectGenerationExtension.With(session, generations.OfSubject);
        if (terms.Items is { Count: > 0 } items)
            session = session.WithItems(items, token);
        if (rotation is not null)
            session = FormerExtension.With(session, token.SecretHash);
        if (terms.KeyThumbprint is { } thumbprint)
            session = KeyExtension.Bind(session, thumbprint);
        TimeSpan absolute = AbsoluteOf(terms, policy);
        // A renewal never passes the absolute end, so an end that is both can never move.
        DateTimeOffset expiresAt = terms.Now + (terms.IsFixed ? absolute : Shorter(policy.LifetimesOf(terms.Persistent).Idle, absolute));
        return new()
        {
            Id = token.Id,
            Subject = claims.Subject,
            ExpiresAt = expiresAt,
            AbsoluteExpiresAt = AbsoluteEndOf(terms, policy),
            Version = 1,
            Payload = EncodeWithRoom(session, claims.Subject, 1),
        };
    }

    /// <summary>The absolute end of a session that begins now.</summary>
    public static DateTimeOffset AbsoluteEndOf(in IssueTerms terms, SessionPolicy policy) => terms.Now + AbsoluteOf(terms, policy);

    /// <summary>The client was active: the idle end moves, the absolute end does not, and no secret part changes.</summary>
    public static SessionRecord Renew(SessionRecord record, SessionPayload session, SessionPolicy policy, DateTimeOffset now, IClientFactsSource? client = null) =>
        Next(record, policy, now, Active(session, client, now));

    /// <summary>A write of the rules of rotation, and the activity with it.</summary>
    /// <param name="write">Any but an end.</param>
    /// <param name="check">The token's session.</param>
    /// <param name="token">The presented token.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="now">When.</param>
    /// <param name="client">The client that was active.</param>
    /// <param name="successor">What the write makes current, if it makes a successor; otherwise none.</param>
    public static SessionRecord Change(
        RotationWrite write, in SessionCheck check, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, IClientFactsSource? client, out OpaqueToken successor)
    {
        SessionPayload session = Rotated(write, check, token, policy, now, out successor);
        return Next(check.Record, policy, now, Active(session, client, now));
    }

    /// <summary>A write of the rules of rotation for a request that is no activity: no end and no last activity moves.</summary>
    public static SessionRecord ChangeWithoutRenewal(RotationWrite write, in SessionCheck check, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now) =>
        ReplacePayload(check.Record, Rotated(write, check, token, policy, now, out _));

    /// <summary>The claims were replaced: no time moves.</summary>
    /// <exception cref="ArgumentException">The claims are too large for a record.</exception>
    public static SessionRecord ReplaceClaims(LiveSession session, ClaimSet claims) =>
        ReplacePayload(session.Record, Checked(session.Payload.With(claims)));

    /// <summary>The items were removed: no time moves.</summary>
    public static SessionRecord ClearItems(LiveSession session) =>
        ReplacePayload(session.Record, session.Payload.WithoutItems());

    /// <summary>The session is bound to a device: no time moves.</summary>
    /// <returns>The next version; <see langword="null"/> if the record would have no room for the key and for later rotations.</returns>
    public static SessionRecord? Bind(SessionRecord record, SessionPayload session, DeviceKey key, DateTimeOffset now)
    {
        SessionRecord next = ReplacePayload(record, DeviceExtension.Bind(session, key, now));
        return next.Payload.Length <= SessionPayloadCodec.MaxIssuedSize ? next : null;
    }

    private static SessionPayload Active(SessionPayload session, IClientFactsSource? client, DateTimeOffset now) =>
        ClientExtension.Seen(session with { LastSeenAt = Later(session.LastSeenAt, now) }, client, now);

    private static SessionPayload Rotated(
        RotationWrite write, in SessionCheck check, in OpaqueToken token, SessionPolicy policy, DateTimeOffset now, out OpaqueToken successor)
    {
        successor = default;
        Bytes32 salt = default;
        if (write is RotationWrite.Rotate or RotationWrite.FreshSuccessor or RotationWrite.Branch)
        {
            SecureRandom.Fill(salt);
            successor = token.Rotate(salt);
        }

        RotationState rotation = check.Session.Rotation;
        return check.Session with { Rotation = rotation.After(write, token.SecretHash, successor.SecretHash, salt, now, policy.Rotation.IsRefreshToken) };
    }

    private static SessionRecord ReplacePayload(SessionRecord record, SessionPayload session)
    {
        return new()
        {
            Id = record.Id,
            Subject = record.Subject,
            ExpiresAt = record.ExpiresAt,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Version = record.Version + 1,
            Payload = SessionPayloadCodec.Encode(session, record.Subject, record.Version + 1),
        };
    }

    /// <summary>The application sets the latest end. No time of the login or of the activity moves.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lifetime">The time from now.</param>
    /// <param name="policy">The rules of its strategy; <see langword="null"/> if they are not known here: then the idle end only moves back.</param>
    /// <param name="now">When.</param>
    public static SessionRecord SetEnd(LiveSession session, TimeSpan lifetime, SessionPolicy? policy, DateTimeOffset now)
    {
        SessionRecord record = session.Record;
        bool isEarlier = lifetime < record.AbsoluteExpiresAt - now;
        DateTimeOffset end = isEarlier ? now + lifetime : record.AbsoluteExpiresAt;
        DateTimeOffset idleEnd = policy is not null && policy.Owns(session.Payload)
            ? Later(record.ExpiresAt, Sum(session.Payload.LastSeenAt, policy.LifetimesOf(session.Payload.Persistent).Idle))
            : record.ExpiresAt;
        return new()
        {
            Id = record.Id,
            Subject = record.Subject,
            ExpiresAt = idleEnd < end ? idleEnd : end,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Version = record.Version + 1,
            Payload = SessionPayloadCodec.Encode(EndExtension.With(session.Payload, isEarlier ? end : null), record.Subject, record.Version + 1),
        };
    }

    /// <summary>Checks that a payload leaves space for what rotations and renewals add. Called whenever claims change.</summary>
    /// <exception cref="ArgumentException">The claims are too large for a record.</exception>
    public static void CheckSize(SessionPayload session, string parameter = Principal) => EncodeWithRoom(session, "", 0, parameter);

    private static SessionPayload Checked(SessionPayload session)
    {
        CheckSize(session);
        return session;
    }

    private static ReadOnlyMemory<byte> EncodeWithRoom(SessionPayload session, string subject, long version, string parameter = Principal)
    {
        ReadOnlyMemory<byte> payload = SessionPayloadCodec.Encode(session, subject, version);
        if (payload.Length > SessionPayloadCodec.MaxIssuedSize)
            throw new ArgumentException($"The principal's claims and the items make a session record of {payload.Length} bytes; at most {SessionPayloadCodec.MaxIssuedSize} are allowed, {session.EncryptedItems.Length} of them are items. Store rarely needed data in the application.", parameter);
        return payload;
    }

    private static SessionRecord Next(SessionRecord record, SessionPolicy policy, DateTimeOffset now, SessionPayload session)
    {
        TimeSpan idle = policy.LifetimesOf(session.Persistent).Idle;
        DateTimeOffset latest = EndExtension.LatestEnd(record, session);
        // The latest end is the application's: it holds against what the record says, too.
        DateTimeOffset expiresAt = Earlier(Later(record.ExpiresAt, idle < latest - now ? now + idle : latest), latest);
        return new()
        {
            Id = record.Id,
            Subject = record.Subject,
            ExpiresAt = expiresAt,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Version = record.Version + 1,
            Payload = SessionPayloadCodec.Encode(session, record.Subject, record.Version + 1),
        };
    }

    private static TimeSpan AbsoluteOf(in IssueTerms terms, SessionPolicy policy)
    {
        SessionLifetimes lifetimes = policy.LifetimesOf(terms.Persistent);
        return Shorter(terms.LifetimeOr(terms.IsFixed ? lifetimes.Idle : lifetimes.Absolute), DateTimeOffset.MaxValue - terms.Now);
    }

    private static DateTimeOffset Sum(DateTimeOffset one, TimeSpan time) => time < DateTimeOffset.MaxValue - one ? one + time : DateTimeOffset.MaxValue;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
