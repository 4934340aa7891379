namespace AuthStrategies.Redis.Records;

/// <summary>
/// Scripts that change one record in one step. Each begins with GETEX, which changes nothing but counts as a write: a server that
/// became a replica refuses it and never answers with old data.
/// </summary>
internal static class RecordScripts
{
    /// <summary>
    /// KEYS: record. ARGV: the expected format and version (9 bytes), AbsoluteExpiresAt and subject (which never change), the
    /// next format and version, everything after the tag, time to live in ms. 1 and the tag: replaced; 0: missing or another version; -1: another subject or end.
    /// </summary>
    public const string Replace = """
        local old = redis.call('GETEX', KEYS[1])
        if not old or string.sub(old, 1, 9) ~= ARGV[1] then return {0} end
        if string.sub(old, 26, 25 + #ARGV[2]) ~= ARGV[2] then return {-1} end
        redis.call('SET', KEYS[1], ARGV[3] .. string.sub(old, 10, 17) .. ARGV[4], 'PX', ARGV[5])
        return {1, string.sub(old, 10, 17)}
        """;

    /// <summary>KEYS: record. ARGV: position (1 is the first byte) and bytes that must be there (empty: no condition). Returns the removed record.</summary>
    public const string Remove = """
        local old = redis.call('GETEX', KEYS[1])
        local from = tonumber(ARGV[1])
        if not old or string.sub(old, from, from + #ARGV[2] - 1) ~= ARGV[2] then return false end
        redis.call('DEL', KEYS[1])
        return old
        """;
}
