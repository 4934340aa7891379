using AuthStrategies.Redis.Connections;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Records;

/// <summary>
/// Commands on one record. Each goes to the primary and counts as a write, so that a replica refuses it and never answers with old data.
/// </summary>
internal static class RecordCommands
{
    private const string Find = "GETEX";

    /// <summary>Without a <c>SELECT</c> where that is possible.</summary>
    public static Task<RedisResult> FindAsync(PrimaryServer server, RedisKey key) =>
        server.Direct is { } direct ? direct.ExecuteAsync(Find, [key], CommandFlags.DemandMaster) : FindAsync(server.Database, key);

    public static Task<RedisResult> FindAsync(IDatabase database, RedisKey key) => database.ExecuteAsync(Find, [key], CommandFlags.DemandMaster);

    public static Task<RedisResult[]> FindAsync(IDatabase database, RedisKey[] keys) => Task.WhenAll(keys.Select(key => FindAsync(database, key)));

    public static Task<RedisResult> RemoveAsync(IDatabase database, (RedisKey Key, RemoveCondition Condition) args) =>
        database.ScriptEvaluateAsync(RecordScripts.Remove, [args.Key], args.Condition.Arguments, CommandFlags.DemandMaster);
}
