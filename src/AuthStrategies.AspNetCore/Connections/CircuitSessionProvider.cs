using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// The user of one Blazor circuit as the host gave it, while the session is confirmed; otherwise an anonymous user. Scoped
/// to the circuit. Thread-safe.
/// </summary>
internal sealed class CircuitSessionProvider(SessionMonitor monitor) : AuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider, IDisposable
{
    private static readonly Task<AuthenticationState> Anonymous = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private Task<AuthenticationState>? _given;
    private Task<AuthenticationState>? _current;
    private MonitoredSession? _session;
    private bool _isDisposed;

    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        _current ?? throw new InvalidOperationException("The host has not set the authentication state yet. Use it within a circuit or a request, not in another service scope.");

    public void SetAuthenticationState(Task<AuthenticationState> authenticationStateTask)
    {
        ArgumentNullException.ThrowIfNull(authenticationStateTask);
        lock (_lock)
        {
            _session?.Dispose();
            _session = null;
            _current = _given = authenticationStateTask;
        }

        NotifyAuthenticationStateChanged(authenticationStateTask);
        if (authenticationStateTask.IsCompletedSuccessfully)
            Begin(authenticationStateTask, authenticationStateTask.Result.User);
        else
            _ = BeginLaterAsync(authenticationStateTask);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
            _session?.Dispose();
        }

        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task BeginLaterAsync(Task<AuthenticationState> given)
    {
        // The callers that await the task see its exception; there is no user to monitor then.
        await ((Task)given).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (given.IsCompletedSuccessfully)
            Begin(given, (await given.ConfigureAwait(false)).User);
    }

    private void Begin(Task<AuthenticationState> given, ClaimsPrincipal user)
    {
        if (RequestSession.Find(user) is not { } session)
            return;

        lock (_lock)
        {
            if (_isDisposed || _given != given)
                return;

            _session = monitor.Watch(session, Change, _closed.Token, user);
            if (monitor.StateOf(_session) == MonitoredState.Confirmed)
                return;

            // The connection was opened long ago: anonymous until the session has been checked.
            _current = Anonymous;
        }

        NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
    }

    private void Change(MonitoredSession session)
    {
        Task<AuthenticationState>? current;
        lock (_lock)
        {
            if (_isDisposed || session != _session)
                return;

            current = session.State == MonitoredState.Confirmed ? _given! : Anonymous;
            if (current == _current)
                return;
            _current = current;
        }

        NotifyAuthenticationStateChanged(current);
    }
}
