using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Lets the end of all sessions reach former logins that were not moved yet. Writes nothing in an application that accepts none. Thread-safe.</summary>
/// <param name="client">The store.</param>
/// <param name="sources">What accepts former logins. Called only when sessions are ended.</param>
internal sealed class FormerReach(SessionStoreClient client, Func<IEnumerable<IFormerLoginSource>> sources)
{
    private readonly FormerEnds _ends = new(client);

    /// <returns>Whether it is done; <see langword="false"/> if the store did not answer: then call <see cref="EndSubjectAsync"/> after the removal of the sessions, which makes room in a store that is full.</returns>
    public async ValueTask<bool> TryEndSubjectAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await EndSubjectAsync(subject, now, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SessionStoreException)
        {
            // Logged by the store client. The sessions that the store lists end nevertheless.
            return false;
        }
    }

    /// <summary>A session ends. If its move was not completed, the former credential must not begin another one.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask EndSessionAsync(SessionRecord record, SessionPayload session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (FormerExtension.Has(session) && IsActive(now))
            await _ends.EndLoginAsync(record.Id, now + SessionLimits.MaxLifetime, now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A session stays when all others of its subject end. If its move was not completed, this completes it: its former credential is older than that end, and
    /// would end it.
    /// </summary>
    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask KeepAsync(LiveSession kept, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (FormerExtension.Has(kept.Payload) && await client.FindSystemAsync(FormerLogin.NoteOf(kept.Record.Id), cancellationToken).ConfigureAwait(false) is null)
            await client.TryCreateAsync(FormerLogin.Note(kept.Record.Id, now + SessionLimits.MaxLifetime, now, FormerLogin.WriterOf(kept.Payload.Rotation.Secret)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether former logins are accepted now.</summary>
    public bool IsActive(DateTimeOffset now) => sources().Any(source => source.AcceptedUntil > now);

    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask EndSubjectAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsActive(now))
            await _ends.EndSubjectAsync(subject, now, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="SessionStoreException">The store did not answer. Repeat the call.</exception>
    public async ValueTask EndStrategyAsync(string strategy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sources().Any(source => source.Strategy == strategy && source.AcceptedUntil > now))
            await _ends.EndStrategyAsync(strategy, now, cancellationToken).ConfigureAwait(false);
    }
}
