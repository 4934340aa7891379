namespace AuthStrategies.Redis.Records;

/// <summary>
/// What is done to one record in one step. Each begins with GETEX, which changes nothing but counts as a write: a server that has
/// become a replica refuses it, so that no answer ever comes from a copy.
/// </summary>
internal static class RecordScripts
{
    /// <summary>
    /// KEYS: record. ARGV: format and version that must be there (9 bytes), EndsAt and subject (which never change), the
    /// next format and version, everything behind the tag, time to live in ms. 1: replaced; 0: gone or another version; -1: another subject or end.
    /// </summary>
    public const string Replace = """
        local old = redis.call('GETEX', KEYS[1])
        if not old or string.sub(old, 1, 9) ~= ARGV[1] then return 0 end
        if string.sub(old, 26, 25 + #ARGV[2]) ~= ARGV[2] then return -1 end
        redis.call('SET', KEYS[1], ARGV[3] .. string.sub(old, 10, 17) .. ARGV[4], 'PX', ARGV[5])
        return 1
        """;

    /// <summary>KEYS: record. ARGV: from where on (1 is the first byte) which bytes must be there; none: whatever is there. Returns what was removed.</summary>
    public const string Remove = """
        local old = redis.call('GETEX', KEYS[1])
        local from = tonumber(ARGV[1])
        if not old or string.sub(old, from, from + #ARGV[2] - 1) ~= ARGV[2] then return false end
        redis.call('DEL', KEYS[1])
        return old
        """;
}
