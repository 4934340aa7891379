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
        List<IndexEntry> past = [];
        foreach (IndexEntry[] page in entries.Chunk(Page))
        {
            RedisResult[] answers = await redis.ExecuteAsync(Keys(page), RecordCommands.FindAsync, call).ConfigureAwait(false);
            for (int i = 0; i < page.Length; i++)
            {
                if (reader.Read(page[i].Id, answers[i], out RecordTag tag) is { } record && tag == page[i].Tag)
                    records.Add(record);
                else if (answers[i].IsNull && page[i].IsPast(time.GetUtcNow()))
                    past.Add(page[i]);
            }
        }

        await index.DropAsync(subject, past, call).ConfigureAwait(false);
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
