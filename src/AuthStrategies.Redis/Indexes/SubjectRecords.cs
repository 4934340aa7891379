using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Records;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>Lists and removes all records of a subject: the index in one step, then the records page by page. Thread-safe.</summary>
internal sealed class SubjectRecords(RedisConnection redis, KeySpace keys, SubjectIndex index, RecordReader reader, TimeProvider time)
{
    private const int Page = 64;

    public async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("list", cancellationToken);
        List<IndexEntry> entries = await index.ReadAsync(subject, call).ConfigureAwait(false);
        List<SessionRecord> records = [];
        foreach (IndexEntry[] page in entries.Chunk(Page))
            records.AddRange(await ReadAsync(subject, page, call).ConfigureAwait(false));
        return records;
    }

    /// <summary>Whether a subject may have more records than a number. Cleans up a page of entries without records, so that these do not become many.</summary>
    public async ValueTask<bool> MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("count", cancellationToken);
        (bool hasMore, List<IndexEntry> past) = await index.LookAsync(subject, count, Page, time.GetUtcNow(), call).ConfigureAwait(false);
        if (past.Count > 0)
            await ReadAsync(subject, [.. past], call).ConfigureAwait(false);
        return hasMore;
    }

    /// <summary>Reads the records of some entries, and brings the entries up to date.</summary>
    private async ValueTask<List<SessionRecord>> ReadAsync(string subject, IndexEntry[] page, CallBudget call)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<SessionRecord> records = [];
        List<IndexEntry> gone = [];
        List<IndexEntry> changed = [];
        RedisResult[] answers = await redis.ExecuteAsync(Keys(page), RecordCommands.FindAsync, call).ConfigureAwait(false);
        for (int i = 0; i < page.Length; i++)
        {
            IndexEntry entry = page[i];
            bool isPast = entry.IsPast(now);
            if (reader.Read(entry.Id, answers[i], out RecordTag tag) is { } record && tag == entry.Tag)
            {
                records.Add(record);
                if (isPast)
                    changed.Add(IndexEntry.Of(record, tag));
            }
            else if (answers[i].IsNull && isPast)
            {
                gone.Add(entry);
            }
            else if (answers[i].IsNull && entry.Score > IndexEntry.ScoreOf(now))
            {
                // Ended early, or about to be created. If it is still missing when this end has passed, it is gone.
                changed.Add(entry with { Score = 0 });
            }
        }

        await index.DropAsync(subject, gone, call).ConfigureAwait(false);
        await index.ScoreAsync(subject, changed, now, call).ConfigureAwait(false);
        return records;
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
}
