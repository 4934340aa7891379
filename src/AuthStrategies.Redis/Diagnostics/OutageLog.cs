using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>
/// Logs each kind of failure once in an outage, and how many calls failed when it is over: an outage can fail thousands of calls in a second. It is over
/// when a call succeeds and none has failed for five seconds. Thread-safe.
/// </summary>
internal sealed class OutageLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile bool _active;
    private int _kinds;
    private long _count;
    private long _first;
    private long _last;

    public void Failed(RedisFailureKind kind, string operation, Exception exception)
    {
        lock (_lock)
        {
            _last = time.GetTimestamp();
            if (_count++ == 0)
                _first = _last;
            _active = true;
            int bit = 1 << (int)kind;
            if ((_kinds & bit) != 0)
                return;
            _kinds |= bit;
        }

        RedisFailureLog.Write(logger, kind, operation, exception);
    }

    public void Succeeded()
    {
        if (_active)
            EndIfQuiet();
    }

    private void EndIfQuiet()
    {
        long count;
        TimeSpan duration;
        lock (_lock)
        {
            if (!_active || time.GetElapsedTime(_last) < Quiet)
                return;
            (count, duration) = (_count, time.GetElapsedTime(_first, _last));
            (_active, _kinds, _count) = (false, 0, 0);
        }

        Log.AnswersAgain(logger, count, duration);
    }
}
