using StackExchange.Redis;

namespace AuthStrategies.Redis.Keys;

/// <summary>
/// Commands on the document of one strategy. Each goes to the primary and counts as a write, so that a replica refuses it and never answers
/// with old data.
/// </summary>
internal static class KeyCommands
{
    /// <summary>KEYS: document. ARGV: format and version that must be stored (9 bytes), the next document. 1: replaced; 0: missing or another version.</summary>
    private const string Replace = """
        local old = redis.call('GETEX', KEYS[1])
        if not old or string.sub(old, 1, 9) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """;

    public static async Task<RedisValue> LoadAsync(IDatabase database, RedisKey key) =>
        (RedisValue)await database.ExecuteAsync("GETEX", [key], CommandFlags.DemandMaster).ConfigureAwait(false);

    public static async Task<bool> TrySaveAsync(IDatabase database, (RedisKey Key, JwtKeyDocument Document) args)
    {
        byte[] next = KeyFormat.Write(args.Document);
        if (args.Document.Version == 1)
            return await database.StringSetAsync(args.Key, next, expiry: null, When.NotExists, CommandFlags.DemandMaster).ConfigureAwait(false);

        RedisResult answer = await database.ScriptEvaluateAsync(Replace, [args.Key], [KeyFormat.Head(args.Document.Version - 1), next], CommandFlags.DemandMaster).ConfigureAwait(false);
        return (int)answer == 1;
    }
}
