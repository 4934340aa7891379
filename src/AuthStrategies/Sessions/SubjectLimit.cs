using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Applies the limit of sessions per subject after a sign-in. Thread-safe.</summary>
internal sealed class SubjectLimit(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);

    /// <summary>
    /// Ends the least recently used sessions above the limit: those from before this sign-in, however recently they were used. Only
    /// if sessions are created together, they end in an order in which all callers agree: by creation. So the limit is the number
    /// that remains, and the last caller sees all.
    /// </summary>
    /// <returns>The sessions that were ended.</returns>
    public async ValueTask<List<SessionRecord>> TrimAsync(string subject, List<LiveSession>? before, IssueTerms terms, SessionPolicy policy)
    {
        if (before is null && !await client.MayHaveMoreThanAsync(subject, policy.MaxSessionsPerSubject, CancellationToken.None).ConfigureAwait(false))
            return [];

        DateTimeOffset now = terms.Now;
        List<SessionRecord> all = [];
        // A caller that was far below the limit listed nothing. If it ends sessions at all, many began together, so it takes the order of all of them.
        HashSet<SessionId> older = [.. (before ?? []).Select(session => session.Record.Id)];
        for (int attempt = 0; attempt < SessionLimits.TrimAttempts; attempt++)
        {
            IReadOnlyList<SessionRecord> records = await client.ListAsync(subject, CancellationToken.None).ConfigureAwait(false);
            List<LiveSession> live = await client.Generations.CurrentOfAsync(_reader.ReadLive(records, now), now, CancellationToken.None).ConfigureAwait(false);
            // They count, because a later release accepts them. Their last use is not known, so they end first.
            List<SessionRecord> unreadable = [.. records.Where(record => SessionReader.IsUnreadable(record, now)).OrderBy(record => record.Id)];
            int excess = live.Count + unreadable.Count - policy.MaxSessionsPerSubject;
            if (excess <= 0)
                break;

            // Callers that see each other must end the same sessions, and each of them has listed others before it created its own.
            bool isAlone = live.Count(session => !older.Contains(session.Record.Id)) <= 1;
            live.Sort(isAlone ? (one, other) => FirstToEnd(one, other, older, now) : (one, other) => LiveSession.OldestFirst(one, other));
            List<SessionRecord> ended = await EndAsync(unreadable.Concat(live.Select(session => session.Record)).Take(excess), terms.Client, policy).ConfigureAwait(false);
            all.AddRange(ended);
            if (ended.Count == excess)
                break;
        }

        return all;
    }

    /// <summary>Ends sessions that were not used since they were read. A session that was used may no longer be the first to end.</summary>
    private async ValueTask<List<SessionRecord>> EndAsync(IEnumerable<SessionRecord> sessions, IClientFactsSource? caller, SessionPolicy policy)
    {
        List<SessionRecord> ended = [];
        foreach (SessionRecord record in sessions)
        {
            if (!await client.RemoveAsync(record.Id, record.Version, CancellationToken.None).ConfigureAwait(false))
                continue;

            ended.Add(record);
            diagnostics.Trimmed(record.Id, policy.MaxSessionsPerSubject);
            diagnostics.Ended(record.Id, record, SessionReader.ReadOwner(record)?.Strategy, SessionEndReason.SessionLimit, SessionEndedBy.Limit, caller);
        }

        return ended;
    }

    private static int FirstToEnd(in LiveSession one, in LiveSession other, HashSet<SessionId> older, DateTimeOffset now)
    {
        bool isOlder = older.Contains(one.Record.Id);
        if (isOlder != older.Contains(other.Record.Id))
            return isOlder ? -1 : 1;

        int byUse = isOlder ? one.LastUsedAt(now).CompareTo(other.LastUsedAt(now)) : 0;
        return byUse != 0 ? byUse : LiveSession.OldestFirst(one, other);
    }
}
