using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;

namespace AuthStrategies.Jwt;

/// <summary>Checks that the session of a verified token is live. Reads the store and never writes. Thread-safe.</summary>
internal sealed class JwtSessionCheck(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);

    /// <returns>Why the token is refused, or <see langword="null"/>.</returns>
    public ValueTask<AuthFailure?> CheckAsync(in VerifiedToken token, JwtPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.FindSession(policy) is not { } session)
            return new(JwtFailures.NoSession);

        // A cached record may be out of date: it can show that the session is live, but not that it has ended.
        if (client.FindCached(session.Id, cancellationToken) is { } cached && Check(cached, session, now) is null)
            return default;

        ValueTask<SessionRecord?> find = client.FindAsync(session.Id, cancellationToken);
        return find.IsCompletedSuccessfully ? new(Check(find.Result, session, now)) : CheckWhenFoundAsync(find, session, now);
    }

    private async ValueTask<AuthFailure?> CheckWhenFoundAsync(ValueTask<SessionRecord?> find, SessionReference session, DateTimeOffset now) =>
        Check(await find.ConfigureAwait(false), session, now);

    private AuthFailure? Check(SessionRecord? record, SessionReference session, DateTimeOffset now)
    {
        if (record is null || _reader.Read(record, session.Owner?.Strategy) is not { } payload || !session.Matches(record, payload))
            return JwtFailures.Revoked;

        if (now >= EndExtension.EndOf(record, payload))
            return SessionFailures.Expired(record, payload);

        return _reader.IsAhead(payload, now) ? SessionFailures.Ahead(payload) : null;
    }
}
