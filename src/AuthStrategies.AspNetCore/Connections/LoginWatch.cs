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
internal sealed class LoginWatch : IDisposable
{
    public const int MaxChecks = 16;

    // The golden section: the fractions of its multiples fill the interval evenly, however many there are.
    private const double Golden = 0.6180339887498949;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(MaxChecks);
    private readonly ISessionDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger<LoginWatch> _logger;
    private readonly TimeSpan _interval;
    private readonly LoginSchedule _schedule;
    private long _number;

    public LoginWatch(ISessionDirectory directory, TimeProvider time, IOptions<LoginRevalidationOptions> options, ILogger<LoginWatch> logger)
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
            lock (_gate)
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
    public WatchedLogin Watch(LoginFacts facts, Action<WatchedLogin> changed, CancellationToken gone)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset confirmed = Earlier(facts.ConfirmedAt ?? now, now);
        lock (_gate)
        {
            WatchedLogin login = new(this, ++_number, facts, changed, gone)
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
    public LoginState StateOf(WatchedLogin login) => StateOf(login, _time.GetUtcNow());

    /// <summary>What is true of a login at this moment, asking if need be.</summary>
    public async ValueTask<LoginState> ConfirmAsync(WatchedLogin login)
    {
        DateTimeOffset now = _time.GetUtcNow();
        LoginState state = StateOf(login, now);
        if (state == LoginState.Confirmed)
            return state;

        if (state == LoginState.InDoubt)
        {
            await CheckAsync(login).ConfigureAwait(false);
            now = _time.GetUtcNow();
        }

        Attend(login, now);
        return StateOf(login, now);
    }

    public void Forget(WatchedLogin login)
    {
        lock (_gate)
        {
            _schedule.Remove(login);
            login.IsForgotten = true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _schedule.Dispose();

        _turns.Dispose();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private void Wake()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
            _schedule.BeginTaking();
        while (TakeDue(now) is { } login)
            Attend(login, now);
    }

    private WatchedLogin? TakeDue(DateTimeOffset now)
    {
        lock (_gate)
            return _schedule.TakeDue(now);
    }

    /// <summary>Says what has changed, and asks if it is time to.</summary>
    private void Attend(WatchedLogin login, DateTimeOffset now)
    {
        bool isNews, asks;
        lock (_gate)
        {
            if (login.IsForgotten)
                return;

            asks = now >= login.NextCheck;
            if (asks)
                login.NextCheck = DateTimeOffset.MaxValue;
            isNews = Note(login, now);
        }

        if (isNews)
            Tell(login);
        if (asks)
            _ = CheckInTurnAsync(login);
    }

    private async Task CheckInTurnAsync(WatchedLogin login)
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
    private async Task CheckAsync(WatchedLogin login)
    {
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? running;
        lock (_gate)
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
                DoorLog.NotConfirmed(_logger, exception);
        }

        bool isNews = Settle(login, found, isAnswered, asked);
        mine.SetResult();
        if (isNews)
            Tell(login);
    }

    private bool Settle(WatchedLogin login, SessionInfo? found, bool isAnswered, DateTimeOffset asked)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
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

    private void Tell(WatchedLogin login)
    {
        try
        {
            login.Changed(login);
        }
#pragma warning disable CA1031 // What the application does when its user changes must not keep the watch from the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DoorLog.ChangeNotTaken(_logger, exception);
        }
    }

    private LoginState StateOf(WatchedLogin login, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (login.IsForgotten || now >= login.ExpiresAt)
                return LoginState.Ended;
            return login.Facts.SessionId is null || now - login.ConfirmedAt < _interval ? LoginState.Confirmed : LoginState.InDoubt;
        }
    }

    /// <summary>Takes down what is true at this moment and when to look again; says whether it is news. Under the lock.</summary>
    private bool Note(WatchedLogin login, DateTimeOffset now)
    {
        LoginState state = StateOf(login, now);
        bool isNews = state != login.State;
        login.State = state;
        if (state == LoginState.Ended)
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

    private void Schedule(WatchedLogin login, DateTimeOffset now)
    {
        DateTimeOffset due = Earlier(login.ExpiresAt, login.NextCheck);
        // The moment when the last good answer is too old.
        if (login.State == LoginState.Confirmed && login.Facts.SessionId is not null)
            due = Earlier(due, login.ConfirmedAt + _interval);
        _schedule.Set(login, due, now);
    }
}
