using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

/// <summary>
/// Checks before a session is written or refreshed that its subject's sessions were not ended. Only a store that may lose the list of a subject
/// is asked; with any other the list is enough. Thread-safe.
/// </summary>
internal sealed class SubjectCheck(SessionStoreClient client, ILogger logger)
{
    private readonly SessionEnds _ends = new(client, logger);

    /// <param name="record">The record that is to be replaced.</param>
    /// <param name="session">Its payload.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The payload to write, with the current generation; <see langword="null"/> if the session has ended, and its record was removed, or if it cannot be read.</returns>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public ValueTask<SessionPayload?> CheckAsync(SessionRecord record, SessionPayload session, CancellationToken cancellationToken) =>
        client.Generations.Subjects is { } subjects ? CheckAsync(subjects, record, session, cancellationToken) : new(session);

    private async ValueTask<SessionPayload?> CheckAsync(SubjectGenerations subjects, SessionRecord record, SessionPayload session, CancellationToken cancellationToken)
    {
        // Damaged, or of a later release: no, as for a payload that cannot be read, and nothing is removed.
        if (!SubjectGenerationExtension.TryFind(session, out SubjectTie own))
            return null;
        if (await subjects.FindForWriteAsync(record, own, cancellationToken).ConfigureAwait(false) is { } current)
            return current == own ? session : SubjectGenerationExtension.With(session, current);

        // Any version: a generation never comes back. A client that closes the connection does not prevent it.
        if (await client.RemoveAsync(record.Id, ifVersion: null, CancellationToken.None).ConfigureAwait(false))
            await _ends.WriteAsync(record, SessionFailures.All.Reason, SessionFailures.All.EndedBy).ConfigureAwait(false);
        return null;
    }
}
