using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The session of one open connection. Thread-safe: only the monitor changes it, under its lock.</summary>
internal sealed class MonitoredSession(SessionMonitor monitor, long number, RequestSession session, Action<MonitoredSession> changed, CancellationToken closed) : IDisposable
{
    // An access token may show other claims than its session, which changed before: only a later change counts.
    private ClaimsPrincipal? _stored = session.IsProlongedByUse ? session.Principal : null;
    private ClaimsPrincipal? _token = session.IsProlongedByUse ? null : session.Principal;

    /// <summary>Distinguishes sessions that are due at the same time.</summary>
    public long Number => number;

    public RequestSession Session => session;

    /// <summary>The user that the application's check is asked about.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>
    /// The principal that counts now, if it is another one than that with which the connection was opened; otherwise <see langword="null"/>.
    /// </summary>
    public ClaimsPrincipal? NewPrincipal { get; private set; }

    /// <summary>Cancelled when the connection closes.</summary>
    public CancellationToken Closed => closed;

    /// <summary>The state that was found last.</summary>
    public MonitoredState State { get; set; }

    /// <summary>Its position in the schedule.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>When it was last known to be valid.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>When it ends, as far as is known.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the directory is asked next; <see cref="DateTimeOffset.MaxValue"/> while it is being asked.</summary>
    public DateTimeOffset NextCheck { get; set; }

    /// <summary>The running check, which later callers await instead of starting another.</summary>
    public TaskCompletionSource? Checking { get; set; }

    /// <summary>Whether it has left the schedule for good.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Whether the session is valid now: from the last answer if it is younger than the interval, otherwise from a new check.</summary>
    public ValueTask<MonitoredState> ConfirmAsync() => monitor.ConfirmAsync(this);

    /// <summary>Compares the claims that a check found with those that were found before.</summary>
    /// <param name="stored">The principal of the stored session, if it is known.</param>
    /// <param name="token">What the application's check says about a token, if it was asked.</param>
    /// <returns>Whether they are others, so that <see cref="NewPrincipal"/> has changed.</returns>
    public bool TakePrincipal(ClaimsPrincipal? stored, ClaimsPrincipal? token)
    {
        bool isNew = Differ(_stored, stored) || Differ(_token, token);
        if (isNew)
            NewPrincipal = token ?? stored;
        (_stored, _token) = (stored ?? _stored, token ?? _token);
        return isNew;
    }

    /// <summary>Tells the application that <see cref="State"/> or <see cref="NewPrincipal"/> has changed. Calls may be late or out of order, so the receiver reads the state.</summary>
    public void Notify(ILogger logger)
    {
        try
        {
            changed(this);
        }
#pragma warning disable CA1031 // An exception in the application must not stop the monitor for other connections.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HttpLog.NotificationFailed(logger, exception);
        }
    }

    public void Dispose() => monitor.Forget(this);

    private static bool Differ(ClaimsPrincipal? known, ClaimsPrincipal? now) => known is not null && now is not null && !PrincipalQuestion.AreEqual(known, now);
}
