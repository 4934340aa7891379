using System.Collections.Concurrent;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// When the sessions and tokens of this process were checked last. Bounded: what is forgotten is checked again. Thread-safe.
/// </summary>
/// <param name="every">The interval.</param>
/// <param name="time">The clock.</param>
internal sealed class PrincipalCheckMemory(TimeSpan every, TimeProvider time)
{
    private const int MaxEntries = 65_536;

    private readonly ConcurrentDictionary<string, PrincipalCheckEntry> _entries = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many sessions and tokens are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>The entry of a session or token, made at its first check.</summary>
    public PrincipalCheckEntry Of(string key)
    {
        if (_entries.TryGetValue(key, out PrincipalCheckEntry? known))
            return known;

        if (Interlocked.Increment(ref _count) > MaxEntries)
            MakeRoom();
        return _entries.GetOrAdd(key, static _ => new());
    }

    public void Forget(string key)
    {
        if (_entries.TryRemove(key, out _))
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Whether the interval since a result is over. A clock that was set back makes every result old.</summary>
    public bool IsDue(PrincipalCheckResult result) => IsOlder(result, every);

    /// <summary>Whether a result is too old to be used while another request checks.</summary>
    public bool IsOverdue(PrincipalCheckResult result) => IsOlder(result, every * 2);

    private bool IsOlder(PrincipalCheckResult result, TimeSpan age) => time.GetUtcNow() - result.At is var passed && (passed >= age || passed < TimeSpan.Zero);

    private void MakeRoom()
    {
        foreach ((string key, PrincipalCheckEntry entry) in _entries)
        {
            if (entry.Last is { } last && IsDue(last))
                _entries.TryRemove(key, out _);
        }

        if (_entries.Count > MaxEntries * 3 / 4)
            _entries.Clear();
        Interlocked.Exchange(ref _count, _entries.Count + 1);
    }
}
