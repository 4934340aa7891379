using System.Runtime.CompilerServices;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

/// <summary>The live logins of a subject over one vault, whichever strategy issued them. Immutable and thread-safe.</summary>
/// <param name="client">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to report.</param>
/// <param name="policyOf">The rules of a session strategy by its name, or nothing. Asked only when needed, since strategies are made late.</param>
internal sealed class SessionDirectory(SessionStoreClient client, TimeProvider time, ILogger logger, Func<string, SessionPolicy?> policyOf) : ISessionDirectory
{
    public IAsyncEnumerable<SessionInfo> ListAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return EnumerateAsync(subject, cancellationToken);
    }

    public ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default) =>
        FindAsync(id, time.GetUtcNow(), cancellationToken);

    public async ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live)
            return null;
        if (policyOf(live.Payload.Strategy) is not { } policy || !policy.Owns(live.Payload) || !policy.IsRenewalDue(live.Payload, now))
            return live.ToInfo();

        SessionRecord renewed = SessionChange.Renew(live.Record, live.Payload, policy, now);
        if (await client.TryReplaceAsync(renewed, cancellationToken).ConfigureAwait(false))
            return LiveSession.TryRead(renewed, now, client, out LiveSession touched) ? touched.ToInfo() : null;

        // A lost renewal is not tried again: whoever won it moved the idle end, or the session is gone.
        return await FindAsync(id, now, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RevokeAsync(string subject, SessionId id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        if (await LiveAsync(id, time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is not { } live || !IsOf(live, subject))
            return false;

        // A record never changes its subject, so there is no version to ask for.
        bool ended = await client.RemoveAsync(id, ifVersion: null, cancellationToken).ConfigureAwait(false);
        if (ended)
            Log.DirectoryRevoked(logger, 1);
        return ended;
    }

    public async ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        int ended = await client.RemoveAllAsync(subject, except, cancellationToken).ConfigureAwait(false);
        Log.DirectoryRevoked(logger, ended);
        return ended;
    }

    public async ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        if (leftOut is not null && logger.IsEnabled(LogLevel.Debug))
            Log.ProtocolClaimsLeftOut(logger, "Directory", string.Join(", ", leftOut));
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            if (await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live || !IsOf(live, claims.Subject))
                return false;
            if (await client.TryReplaceAsync(WithClaims(live, claims), cancellationToken).ConfigureAwait(false))
                return true;
        }

        throw SessionFailures.Contended();
    }

    private async IAsyncEnumerable<SessionInfo> EnumerateAsync(string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<LiveSession> live = LiveSession.Among(await client.ListAsync(subject, cancellationToken).ConfigureAwait(false), now, client);
        live.Sort(LiveSession.OldestFirst);
        for (int i = live.Count - 1; i >= 0; i--)
            yield return live[i].ToInfo();
    }

    private async ValueTask<SessionInfo?> FindAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is { } live ? live.ToInfo() : null;

    private async ValueTask<LiveSession?> LiveAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The default value is no session's name, and no store need cope with it.
        SessionRecord? record = id == default ? null : await client.FindAsync(id, cancellationToken).ConfigureAwait(false);
        return LiveSession.TryRead(record, now, client, out LiveSession live) ? live : null;
    }

    private static bool IsOf(LiveSession live, string subject) => string.Equals(live.Record.Subject, subject, StringComparison.Ordinal);

    private static SessionRecord WithClaims(LiveSession live, ClaimSet claims)
    {
        SessionRecord record = live.Record;
        ReadOnlySpan<byte> payload = NewRecord.Fitting(live.Payload with { Claims = claims });
        return new(record.Id, record.Subject, record.ExpiresAt, record.AbsoluteExpiresAt, record.Version + 1, payload);
    }
}
