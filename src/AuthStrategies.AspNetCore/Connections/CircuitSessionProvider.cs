using AuthStrategies.AspNetCore.Authentication;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// The user of one Blazor circuit, as the host gave it, for as long as its login is confirmed; nobody otherwise. Scoped to
/// the circuit. Thread-safe.
/// </summary>
internal sealed class CircuitSessionProvider(SessionMonitor watch) : AuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider, IDisposable
{
    private static readonly Task<AuthenticationState> Nobody = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));

    private readonly Lock _breaker = new();
    private readonly CancellationTokenSource _gone = new();
    private Task<AuthenticationState>? _given;
    private Task<AuthenticationState>? _current;
    private MonitoredSession? _login;
    private bool _isGone;

    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        _current ?? throw new InvalidOperationException("The user is not known before the host has set the authentication state. Ask within a circuit or a request, not in a scope of your own.");

    public void SetAuthenticationState(Task<AuthenticationState> authenticationStateTask)
    {
        ArgumentNullException.ThrowIfNull(authenticationStateTask);
        lock (_breaker)
        {
            _login?.Dispose();
            _login = null;
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
        lock (_breaker)
        {
            if (_isGone)
                return;

            _isGone = true;
            _login?.Dispose();
        }

        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task BeginLaterAsync(Task<AuthenticationState> given)
    {
        // What went wrong with it is for those to see who await it; there is no user to watch then.
        await ((Task)given).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (given.IsCompletedSuccessfully)
            Begin(given, (await given.ConfigureAwait(false)).User);
    }

    private void Begin(Task<AuthenticationState> given, ClaimsPrincipal user)
    {
        if (RequestSession.Find(user) is not { } facts)
            return;

        lock (_breaker)
        {
            if (_isGone || _given != given)
                return;

            _login = watch.Watch(facts, Change, _gone.Token);
            if (watch.StateOf(_login) == MonitoredState.Confirmed)
                return;

            // The connection was opened long ago: nobody until the login has been asked about.
            _current = Nobody;
        }

        NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
    }

    private void Change(MonitoredSession login)
    {
        Task<AuthenticationState>? current;
        lock (_breaker)
        {
            if (_isGone || login != _login)
                return;

            current = login.State == MonitoredState.Confirmed ? _given! : Nobody;
            if (current == _current)
                return;
            _current = current;
        }

        NotifyAuthenticationStateChanged(current);
    }
}
