using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Checks that the session of a verified token is live. Reads the store and never writes. Thread-safe.</summary>
internal sealed class JwtSessionCheck(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SessionEnds _ends = new(client, diagnostics.Logger);

    /// <returns>Why the token is refused, or <see langword="null"/>.</returns>
    public ValueTask<AuthFailure?> CheckAsync(in VerifiedToken token, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.FindSession(policy) is not { } session)
            return new(JwtFailures.NoSession);

        // A cached record may be out of date: it can show that the session is live, but not that it has ended.
        if (client.FindCached(session.Id, cancellationToken) is { } cached && Check(cached, session, token.Session, now, out SessionPayload? known) is null && IsKnownCurrent(known!, now))
            return default;

        ValueTask<SessionRecord?> find = client.FindAsync(session.Id, cancellationToken);
        return find.IsCompletedSuccessfully ? CheckFound(find.Result, session, token.Session, now, TimeSpan.Zero, cancellationToken) : CheckWhenFoundAsync(find, session, token.Session, now, cancellationToken);
    }

    private async ValueTask<AuthFailure?> CheckWhenFoundAsync(ValueTask<SessionRecord?> find, SessionReference session, DecodedSession? decoded, DateTimeOffset now, CancellationToken cancellationToken)
    {
        long started = client.Timestamp();
        SessionRecord? record = await find.ConfigureAwait(false);
        return await CheckFound(record, session, decoded, now, client.WaitedSince(started), cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<AuthFailure?> CheckFound(SessionRecord? record, SessionReference session, DecodedSession? decoded, DateTimeOffset now, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (record is null)
            return RefuseAsync(session, waited, cancellationToken);

        AuthFailure? failure = Check(record, session, decoded, now, out SessionPayload? payload);
        return failure is not null || IsKnownCurrent(payload!, now) ? new(failure) : CheckGenerationAsync(payload!, now, waited, cancellationToken);
    }

    private async ValueTask<AuthFailure?> CheckGenerationAsync(SessionPayload payload, DateTimeOffset now, TimeSpan waited, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin(waited);
        return await client.Generations.IsCurrentAsync(payload, now, cancellationToken).ConfigureAwait(false) ? null : JwtFailures.SessionsRevoked;
    }

    /// <summary>The session has ended. One more look-up, only here, says why: the token is genuine, so its client had the session.</summary>
    private async ValueTask<AuthFailure?> RefuseAsync(SessionReference session, TimeSpan waited, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin(waited);
        return SessionFailures.Ended(JwtFailures.Revoked, await _ends.FindAsync(session, cancellationToken).ConfigureAwait(false));
    }

    private bool IsKnownCurrent(SessionPayload payload, DateTimeOffset now) =>
        client.Generations.Of(payload.Strategy).IsKnownCurrent(payload.Generation, now);

    private AuthFailure? Check(SessionRecord record, SessionReference session, DecodedSession? decoded, DateTimeOffset now, out SessionPayload? found)
    {
        found = null;
        if (Read(record, session, decoded) is not { } payload || !session.Matches(record, payload))
            return JwtFailures.Revoked;

        found = payload;
        if (now >= EndExtension.EndOf(record, payload))
            return SessionFailures.Expired(record, payload);

        return _reader.IsAhead(payload, now) ? SessionFailures.Ahead(payload) : null;
    }

    private SessionPayload? Read(SessionRecord record, SessionReference session, DecodedSession? decoded)
    {
        if (decoded?.Find(record) is { } known)
            return known;

        SessionPayload? payload = _reader.Read(record, session.Owner?.Strategy, isForCheck: true);
        if (payload is not null)
            decoded?.Keep(record, payload);
        return payload;
    }
}
