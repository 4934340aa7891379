using System.Buffers.Binary;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// Notes in the store that a former login has ended, and when all logins of a subject or of a strategy were ended. Former logins that were not moved yet are
/// in no list, so the note is what ends them: those that are not newer are refused. Thread-safe.
/// </summary>
internal sealed class FormerEnds(SessionStoreClient client)
{
    private const int Attempts = 8;

    /// <summary>One former login has ended, also if a call is just about to begin its session.</summary>
    /// <param name="session">The id of its session.</param>
    /// <param name="formerEnd">When the former credential expires.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask EndLoginAsync(SessionId session, DateTimeOffset formerEnd, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await client.FindSystemAsync(FormerLogin.NoteOf(session), cancellationToken).ConfigureAwait(false);
            if (before is { Payload.IsEmpty: true })
                return;

            ValueTask<bool> write = before is null
                ? client.TryCreateAsync(FormerLogin.Note(session, formerEnd, now, writer: default), cancellationToken)
                : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt, payload: default), cancellationToken);
            if (await write.ConfigureAwait(false))
                return;
        }

        throw new SessionStoreException($"Other calls replaced the note about a former login {Attempts} times in a row. Try again.");
    }

    /// <summary>All former logins of a subject have ended.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public ValueTask EndSubjectAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        EndAsync(SystemRecord.FormerEndOfSubject, subject, now, cancellationToken);

    /// <summary>All former logins of a strategy have ended.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public ValueTask EndStrategyAsync(string strategy, DateTimeOffset now, CancellationToken cancellationToken) =>
        EndAsync(SystemRecord.FormerEndOfStrategy, strategy, now, cancellationToken);

    /// <summary>Whether a former login was ended with all of its subject or of its strategy.</summary>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public async ValueTask<bool> HasEndedAsync(FormerLogin login, string subject, string strategy, CancellationToken cancellationToken) =>
        await FindAsync(subject, strategy, cancellationToken).ConfigureAwait(false) is { } end && !(login.IssuedAt > end);

    /// <summary>When all former logins of a subject or of its strategy were ended last.</summary>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public async ValueTask<DateTimeOffset?> FindAsync(string subject, string strategy, CancellationToken cancellationToken)
    {
        DateTimeOffset? ofSubject = await FindAsync(SystemRecord.IdOf(SystemRecord.FormerEndOfSubject, subject), cancellationToken).ConfigureAwait(false);
        DateTimeOffset? ofStrategy = await FindAsync(SystemRecord.IdOf(SystemRecord.FormerEndOfStrategy, strategy), cancellationToken).ConfigureAwait(false);
        return ofSubject is null || ofStrategy > ofSubject ? ofStrategy : ofSubject;
    }

    private async ValueTask<DateTimeOffset?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        await client.FindSystemAsync(id, cancellationToken).ConfigureAwait(false) is { } note ? TimeOf(note) : null;

    private async ValueTask EndAsync(string kind, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SessionId id = SystemRecord.IdOf(kind, name);
        // Not until former logins are accepted: that time may move.
        DateTimeOffset end = FormerLogin.EndOfNote(now + SessionLimits.MaxLifetime, now);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await client.FindSystemAsync(id, cancellationToken).ConfigureAwait(false);
            DateTimeOffset time = before is not null && TimeOf(before) > now ? TimeOf(before) : now;
            ValueTask<bool> write = before is null
                ? client.TryCreateAsync(SystemRecord.CreateRenewable(kind, name, end, Encode(time)), cancellationToken)
                : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt > end ? before.ExpiresAt : end, Encode(time)), cancellationToken);
            if (await write.ConfigureAwait(false))
                return;
        }

        throw new SessionStoreException($"Other calls replaced the note about ended logins {Attempts} times in a row. Try again.");
    }

    private static byte[] Encode(DateTimeOffset time)
    {
        byte[] payload = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(payload, time.UtcTicks);
        return payload;
    }

    // One that cannot be read ends all: a login too many has ended, and none goes on that must not.
    private static DateTimeOffset TimeOf(SessionRecord note) =>
        note.Payload.Length == sizeof(long) && BinaryPrimitives.ReadInt64BigEndian(note.Payload.Span) is var ticks and >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new(ticks, TimeSpan.Zero)
            : DateTimeOffset.MaxValue;
}
