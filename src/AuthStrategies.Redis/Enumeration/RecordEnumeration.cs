using System.Globalization;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Records;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Enumeration;

/// <summary>
/// Lists all records page by page. The only code that walks over the keys of a server: it is for tools, and no request uses it. Thread-safe.
/// </summary>
internal sealed class RecordEnumeration(RedisConnection redis, KeySpace keys, RecordReader reader)
{
    /// <summary>How many keys a server looks at in one step. It serves no other call during the step, which takes about a millisecond.</summary>
    private const int MaxKeys = 1_000;

    /// <summary>How many steps one call makes at most; fewer if they are slow. Keys that are no records, of the library and of others, count as steps too.</summary>
    public const int MaxSteps = 16;

    // A command to one server goes to the database that its connection used last, and StackExchange.Redis 2.7 cannot name another. A script
    // changes the database for itself only. A user that may not SELECT never left database 0.
    private const string Scan = """
        local selected = redis.pcall('SELECT', ARGV[1])
        if selected.err and ARGV[1] ~= '0' then return selected end
        return redis.call('SCAN', ARGV[2], 'MATCH', ARGV[3], 'COUNT', ARGV[4])
        """;

    public async ValueTask<SessionPage> ListAsync(ScanPosition? start, int pageSize, CancellationToken cancellationToken)
    {
        CallBudget call = redis.Begin("list all", cancellationToken);
        ScanTarget target = await redis.ExecuteAsync(true, static (db, _) => ScanTarget.OfAsync(db), call, endsOutage: false).ConfigureAwait(false);
        ScanPosition position = start ?? new(target.Fingerprint, 0, 0);
        if (position.Primaries != target.Fingerprint || position.Index >= target.Servers.Count)
            throw new SessionStoreException("The primaries of Redis changed during the enumeration, so it cannot continue. Begin again, with null as the continuation.");

        int count = Math.Min(pageSize, MaxKeys);
        for (int step = 1; ; step++)
        {
            (ulong cursor, SessionId[] ids) = await ScanAsync(target.Servers[position.Index], position.Cursor, count, call).ConfigureAwait(false);
            IReadOnlyList<SessionRecord> records = await FindAsync(ids, call).ConfigureAwait(false);
            ScanPosition? next = Next(position with { Cursor = cursor }, target);
            // A call that used up its time would fail, and fail again at the same place.
            if (records.Count > 0 || next is null || step == MaxSteps || redis.HasUsedItsShare(call))
                return new() { Records = records, Continuation = next?.ToString() };

            position = next.Value;
            // Where no records are, longer steps pass sooner. The page that a continuation gives stays the same.
            count = Math.Min(count * 2, MaxKeys);
        }
    }

    private static ScanPosition? Next(ScanPosition position, ScanTarget target)
    {
        if (position.Cursor != 0)
            return position;

        return position.Index + 1 < target.Servers.Count ? position with { Index = position.Index + 1 } : null;
    }

    private async ValueTask<(ulong Cursor, SessionId[] Ids)> ScanAsync(IServer server, ulong cursor, int count, CallBudget call)
    {
        RedisResult answer = await redis.ExecuteAsync(
            (server, cursor: cursor.ToString(CultureInfo.InvariantCulture), keys.EveryRecord, count),
            static (db, args) => args.server.ExecuteAsync("EVAL", Scan, 0, db.Database, args.cursor, args.EveryRecord, args.count),
            call).ConfigureAwait(false);
        RedisKey[] found = (RedisKey[]?)answer[1] ?? [];
        // One page may name a key twice.
        return ((ulong)answer[0], [.. found.Select(keys.IdOf).OfType<SessionId>().Distinct()]);
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> FindAsync(SessionId[] ids, CallBudget call)
    {
        if (ids.Length == 0)
            return [];

        RedisKey[] records = [.. ids.Select(keys.Record)];
        RedisResult[] answers = await redis.ExecuteAsync(records, RecordCommands.FindAsync, call).ConfigureAwait(false);
        return [.. ids.Select((id, i) => reader.Read(id, answers[i], out _)).OfType<SessionRecord>()];
    }
}
