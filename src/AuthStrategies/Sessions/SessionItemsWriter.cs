using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Changes the items of a session by compare-and-swap. A lost write is read and decided about again. Thread-safe.</summary>
internal sealed class SessionItemsWriter(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SessionRevoker _revoker = new(client, diagnostics);
    private readonly SubjectCheck _subjects = new(client, diagnostics.Logger);

    public async ValueTask<ItemsOutcome> UpdateAsync(
        OpaqueToken token, Action<IDictionary<string, string?>> change, SessionPolicy policy, IClientFactsSource? caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader);
            if (check.Status != SessionStatus.Live || !await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
                return ItemsOutcome.NotFound;

            if (BoundDevice.RefusalOf(check.Session, check.Record.Id, caller, now) is not null)
                return ItemsOutcome.DeviceBindingRequired;

            // The rules of an authentication: a token that it would not accept may not write, and a first use is noted.
            RotationDecision decision = check.Decide(RotationVerb.Authenticate, RotationTransport.Bearer, policy, now);
            if (KeyBinding.NeedsProof(check.Session.KeyThumbprint, decision.Write))
                return ItemsOutcome.KeyProofRequired;
            if (decision.Write == RotationWrite.End)
            {
                if (await _revoker.TryEndReusedAsync(check.Record, caller).ConfigureAwait(false))
                    return ItemsOutcome.NotFound;
                continue;
            }

            SessionPayload? changed = ItemsChange.Apply(check.Session, token, change, nameof(change));
            if (changed is null && decision.Write == RotationWrite.None)
                return ItemsOutcome.Updated;

            if (await _subjects.CheckAsync(check.Record, changed ?? check.Session, cancellationToken).ConfigureAwait(false) is not { } session)
                return ItemsOutcome.NotFound;

            // Items that stay the same are a use of the token as well: what the rules of rotation note is written.
            check = check.With(session);
            SessionRecord next = decision.Write == RotationWrite.None
                ? SessionWriter.Renew(check.Record, check.Session, policy, now, caller)
                : SessionWriter.Change(decision.Write, check, token, policy, now, caller, out _);
            if (await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
            {
                diagnostics.Changed(decision.Write, check.Record, caller);
                return ItemsOutcome.Updated;
            }
        }

        throw SessionFailures.Contended();
    }
}
