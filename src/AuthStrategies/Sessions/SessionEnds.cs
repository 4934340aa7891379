using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

/// <summary>
/// Keeps why sessions ended, as system records, and tells only a client with a credential of the session. Neither a write nor a read
/// that fails changes an outcome. Thread-safe.
/// </summary>
internal sealed class SessionEnds(SessionStoreClient client, ILogger logger)
{
    /// <summary>How long a reason is kept, unless the session would have ended before.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>Keeps the reasons of sessions that were removed just before.</summary>
    public ValueTask WriteAsync(SessionRecord ended, SessionEndReason reason, SessionEndedBy by) => WriteAsync([(ended, End(reason, by))]);

    /// <summary>The same for several sessions, in the time that is left of the operation.</summary>
    public async ValueTask WriteAsync(IReadOnlyList<(SessionRecord Record, SessionEnd End)> ended)
    {
        if (ended.Count == 0 || !client.EndReasons.HasRoom)
            return;

        // A store that is slow now must not use up the time of the calls that follow.
        using IDisposable operation = SessionStoreOperation.BeginSeparate();
        foreach ((SessionRecord record, SessionEnd end) in ended)
        {
            if (Create(record, end) is not { } stored)
                continue;

            try
            {
                await client.TryCreateAsync(stored, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SessionStoreException)
            {
                Log.EndReasonLost(logger, record.Id);
                return;
            }
        }
    }

    /// <summary>
    /// How the session of a token ended, if the record of the session is gone and its client presents the token. Allocates nothing if the
    /// store answers synchronously that there is no reason: anyone can present made-up tokens.
    /// </summary>
    public ValueTask<SessionEnd?> FindAsync(OpaqueToken token, SessionPolicy policy, CancellationToken cancellationToken)
    {
        ValueTask<SessionRecord?> find = FindRecordAsync(token.Id, cancellationToken);
        return find.IsCompletedSuccessfully
            ? new(Read(find.Result) is { } stored && stored.MayTell(token, policy) ? stored.End : null)
            : FindLaterAsync(find, token, policy);
    }

    /// <summary>The same for several tokens of one session, with the same one look-up: a client that has one of them is told.</summary>
    public async ValueTask<SessionEnd?> FindAsync(OpaqueToken[] copies, SessionPolicy policy, CancellationToken cancellationToken) =>
        await ReadAsync(FindRecordAsync(copies[0].Id, cancellationToken)).ConfigureAwait(false) is { } stored && Array.Exists(copies, copy => stored.MayTell(copy, policy)) ? stored.End : null;

    /// <summary>The same for the session that a verified access token names.</summary>
    public async ValueTask<SessionEnd?> FindAsync(SessionReference session, CancellationToken cancellationToken) =>
        await ReadAsync(FindRecordAsync(session.Id, cancellationToken)).ConfigureAwait(false) is { } stored && session.Named(stored) ? stored.End : null;

    public SessionEnd End(SessionEndReason reason, SessionEndedBy by, string? code = null) =>
        new() { Reason = reason, EndedBy = by, Code = code, EndedAt = client.Now };

    private async ValueTask<SessionEnd?> FindLaterAsync(ValueTask<SessionRecord?> find, OpaqueToken token, SessionPolicy policy) =>
        await ReadAsync(find).ConfigureAwait(false) is { } stored && stored.MayTell(token, policy) ? stored.End : null;

    private ValueTask<SessionRecord?> FindRecordAsync(SessionId session, CancellationToken cancellationToken) =>
        client.FindSystemAsync(SystemRecord.IdOfEnd(session), cancellationToken);

    private StoredEnd? Read(SessionRecord? record) => record is null || record.ExpiresAt <= client.Now ? null : StoredEndCodec.Decode(record.Payload.Span);

    private async ValueTask<StoredEnd?> ReadAsync(ValueTask<SessionRecord?> find)
    {
        try
        {
            return Read(await find.ConfigureAwait(false));
        }
        catch (SessionStoreException)
        {
            // The store has answered that the session is gone, which refuses the credential. The client has logged the failure.
            return null;
        }
    }

    private SessionRecord? Create(SessionRecord record, SessionEnd end)
    {
        if (RecordChecksum.IsDamaged(record) || SessionPayloadCodec.Decode(record.Payload.Span, record.Subject) is not { } session)
            return null;

        DateTimeOffset now = client.Now;
        DateTimeOffset expiresAt = EndExtension.LatestEnd(record, session) is var latest && latest < now + Life ? latest : now + Life;
        if (expiresAt <= now)
            return null;
        if (client.EndReasons.TryTake(record.Subject))
            return SystemRecord.CreateEnd(record.Id, expiresAt, StoredEndCodec.Encode(StoredEnd.Of(record, session, end)));

        Log.EndReasonsLimited(logger, record.Id, EndReasonBudget.Limit);
        return null;
    }
}
