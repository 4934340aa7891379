using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Looks at the sessions of a subject that are about to end together. Thread-safe.</summary>
internal sealed class EndingSessions(SessionStoreClient client, SessionReader reader)
{
    /// <summary>Finds what a removal of all sessions is about to end.</summary>
    /// <returns>
    /// The sessions whose clients are told why they end, the last used first; and how many records are of sessions that had ended before, because
    /// all sessions of their strategy were ended or because their end has come. If the store does not answer, the sessions are ended without
    /// a reason, and all of their records count.
    /// </returns>
    public async ValueTask<(List<LiveSession> Told, int EndedBefore)> FindAsync(string subject, SessionId? except, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            SessionRecord[] listed = [.. (await client.ListAsync(subject, cancellationToken).ConfigureAwait(false)).Where(record => record.Id != except && now < record.ExpiresAt)];
            List<LiveSession> live = await client.Generations.CurrentOfAsync(reader.ReadLive(listed, now), now, cancellationToken).ConfigureAwait(false);
            // A payload that this release cannot read may be that of a session in use on another node.
            int unreadable = listed.Count(record => SessionReader.IsUnreadable(record, now));
            live.Sort((one, other) => other.LastUsedAt(now).CompareTo(one.LastUsedAt(now)));
            return (live.Count > EndReasonBudget.Limit ? live[..EndReasonBudget.Limit] : live, listed.Length - live.Count - unreadable);
        }
        catch (SessionStoreException)
        {
            return ([], 0);
        }
    }
}
