using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>Logs each kind of failure once in an outage, and how many calls failed when it is over. Thread-safe.</summary>
internal sealed class OutageLog(TimeProvider time, ILogger logger)
{
    private readonly OutageCount _outage = new(time);

    public void Failed(RedisFailureKind kind, string operation, Exception exception)
    {
        if (_outage.Failed((int)kind))
            RedisFailureLog.Write(logger, kind, operation, exception);
    }

    public void Succeeded()
    {
        if (_outage.Succeeded(out long count, out TimeSpan duration))
            Log.AnswersAgain(logger, count, duration);
    }
}
