using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>
/// Which sessions a subject has: a sorted set. An entry is there before its record and goes after it; an entry without a record
/// means nothing. Thread-safe.
/// </summary>
internal sealed class SubjectIndex(RedisConnection redis, KeySpace keys, ILogger logger)
{
    // A set that has no time to live yet answers -1. One that lives longer already is left alone.
    private const string Add = """
        redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return 1
        """;

    // The removal of a member that nobody has changes nothing but counts as a write: a server that has become a replica refuses it.
    // An old list would leave a login out when all are ended.
    private const string Read = """
        redis.call('ZREM', KEYS[1], '')
        return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
        """;

    public async ValueTask AddAsync(SessionRecord record, IndexEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        RedisKey key = keys.Index(record.Subject);
        RedisValue[] values = [entry.AbsoluteExpiresAt, entry.Member, TimeToLive.Milliseconds(record.AbsoluteExpiresAt, now, TimeToLive.IndexMargin)];
        await redis.AskAsync((key, values), static (db, ask) => db.ScriptEvaluateAsync(Add, [ask.key], ask.values, CommandFlags.DemandMaster), "index", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All entries of a moment, in one step: paging through a set that others change would miss some.</summary>
    public async ValueTask<List<IndexEntry>> ReadAsync(string subject, CancellationToken cancellationToken)
    {
        RedisKey key = keys.Index(subject);
        RedisResult answer = await redis.AskAsync(key, static (db, key) => db.ScriptEvaluateAsync(Read, [key], null, CommandFlags.DemandMaster), "list", cancellationToken).ConfigureAwait(false);
        RedisValue[] values = (RedisValue[]?)answer ?? [];
        return [.. values.Chunk(2).Select(member => IndexEntry.Read(member[0], (double)member[1])).OfType<IndexEntry>()];
    }

    /// <summary>
    /// Drops entries whose records are gone for good. Failing changes nothing about that, so it is not the caller's failure; nor is it
    /// the caller's to cancel.
    /// </summary>
    public async ValueTask DropAsync(string subject, IReadOnlyCollection<IndexEntry> entries)
    {
        if (entries.Count == 0)
            return;

        RedisKey key = keys.Index(subject);
        RedisValue[] members = [.. entries.Select(entry => entry.Member)];
        try
        {
            await redis.AskAsync((key, members), static (db, ask) => db.SortedSetRemoveAsync(ask.key, ask.members, CommandFlags.DemandMaster), "clean the index", CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            Log.IndexNotCleaned(logger, members.Length);
        }
    }
}
