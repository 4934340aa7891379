using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Ends sessions. Thread-safe.</summary>
internal sealed class SessionRevoker(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionEnds _ends = new(client, diagnostics.Logger);

    /// <summary>
    /// Ends the session that a credential names. The name part is enough; the secret part is not checked. The payload need not be readable:
    /// other nodes may have a newer release, which accepts the session.
    /// </summary>
    /// <returns>Whether this call ended it; <see langword="false"/> also for a session of another strategy.</returns>
    public async ValueTask<bool> EndAsync(SessionReference session, IClientFactsSource? caller, CancellationToken cancellationToken) =>
        (await RemoveAsync(session, SessionEndReason.LoggedOut, caller, cancellationToken).ConfigureAwait(false)).IsEnded;

    private async ValueTask<(bool IsEnded, SessionRecord? Record)> RemoveAsync(
        SessionReference session, SessionEndReason reason, IClientFactsSource? caller, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        SessionRecord? record = await client.FindAsync(session.Id, cancellationToken).ConfigureAwait(false);
        // A store does not return a record in a format that it cannot read, but it can remove it.
        SessionOwner? owner = record is null ? null : SessionReader.ReadOwner(record);
        bool mayEnd = record is null ? session.IsOfHolder : session.MayEnd(record, owner);
        if (!mayEnd || !await client.RemoveAsync(session.Id, ifVersion: null, cancellationToken).ConfigureAwait(false))
            return (false, record);

        diagnostics.Ended(session.Id, record, owner?.Strategy, reason, SessionEndedBy.User, caller);
        return (true, record);
    }

    /// <summary>Ends the sessions that a new one replaces. It cannot be cancelled: if it fails, the new session is removed too.</summary>
    /// <returns>The sessions that this call ended and whose records could be read.</returns>
    public async ValueTask<List<SessionRecord>> EndReplacedAsync(IReadOnlyList<SessionReference> sessions, IClientFactsSource? caller)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        List<SessionRecord> ended = [];
        foreach (SessionReference session in sessions)
        {
            if (await RemoveAsync(session, SessionEndReason.ReplacedByLogin, caller, CancellationToken.None).ConfigureAwait(false) is (true, { } record))
                ended.Add(record);
        }

        return ended;
    }

    /// <summary>Keeps why the sessions ended. Called when the sign-in is complete.</summary>
    public ValueTask ExplainAsync(IEnumerable<SessionRecord> replaced, IEnumerable<SessionRecord> trimmed)
    {
        SessionEnd replacement = _ends.End(SessionEndReason.ReplacedByLogin, SessionEndedBy.User);
        SessionEnd limit = _ends.End(SessionEndReason.SessionLimit, SessionEndedBy.Limit);
        return _ends.WriteAsync([.. replaced.Select(record => (record, replacement)), .. trimmed.Select(record => (record, limit))]);
    }

    /// <summary>
    /// Ends a session whose token was used again, if the record is still the version that was checked. Cancellation does not
    /// stop it, because a thief could close the connection.
    /// </summary>
    public async ValueTask<bool> TryEndReusedAsync(SessionRecord examined, IClientFactsSource? caller)
    {
        if (!await client.RemoveAsync(examined.Id, examined.Version, CancellationToken.None).ConfigureAwait(false))
            return false;

        diagnostics.Reused(examined, caller);
        diagnostics.Ended(examined.Id, examined, owner: null, SessionEndReason.Safety, SessionEndedBy.SuspectedTheft, caller);
        await _ends.WriteAsync(examined, SessionEndReason.Safety, SessionEndedBy.SuspectedTheft).ConfigureAwait(false);
        return true;
    }
}
