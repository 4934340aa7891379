namespace AuthStrategies;

/// <summary>
/// Counts the failures of one outage, and says which of them is the first of its kind: an outage can fail thousands of calls in a second, and one line
/// for each kind is enough. It is over when a call succeeds and none has failed for five seconds. This file is compiled into each package that
/// logs failures of a store. Thread-safe.
/// </summary>
internal sealed class OutageCount(TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile bool _active;
    private int _kinds;
    private long _count;
    private long _first;
    private long _last;

    /// <summary>Whether an outage is not over yet.</summary>
    public bool IsActive => _active;

    /// <summary>Notes a failure.</summary>
    /// <param name="kind">Its kind, from 0 to 31.</param>
    /// <param name="count">How many it stands for.</param>
    /// <returns>Whether it is the first of its kind in this outage.</returns>
    public bool Failed(int kind, int count = 1)
    {
        int bit = 1 << kind;
        lock (_lock)
        {
            _last = time.GetTimestamp();
            if (_count == 0)
                _first = _last;
            _count += count;
            _active = true;
            bool isFirst = (_kinds & bit) == 0;
            _kinds |= bit;
            return isFirst;
        }
    }

    /// <summary>Notes a success. While there is no outage, it costs one read.</summary>
    /// <returns>Whether an outage is over now; then how many calls failed, and for how long.</returns>
    public bool Succeeded(out long count, out TimeSpan duration)
    {
        (count, duration) = (0, TimeSpan.Zero);
        if (!_active)
            return false;

        lock (_lock)
        {
            if (!_active || time.GetElapsedTime(_last) < Quiet)
                return false;
            (count, duration) = (_count, time.GetElapsedTime(_first, _last));
            (_active, _kinds, _count) = (false, 0, 0);
            return true;
        }
    }
}
