using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Records;

/// <summary>Reads answers of Redis as records. A record that this release cannot read is logged and counts as missing. Thread-safe.</summary>
internal sealed class RecordReader(ILogger logger)
{
    public SessionRecord? Read(SessionId id, RedisResult answer, out RecordTag tag)
    {
        tag = default;
        if (answer.IsNull)
            return null;

        SessionRecord? record = RecordFormat.Read(id, (byte[]?)answer, out tag);
        if (record is null)
            Log.RecordUnreadable(logger, id);
        return record;
    }
}
