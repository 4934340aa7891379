using AuthStrategies.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The login of one connection, as long as it is watched. Thread-safe: everything that changes is the watch's, under its lock.</summary>
internal sealed class MonitoredSession(SessionMonitor watch, long number, RequestSession facts, Action<MonitoredSession> changed, CancellationToken gone) : IDisposable
{
    /// <summary>What tells logins apart that are due at the same moment.</summary>
    public long Number => number;

    public RequestSession Facts => facts;

    /// <summary>Called whenever <see cref="State"/> has become another; late or out of turn, so it is to be read then.</summary>
    public Action<MonitoredSession> Changed => changed;

    /// <summary>The connection went away.</summary>
    public CancellationToken Gone => gone;

    /// <summary>What was found last.</summary>
    public MonitoredState State { get; set; }

    /// <summary>Where it stands in the schedule.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>When it was last known to be valid.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>When it ends, as far as is known.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the directory is asked next; the end of time while it is being asked.</summary>
    public DateTimeOffset NextCheck { get; set; }

    /// <summary>The running question, for others who have the same one.</summary>
    public TaskCompletionSource? Checking { get; set; }

    /// <summary>Whether it has left the schedule for good.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Finds out whether the login is valid now: by what is known if that is no older than the interval, otherwise by asking.</summary>
    public ValueTask<MonitoredState> ConfirmAsync() => watch.ConfirmAsync(this);

    public void Dispose() => watch.Forget(this);
}
