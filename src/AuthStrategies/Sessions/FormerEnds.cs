using System.Buffers.Binary;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>
/// Notes in the store when all logins of a subject or of a strategy were ended. Former logins that were not moved yet are in no list, so the note is what
/// ends them: those that are not newer are refused. Thread-safe.
/// </summary>
internal sealed class FormerEnds(SessionStoreClient client)
{
    private const int Attempts = 8;

    /// <summary>All former logins of a subject have ended.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public ValueTask EndSubjectAsync(string subject, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        EndAsync(SystemRecord.FormerEndOfSubject, subject, now, until, cancellationToken);

    /// <summary>All former logins of a strategy have ended.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public ValueTask EndStrategyAsync(string strategy, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        EndAsync(SystemRecord.FormerEndOfStrategy, strategy, now, until, cancellationToken);

    /// <summary>Whether a former login was ended with all of its subject or of its strategy.</summary>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public async ValueTask<bool> HasEndedAsync(FormerLogin login, string subject, string strategy, CancellationToken cancellationToken) =>
        await IsAfterAsync(SystemRecord.FormerEndOfSubject, subject, login.IssuedAt, cancellationToken).ConfigureAwait(false)
        || await IsAfterAsync(SystemRecord.FormerEndOfStrategy, strategy, login.IssuedAt, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> IsAfterAsync(string kind, string name, DateTimeOffset? issuedAt, CancellationToken cancellationToken) =>
        await client.FindSystemAsync(SystemRecord.IdOf(kind, name), cancellationToken).ConfigureAwait(false) is { } note && !(issuedAt > TimeOf(note));

    private async ValueTask EndAsync(string kind, string name, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        SessionId id = SystemRecord.IdOf(kind, name);
        DateTimeOffset end = FormerLogin.EndOfNote(until, now);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await client.FindSystemAsync(id, cancellationToken).ConfigureAwait(false);
            // Its end never moves. Former logins are accepted for longer now.
            if (before is not null && before.ExpiresAt < end)
            {
                await client.RemoveAsync(id, before.Version, cancellationToken).ConfigureAwait(false);
                continue;
            }

            DateTimeOffset time = before is not null && TimeOf(before) > now ? TimeOf(before) : now;
            ValueTask<bool> write = before is null
                ? client.TryCreateAsync(SystemRecord.CreateOfMany(kind, name, end, Encode(time)), cancellationToken)
                : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt, Encode(time)), cancellationToken);
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
