using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A clock that says whether code waits with a time limit, so that a test moves it neither too early nor while an answer is on its way.</summary>
internal sealed class LimitClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Limit, bool> _limits = new();
    private int _reached;

    /// <summary>How many limits were reached.</summary>
    public int Reached => Volatile.Read(ref _reached);

    /// <summary>Whether a limit of at most two seconds is running.</summary>
    public bool HasLimit => !_limits.IsEmpty;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime > Longest || period != Timeout.InfiniteTimeSpan)
            return base.CreateTimer(callback, state, dueTime, period);

        Limit limit = new(_limits);
        limit.Timer = base.CreateTimer(
            _ =>
            {
                limit.End();
                Interlocked.Increment(ref _reached);
                callback(state);
            },
            null,
            dueTime,
            period);
        limit.Announce();
        return limit;
    }

    private sealed class Limit(ConcurrentDictionary<Limit, bool> limits) : ITimer
    {
        private readonly Lock _lock = new();
        private bool _hasEnded;

        public ITimer Timer { get; set; } = null!;

        /// <summary>Only with its timer: who sees a limit moves the clock, and the limit begins before that.</summary>
        public void Announce()
        {
            lock (_lock)
            {
                if (!_hasEnded)
                    limits[this] = true;
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _hasEnded = true;
                limits.TryRemove(this, out _);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Timer.Change(dueTime, period);

        public void Dispose()
        {
            End();
            Timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return Timer.DisposeAsync();
        }
    }
}
