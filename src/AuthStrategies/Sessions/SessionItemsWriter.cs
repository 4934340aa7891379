using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Changes the items of a session by compare-and-swap. A lost write is read and decided about again. Thread-safe.</summary>
internal sealed class SessionItemsWriter(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger);
    private readonly SessionRevoker _revoker = new(client, diagnostics);

    public async ValueTask<ItemsOutcome> UpdateAsync(
        OpaqueToken token, Action<IDictionary<string, string?>> change, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < SessionLimits.ItemAttempts; attempt++)
        {
            var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader);
            if (check.Status != SessionStatus.Live)
                return ItemsOutcome.NotFound;

            // The rules of an authentication: a token that it would not accept may not write, and a first use is noted.
            RotationDecision decision = check.Decide(RotationVerb.Authenticate, RotationTransport.Bearer, policy, now);
            if (decision.Write == RotationWrite.End)
            {
                if (await _revoker.TryEndReusedAsync(check.Record).ConfigureAwait(false))
                    return ItemsOutcome.NotFound;
                continue;
            }

            if (Changed(check.Session, token, change) is not { } changed)
                return ItemsOutcome.Updated;

            check = check.With(changed);
            SessionRecord next = decision.Write == RotationWrite.None
                ? SessionWriter.Renew(check.Record, changed, policy, now)
                : SessionWriter.Change(decision.Write, check, token, policy, now, out _);
            if (await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
            {
                diagnostics.Changed(decision.Write, check.Record.Id);
                return ItemsOutcome.Updated;
            }
        }

        throw SessionFailures.Contended(SessionLimits.ItemAttempts);
    }

    /// <summary>The session with changed items; <see langword="null"/> if the caller changed nothing.</summary>
    private static SessionPayload? Changed(SessionPayload session, in OpaqueToken token, Action<IDictionary<string, string?>> change)
    {
        Dictionary<string, string?> before = session.ItemsOf(token) ?? throw SessionFailures.UnreadableItems();
        Dictionary<string, string?> given = new(before, StringComparer.Ordinal);
        change(given);
        Dictionary<string, string?> after = ItemsCheck.Copy(given, "The changed items", nameof(change))!;
        if (ItemsCheck.AreEqual(before, after))
            return null;

        SessionPayload changed = session.WithItems(after, token);
        SessionWriter.CheckSize(changed, nameof(change));
        return changed;
    }
}
