using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// Checks the sessions of all open connections by their ids, with one timer. Each session is checked well before the
/// interval is over, so that a short failure of the store can be retried unnoticed. A thread-safe singleton.
/// </summary>
/// <remarks>
/// The first checks are spread evenly over the interval, and so are all that follow; at most <see cref="MaxChecks"/> run at
/// the same time. An end that is already known takes effect without the store, also while the store is asked.
/// </remarks>
internal sealed class SessionMonitor : IDisposable
{
    public const int MaxChecks = 16;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _slots = new(MaxChecks);
    private readonly SessionChecker _checker;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionMonitor> _logger;
    private readonly RevalidationTiming _timing;
    private readonly RevalidationSchedule _schedule;
    private long _number;

    public SessionMonitor(ISessionDirectory directory, TimeProvider time, IOptions<SessionRevalidationOptions> options, ILogger<SessionMonitor> logger, UnavailableLog unavailable, PrincipalChecks? checks = null)
    {
        (_time, _logger) = (time, logger);
        _checker = new(directory, time, logger, unavailable, checks);
        _timing = new(options.Value.RevalidationInterval);
        _schedule = new(time, options.Value.RevalidationInterval, Wake);
    }

    /// <summary>How many connections are monitored.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _schedule.Count;
        }
    }

    /// <summary>Monitors the session of a connection until it ends or the returned object is disposed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="changed">Called after every change, on any thread.</param>
    /// <param name="closed">Cancelled when the connection closes.</param>
    /// <param name="user">The user of the connection, for the application's check.</param>
    public MonitoredSession Watch(RequestSession session, Action<MonitoredSession> changed, CancellationToken closed, ClaimsPrincipal? user = null)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset confirmedAt = RevalidationTiming.Earlier(session.ConfirmedAt ?? now, now);
        lock (_lock)
        {
            MonitoredSession monitored = new(this, ++_number, session, changed, closed)
            {
                User = user,
                ConfirmedAt = confirmedAt,
                ExpiresAt = session.ExpiresAt ?? DateTimeOffset.MaxValue,
                NextCheck = _timing.FirstCheck(session, _number, confirmedAt, now),
            };
            _schedule.Set(monitored, _timing.DueAt(monitored), now);
            return monitored;
        }
    }

    /// <summary>What is known about a session at this moment.</summary>
    public MonitoredState StateOf(MonitoredSession session) => StateOf(session, _time.GetUtcNow());

    /// <summary>Whether a session is valid at this moment; asks the directory if necessary.</summary>
    public async ValueTask<MonitoredState> ConfirmAsync(MonitoredSession session)
    {
        DateTimeOffset now = _time.GetUtcNow();
        MonitoredState state = StateOf(session, now);
        if (state == MonitoredState.Confirmed)
            return state;

        if (state == MonitoredState.InDoubt)
        {
            await CheckAsync(session).ConfigureAwait(false);
            now = _time.GetUtcNow();
        }

        Process(session, now);
        return StateOf(session, now);
    }

    public void Forget(MonitoredSession session)
    {
        lock (_lock)
            Remove(session);
    }

    public void Dispose()
    {
        lock (_lock)
            _schedule.Dispose();

        _slots.Dispose();
    }

    private void Wake()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
            _schedule.BeginTaking();
        while (TakeDue(now) is { } session)
            Process(session, now);
    }

    private MonitoredSession? TakeDue(DateTimeOffset now)
    {
        lock (_lock)
            return _schedule.TakeDue(now);
    }

    /// <summary>Notifies the application of a change, and starts a check if it is time.</summary>
    private void Process(MonitoredSession session, DateTimeOffset now)
    {
        bool hasChanged, isCheckDue;
        lock (_lock)
        {
            if (session.IsForgotten)
                return;

            isCheckDue = now >= session.NextCheck;
            if (isCheckDue)
                session.NextCheck = DateTimeOffset.MaxValue;
            hasChanged = Update(session, now);
        }

        if (hasChanged)
            session.Notify(_logger);
        if (isCheckDue)
            _ = CheckInTurnAsync(session);
    }

    private async Task CheckInTurnAsync(MonitoredSession session)
    {
        try
        {
            await _slots.WaitAsync(session.Closed).ConfigureAwait(false);
            await CheckAsync(session).ConfigureAwait(false);
            _slots.Release();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The connection was closed, perhaps without disposing the session; or the application stops.
            Forget(session);
        }
    }

    /// <summary>Asks the directory, once for all callers that ask at the same time. Never throws.</summary>
    private async Task CheckAsync(MonitoredSession session)
    {
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? running;
        lock (_lock)
        {
            running = session.Checking?.Task;
            session.Checking ??= mine;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(false);
            return;
        }

        CheckAnswer answer = await _checker.CheckAsync(session).ConfigureAwait(false);
        bool hasChanged = Apply(session, answer);
        mine.SetResult();
        if (hasChanged)
            session.Notify(_logger);
    }

    private bool Apply(MonitoredSession session, in CheckAnswer answer)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            session.Checking = null;
            if (session.IsForgotten)
                return false;

            session.NextCheck = answer.IsAnswered ? _timing.NextCheck(answer.AskedAt) : _timing.Retry(now);
            bool hasNewPrincipal = false;
            if (answer.Found is { } found)
            {
                hasNewPrincipal = session.TakePrincipal(found.Principal, answer.Token);
                session.ConfirmedAt = answer.AskedAt;
                session.ExpiresAt = session.Session.IsProlongedByUse
                    ? found.ExpiresAt
                    : RevalidationTiming.Earlier(found.ExpiresAt, session.Session.ExpiresAt ?? DateTimeOffset.MaxValue);
            }
            else if (answer.IsAnswered)
            {
                session.ExpiresAt = DateTimeOffset.MinValue;
            }

            return Update(session, now) || hasNewPrincipal;
        }
    }

    private MonitoredState StateOf(MonitoredSession session, DateTimeOffset now)
    {
        lock (_lock)
            return _timing.StateOf(session, now);
    }

    /// <summary>Records the state at this moment and schedules the next one; returns whether the state has changed. Under the lock.</summary>
    private bool Update(MonitoredSession session, DateTimeOffset now)
    {
        MonitoredState state = _timing.StateOf(session, now);
        bool hasChanged = state != session.State;
        session.State = state;
        if (state == MonitoredState.Ended)
            Remove(session);
        else
            _schedule.Set(session, _timing.DueAt(session), now);
        return hasChanged;
    }

    private void Remove(MonitoredSession session)
    {
        _schedule.Remove(session);
        session.IsForgotten = true;
    }
}
