using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Ends sessions. Thread-safe.</summary>
internal sealed class SessionRevoker(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    /// <summary>
    /// Ends the session that a credential names. The name part is enough; the secret part is not checked. The payload need not be readable:
    /// other nodes may have a newer release, which accepts the session.
    /// </summary>
    /// <returns>Whether this call ended it; <see langword="false"/> also for a session of another strategy.</returns>
    public async ValueTask<bool> EndAsync(SessionReference session, SessionEndReason reason, IClientFactsSource? caller, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        SessionRecord? record = await client.FindAsync(session.Id, cancellationToken).ConfigureAwait(false);
        // A store does not return a record in a format that it cannot read, but it can remove it.
        SessionOwner? owner = record is null ? null : SessionReader.ReadOwner(record);
        bool mayEnd = record is null ? session.IsOfHolder : session.MayEnd(record, owner);
        if (!mayEnd || !await client.RemoveAsync(session.Id, ifVersion: null, cancellationToken).ConfigureAwait(false))
            return false;

        diagnostics.Ended(session.Id, record, owner?.Strategy, reason, SessionEndedBy.User, caller);
        return true;
    }

    /// <summary>Ends the sessions that a new one replaces. It cannot be cancelled: if it fails, the new session is removed too.</summary>
    public async ValueTask EndReplacedAsync(IReadOnlyList<SessionReference> sessions, IClientFactsSource? caller)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        foreach (SessionReference session in sessions)
            await EndAsync(session, SessionEndReason.ReplacedByLogin, caller, CancellationToken.None).ConfigureAwait(false);
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
        return true;
    }
}
