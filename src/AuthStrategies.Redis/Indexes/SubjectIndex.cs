using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Indexes;

/// <summary>
/// The sessions of a subject, as a sorted set. An entry is added before its record
/// and removed after it; an entry without a record is ignored. Thread-safe.
/// </summary>
internal sealed class SubjectIndex(RedisConnection redis, KeySpace keys, ILogger logger)
{
    // TTL answers -1 for a set without a time to live. A set that already lives longer is not changed.
    private const string Add = """
        redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
        return 1
        """;

    // Removing a member that does not exist changes nothing but counts as a write, so a server that became a replica refuses it.
    // An outdated index would miss a session when all sessions of a subject are ended.
    private const string Read = """
        redis.call('ZREM', KEYS[1], '')
        return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
        """;

    // The entries of sessions that should have ended come first in the set. "(" excludes the score itself.
    private const string Look = """
        redis.call('ZREM', KEYS[1], '')
        local past = redis.call('ZRANGE', KEYS[1], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', '0', ARGV[2], 'WITHSCORES')
        return {#redis.call('ZRANGE', KEYS[1], ARGV[3], ARGV[3]), past}
        """;

    public async ValueTask AddAsync(SessionRecord record, IndexEntry entry, DateTimeOffset now, CallBudget call)
    {
        RedisKey key = keys.Index(record.Subject);
        RedisValue[] values = [ScoreAt(entry, now), entry.Member, TimeToLive.Milliseconds(record.AbsoluteExpiresAt, now, TimeToLive.IndexMargin)];
        await redis.ExecuteAsync((key, values), static (db, args) => db.ScriptEvaluateAsync(Add, [args.key], args.values, CommandFlags.DemandMaster), call).ConfigureAwait(false);
    }

    /// <summary>
    /// Adds the entry of a record that was replaced: a server that evicts keys may have lost the index. A failure is not reported to the
    /// caller, because the record is replaced, and the caller cannot cancel it. The next replacement tries again.
    /// </summary>
    public async ValueTask RestoreAsync(SessionRecord record, IndexEntry entry, DateTimeOffset now, CallBudget call)
    {
        try
        {
            await AddAsync(record, entry, now, call.NotCancellable).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            Log.IndexNotRestored(logger);
        }
    }

    /// <summary>Reads all entries in one step. Reading page by page would miss entries when the set changes in between.</summary>
    public async ValueTask<List<IndexEntry>> ReadAsync(string subject, CallBudget call)
    {
        RedisKey key = keys.Index(subject);
        RedisResult answer = await redis.ExecuteAsync(key, static (db, key) => db.ScriptEvaluateAsync(Read, [key], null, CommandFlags.DemandMaster), call).ConfigureAwait(false);
        return Entries(answer);
    }

    /// <summary>Whether the index has more entries than a number, and some of its entries that are past.</summary>
    public async ValueTask<(bool HasMore, List<IndexEntry> Past)> LookAsync(string subject, int count, int maxPast, DateTimeOffset now, CallBudget call)
    {
        RedisKey key = keys.Index(subject);
        RedisValue[] values = [IndexEntry.PastScore(now), maxPast, count];
        RedisResult answer = await redis.ExecuteAsync((key, values), static (db, args) => db.ScriptEvaluateAsync(Look, [args.key], args.values, CommandFlags.DemandMaster), call).ConfigureAwait(false);
        return ((int)answer[0] > 0, Entries(answer[1]));
    }

    /// <summary>Changes the scores of entries that still exist. A failure does no harm, and the caller cannot cancel it, as in <see cref="DropAsync"/>.</summary>
    public async ValueTask ScoreAsync(string subject, IReadOnlyCollection<IndexEntry> entries, DateTimeOffset now, CallBudget call)
    {
        if (entries.Count == 0)
            return;

        RedisKey key = keys.Index(subject);
        SortedSetEntry[] members = [.. entries.Select(entry => new SortedSetEntry(entry.Member, ScoreAt(entry, now)))];
        try
        {
            await redis.ExecuteAsync((key, members), static (db, args) => db.SortedSetAddAsync(args.key, args.members, SortedSetWhen.Exists, CommandFlags.DemandMaster), call.NotCancellable).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            Log.IndexNotCleaned(logger, members.Length);
        }
    }

    /// <summary>
    /// Removes the entries of records that no longer exist. A failure does no
    /// harm, so it is not reported to the caller, and the caller cannot cancel it. It takes only the time that the call has left.
    /// </summary>
    public async ValueTask DropAsync(string subject, IReadOnlyCollection<IndexEntry> entries, CallBudget call)
    {
        if (entries.Count == 0)
            return;

        RedisKey key = keys.Index(subject);
        RedisValue[] members = [.. entries.Select(entry => entry.Member)];
        try
        {
            await redis.ExecuteAsync((key, members), static (db, args) => db.SortedSetRemoveAsync(args.key, args.members, CommandFlags.DemandMaster), call.NotCancellable).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            Log.IndexNotCleaned(logger, members.Length);
        }
    }

    /// <summary>A record whose end has passed is kept for a while, and so is its entry.</summary>
    private static double ScoreAt(IndexEntry entry, DateTimeOffset now) => Math.Max(entry.Score, IndexEntry.ScoreOf(now));

    private static List<IndexEntry> Entries(RedisResult answer)
    {
        RedisValue[] values = (RedisValue[]?)answer ?? [];
        return [.. values.Chunk(2).Select(member => IndexEntry.Read(member[0], (double)member[1])).OfType<IndexEntry>()];
    }
}
