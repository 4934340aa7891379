using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>Lists and removes all records of a subject: the index in one step, then the records page by page. Thread-safe.</summary>
internal sealed class SubjectRecords(RedisConnection redis, KeySpace keys, SubjectIndex index, RecordReader reader, TimeProvider time, ILogger logger)
{
    private const int Page = 64;

    public async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("list", cancellationToken);
        List<IndexEntry> entries = await index.ReadAsync(subject, call).ConfigureAwait(false);
        List<SessionRecord> records = [];
        IndexChanges changes = new();
        foreach (IndexEntry[] page in entries.Chunk(Page))
            records.AddRange(await ReadAsync(page, changes, call).ConfigureAwait(false));
        // Only now: the caller needs the records, and all exchanges share one time limit.
        await CleanAsync(subject, changes, call).ConfigureAwait(false);
        return records;
    }

    /// <summary>
    /// Whether a subject may have more records than a number. Cleans up a page of entries without records, so that these do not become many. A
    /// failure of that does no harm: the records may be on another server than the index.
    /// </summary>
    public async ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("count", cancellationToken);
        (bool hasMore, List<IndexEntry> past) = await index.LookAsync(subject, count, Page, time.GetUtcNow(), call).ConfigureAwait(false);
        if (past.Count == 0)
            return hasMore;

        try
        {
            IndexChanges changes = new();
            await ReadAsync([.. past], changes, call).ConfigureAwait(false);
            await CleanAsync(subject, changes, call).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            Log.IndexNotCleaned(logger, past.Count);
        }

        return hasMore;
    }

    /// <summary>Reads the records of some entries, and notes which of the entries are out of date.</summary>
    private async ValueTask<List<SessionRecord>> ReadAsync(IndexEntry[] page, IndexChanges changes, CallBudget call)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<SessionRecord> records = [];
        RedisResult[] answers = await redis.ExecuteAsync(Keys(page), RecordCommands.FindAsync, call).ConfigureAwait(false);
        for (int i = 0; i < page.Length; i++)
        {
            IndexEntry entry = page[i];
            bool isPast = entry.IsPast(now);
            if (reader.Read(entry.Id, answers[i], out RecordTag tag) is { } record && tag == entry.Tag)
            {
                records.Add(record);
                if (isPast)
                    changes.Scores.Add(IndexEntry.Of(record, tag));
            }
            else if (answers[i].IsNull && isPast)
            {
                changes.Gone.Add(entry);
            }
            else if (answers[i].IsNull && entry.Score > IndexEntry.ScoreOf(now))
            {
                // Ended early, or about to be created. If it is still missing when this end has passed, it is gone.
                changes.Scores.Add(entry with { Score = 0 });
            }
        }

        return records;
    }

    private async ValueTask CleanAsync(string subject, IndexChanges changes, CallBudget call)
    {
        await index.DropAsync(subject, changes.Gone, call).ConfigureAwait(false);
        await index.ScoreAsync(subject, changes.Scores, time.GetUtcNow(), call).ConfigureAwait(false);
    }

    public async ValueTask<int> RemoveAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("remove all", cancellationToken);
        List<IndexEntry> entries = await index.ReadAsync(subject, call).ConfigureAwait(false);
        int removed = 0;
        foreach (IndexEntry[] page in entries.Where(entry => entry.Id != except).Chunk(Page))
        {
            Task<RedisResult>[] sent = [];
            try
            {
                await redis.ExecuteAsync(
                    page,
                    (db, page) => Task.WhenAll(sent = [.. page.Select(entry => RecordCommands.RemoveAsync(db, (keys.Record(entry.Id), RemoveCondition.Tag(entry.Tag))))]),
                    call).ConfigureAwait(false);
            }
            finally
            {
                IndexEntry[] gone = [.. page.Where((_, i) => i < sent.Length && sent[i].IsCompletedSuccessfully && !sent[i].Result.IsNull)];
                removed += gone.Length;
                await index.DropAsync(subject, gone, call).ConfigureAwait(false);
            }
        }

        return removed;
    }

    private RedisKey[] Keys(IndexEntry[] page) => [.. page.Select(entry => keys.Record(entry.Id))];

    /// <summary>The entries that are out of date.</summary>
    private sealed class IndexChanges
    {
        public List<IndexEntry> Gone { get; } = [];

        /// <summary>Entries with their new scores.</summary>
        public List<IndexEntry> Scores { get; } = [];
    }
}
