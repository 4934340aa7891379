using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// Re-checks the logins of all open connections by their names, with one timer. Each is asked about in good time before the
/// interval is over, so that a store that fails for a moment is asked again before anybody notices. A thread-safe singleton.
/// </summary>
/// <remarks>
/// The first checks are spread evenly over the interval, whenever the connections were opened, and so are all that follow;
/// at most <see cref="MaxChecks"/> run at a time. An end that is known comes without any store, and while one is asked.
/// </remarks>
internal sealed class SessionMonitor : IDisposable
{
    public const int MaxChecks = 16;

    // The golden section: the fractions of its multiples fill the interval evenly, however many there are.
    private const double Golden = 0.6180339887498949;

    private readonly Lock _breaker = new();
    private readonly SemaphoreSlim _turns = new(MaxChecks);
    private readonly ISessionDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionMonitor> _logger;
    private readonly TimeSpan _interval;
    private readonly RevalidationSchedule _schedule;
    private long _number;

    public SessionMonitor(ISessionDirectory directory, TimeProvider time, IOptions<SessionRevalidationOptions> options, ILogger<SessionMonitor> logger)
    {
        (_directory, _time, _logger) = (directory, time, logger);
        _interval = options.Value.RevalidationInterval;
        _schedule = new(time, _interval, Wake);
    }

    /// <summary>How many connections are watched.</summary>
    public int Count
    {
        get
        {
            lock (_breaker)
                return _schedule.Count;
        }
    }

    // The rest of the interval is for asking again.
    private TimeSpan CheckAfter => _interval * 3 / 4;

    private TimeSpan RetryAfter => _interval / 10;

    /// <summary>Watches the login of a connection until it ends or the answer is disposed.</summary>
    /// <param name="facts">The login.</param>
    /// <param name="changed">Told of every change, on any thread.</param>
    /// <param name="gone">The connection's end.</param>
    public MonitoredSession Watch(RequestSession facts, Action<MonitoredSession> changed, CancellationToken gone)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset confirmed = Earlier(facts.ConfirmedAt ?? now, now);
        lock (_breaker)
        {
            MonitoredSession login = new(this, ++_number, facts, changed, gone)
            {
                ConfirmedAt = confirmed,
                ExpiresAt = facts.ExpiresAt ?? DateTimeOffset.MaxValue,
                NextCheck = facts.SessionId is null ? DateTimeOffset.MaxValue : Earlier(now + (CheckAfter * (_number * Golden % 1)), confirmed + CheckAfter),
            };
            Schedule(login, now);
            return login;
        }
    }

    /// <summary>What is known of a login at this moment.</summary>
    public MonitoredState StateOf(MonitoredSession login) => StateOf(login, _time.GetUtcNow());

    /// <summary>What is true of a login at this moment, asking if need be.</summary>
    public async ValueTask<MonitoredState> ConfirmAsync(MonitoredSession login)
    {
        DateTimeOffset now = _time.GetUtcNow();
        MonitoredState state = StateOf(login, now);
        if (state == MonitoredState.Confirmed)
            return state;

        if (state == MonitoredState.InDoubt)
        {
            await CheckAsync(login).ConfigureAwait(false);
            now = _time.GetUtcNow();
        }

        Complete(login, now);
        return StateOf(login, now);
    }

    public void Forget(MonitoredSession login)
    {
        lock (_breaker)
        {
            _schedule.Remove(login);
            login.IsForgotten = true;
        }
    }

    public void Dispose()
    {
        lock (_breaker)
            _schedule.Dispose();

        _turns.Dispose();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private void Wake()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_breaker)
            _schedule.BeginTaking();
        while (TakeDue(now) is { } login)
            Complete(login, now);
    }

    private MonitoredSession? TakeDue(DateTimeOffset now)
    {
        lock (_breaker)
            return _schedule.TakeDue(now);
    }

    /// <summary>Says what has changed, and asks if it is time to.</summary>
    private void Complete(MonitoredSession login, DateTimeOffset now)
    {
        bool isNews, asks;
        lock (_breaker)
        {
            if (login.IsForgotten)
                return;

            asks = now >= login.NextCheck;
            if (asks)
                login.NextCheck = DateTimeOffset.MaxValue;
            isNews = Note(login, now);
        }

        if (isNews)
            OutcomeText(login);
        if (asks)
            _ = CheckInTurnAsync(login);
    }

    private async Task CheckInTurnAsync(MonitoredSession login)
    {
        try
        {
            await _turns.WaitAsync(login.Gone).ConfigureAwait(false);
            await CheckAsync(login).ConfigureAwait(false);
            _turns.Release();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The connection went away, perhaps without a word to whoever had its login watched; or the application stops.
            Forget(login);
        }
    }

    /// <summary>Asks the directory, once for all who want to know at the same time. Never throws.</summary>
    private async Task CheckAsync(MonitoredSession login)
    {
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? running;
        lock (_breaker)
        {
            running = login.Checking?.Task;
            login.Checking ??= mine;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(false);
            return;
        }

        // From before the question, so that the answer is never taken for newer than it is.
        DateTimeOffset asked = _time.GetUtcNow();
        bool isAnswered = false;
        SessionInfo? found = null;
        try
        {
            found = await _directory.TouchAsync(login.Facts.SessionId!.Value, login.Gone).ConfigureAwait(false);
            isAnswered = true;
        }
#pragma warning disable CA1031 // Whatever went wrong, nobody can tell: that is neither yes nor no, and the watch must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!login.Gone.IsCancellationRequested)
                HttpLog.NotConfirmed(_logger, exception);
        }

        bool isNews = Resolve(login, found, isAnswered, asked);
        mine.SetResult();
        if (isNews)
            OutcomeText(login);
    }

    private bool Resolve(MonitoredSession login, SessionInfo? found, bool isAnswered, DateTimeOffset asked)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_breaker)
        {
            login.Checking = null;
            if (login.IsForgotten)
                return false;

            login.NextCheck = isAnswered ? asked + CheckAfter : now + RetryAfter;
            if (found is not null)
            {
                login.ConfirmedAt = asked;
                login.ExpiresAt = login.Facts.IsProlongedByUse ? found.ExpiresAt : Earlier(found.ExpiresAt, login.Facts.ExpiresAt ?? DateTimeOffset.MaxValue);
            }
            else if (isAnswered)
            {
                login.ExpiresAt = DateTimeOffset.MinValue;
            }

            return Note(login, now);
        }
    }

    private void OutcomeText(MonitoredSession login)
    {
        try
        {
            login.Changed(login);
        }
#pragma warning disable CA1031 // What the application does when its user changes must not keep the watch from the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HttpLog.NotificationFailed(_logger, exception);
        }
    }

    private MonitoredState StateOf(MonitoredSession login, DateTimeOffset now)
    {
        lock (_breaker)
        {
            if (login.IsForgotten || now >= login.ExpiresAt)
                return MonitoredState.Ended;
            return login.Facts.SessionId is null || now - login.ConfirmedAt < _interval ? MonitoredState.Confirmed : MonitoredState.InDoubt;
        }
    }

    /// <summary>Takes down what is true at this moment and when to look again; says whether it is news. Under the lock.</summary>
    private bool Note(MonitoredSession login, DateTimeOffset now)
    {
        MonitoredState state = StateOf(login, now);
        bool isNews = state != login.State;
        login.State = state;
        if (state == MonitoredState.Ended)
        {
            _schedule.Remove(login);
            login.IsForgotten = true;
        }
        else
        {
            Schedule(login, now);
        }

        return isNews;
    }

    private void Schedule(MonitoredSession login, DateTimeOffset now)
    {
        DateTimeOffset due = Earlier(login.ExpiresAt, login.NextCheck);
        // The moment when the last good answer is too old.
        if (login.State == MonitoredState.Confirmed && login.Facts.SessionId is not null)
            due = Earlier(due, login.ConfirmedAt + _interval);
        _schedule.Set(login, due, now);
    }
}
