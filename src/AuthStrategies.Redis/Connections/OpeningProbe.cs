using AuthStrategies.Redis.Diagnostics;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds out why a connection is not open yet. The client library says nothing before it has tried for seconds, so that a call only times
/// out. Each server gets a connection that sends nothing and, if the opening takes long, a <see cref="ConnectionAttempt"/>. Thread-safe.
/// </summary>
/// <param name="servers">A configuration for each server.</param>
/// <param name="isOpen">Whether there is a connection by now, or the connection itself says why there is none.</param>
/// <param name="time">The clock of the pauses and of the age of an answer.</param>
internal sealed class OpeningProbe(IReadOnlyList<ConfigurationOptions> servers, Func<bool> isOpen, TimeProvider time)
{
    // Most servers that serve have answered before this, so that they see no second login.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile Answer? _answer;
    private volatile bool _stopped;
    private int _asking;

    /// <summary>
    /// Why there is no connection: no server can be reached, one refuses, or (<see cref="RedisFailureKind.TimedOut"/>) the reason is not known. It counts
    /// for a time: without calls nothing is asked, and what a server said long ago says nothing about now.
    /// </summary>
    public RedisFailureKind Kind =>
        _answer is { } answer && time.GetElapsedTime(answer.At) < ConnectionAttempt.Validity ? answer.Kind : RedisFailureKind.TimedOut;

    /// <summary>Asks the servers in the background, if that is not being done, and was not done in the last seconds. A server that refuses notes each attempt.</summary>
    public void Ask()
    {
        // On the thread pool and outside the caller's context: connecting begins with synchronous work and belongs to no request.
        if (!_stopped && !isOpen() && Interlocked.Exchange(ref _asking, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static probe => _ = probe.AskAndPauseAsync(), this, preferLocal: false);
    }

    /// <summary>The servers answer: what they said before is over.</summary>
    public void Forget() => _answer = null;

    /// <summary>Opens no connection any more.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Asks the servers.</summary>
    internal async Task AskServersAsync()
    {
        RedisFailureKind?[] kinds = await Task.WhenAll(servers.Select(AskAsync)).ConfigureAwait(false);
        if (!isOpen())
            _answer = new(Sum(kinds), time.GetTimestamp());
    }

    private static RedisFailureKind Sum(RedisFailureKind?[] kinds)
    {
        if (kinds.Contains(null))
            return RedisFailureKind.TimedOut;
        if (Array.Find(kinds, ConnectionAttempt.IsRefusal) is { } refusal)
            return refusal;
        return Array.TrueForAll(kinds, kind => kind is RedisFailureKind.Unreachable) ? RedisFailureKind.Unreachable : RedisFailureKind.TimedOut;
    }

    private async Task AskAndPauseAsync()
    {
        await AskServersAsync().ConfigureAwait(false);
        await Task.Delay(ConnectionAttempt.Interval, time).ConfigureAwait(false);
        Volatile.Write(ref _asking, 0);
    }

    /// <returns><see langword="null"/> if it serves.</returns>
    private async Task<RedisFailureKind?> AskAsync(ConfigurationOptions server)
    {
        if (server.Tunnel is null && await ServerPort.AreUnreachableAsync(server.EndPoints).ConfigureAwait(false))
            return RedisFailureKind.Unreachable;
        await Task.Delay(Patience, TimeProvider.System).ConfigureAwait(false);
        return isOpen() ? null : await ConnectionAttempt.TryAsync(server, () => _stopped || isOpen()).ConfigureAwait(false);
    }

    /// <param name="Kind">What the servers said.</param>
    /// <param name="At">When.</param>
    private sealed record Answer(RedisFailureKind Kind, long At);
}
