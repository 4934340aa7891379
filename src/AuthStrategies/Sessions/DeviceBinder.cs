using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Binds sessions to devices by compare-and-swap, and finds their keys. Thread-safe.</summary>
internal sealed class DeviceBinder(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    // A store may remove a record a little early by its own clock.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(30);

    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SubjectCheck _subjects = new(client, diagnostics.Logger);

    public async ValueTask<DeviceBindingOutcome> BindAsync(OpaqueToken token, DeviceKey key, SessionPolicy policy, IClientFactsSource? caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            var check = SessionCheck.Of(await client.FindAsync(token.Id, cancellationToken).ConfigureAwait(false), token, policy, now, _reader);
            if (check.Status != SessionStatus.Live || !await client.Generations.IsCurrentAsync(check.Session, now, cancellationToken).ConfigureAwait(false))
                return DeviceBindingOutcome.NotFound;
            // A token of the session that an authentication would not accept any more binds nothing, and ends nothing.
            if (!check.IsStillAccepted(policy, now))
                return DeviceBindingOutcome.NotFound;
            if (check.Session.Device is not null)
                return DeviceBindingOutcome.AlreadyBound;
            if (await _subjects.CheckAsync(check.Record, check.Session, cancellationToken).ConfigureAwait(false) is not { } session)
                return DeviceBindingOutcome.NotFound;
            if (SessionWriter.Bind(check.Record, session, key, now) is not { } next)
                return DeviceBindingOutcome.TooLarge;
            if (!await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                continue;

            diagnostics.DeviceBound(next, key, caller);
            return DeviceBindingOutcome.Bound;
        }

        throw SessionFailures.Contended();
    }

    public async ValueTask<DeviceKey?> FindAsync(SessionId session, SessionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        // The default value is not the id of a session, and stores need not support it. A system record is no session.
        SessionRecord? record = session == default ? null : await client.FindAsync(session, cancellationToken).ConfigureAwait(false);
        if (record is null || SystemRecord.Is(record))
            return null;
        if (!_reader.TryReadLive(record, now, out LiveSession live))
            return SessionReader.IsUnreadable(record, now) ? throw Undecided("is of a release that this one does not know, or damaged") : null;
        if (!policy.Owns(live.Payload))
            return null;
        if (_reader.IsAhead(live.Payload, now))
            throw Undecided("was used in the future, so the clock of a server is wrong");

        return await client.Generations.IsCurrentAsync(live.Payload, now, cancellationToken).ConfigureAwait(false) ? live.Payload.Device?.Key : null;
    }

    // Neither has ended: with "none", the browser would forget its key, and another node may accept the session.
    private static AuthUnavailableException Undecided(string reason) => new($"It cannot be told whether the session is bound to a device: its record {reason}.");

    public ValueTask<bool> TryUseAsync(string challenge, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(challenge)));
        return client.TryCreateAsync(SystemRecord.CreateOfMany(SystemRecord.DeviceChallenge, name, endsAt + ClockDifference, ReadOnlyMemory<byte>.Empty), cancellationToken);
    }
}
