using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// The user of one Blazor circuit as the host gave it, or with the claims that the session has got since, while the session is
/// confirmed; otherwise an anonymous user. Scoped to the circuit. Thread-safe.
/// </summary>
internal sealed class CircuitSessionProvider(SessionMonitor monitor, ILogger<CircuitSessionProvider> logger, IClaimsTransformation? transformation = null) : AuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider, IDisposable
{
    private static readonly Task<AuthenticationState> Anonymous = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private Task<AuthenticationState>? _given;
    private Task<AuthenticationState>? _current;
    private MonitoredSession? _session;
    private ClaimsPrincipal? _changedTo;
    private Task<AuthenticationState>? _changed;
    private bool _isDisposed;

    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        _current ?? throw new InvalidOperationException("The host has not set the authentication state yet. Use it within a circuit or a request, not in another service scope.");

    public void SetAuthenticationState(Task<AuthenticationState> authenticationStateTask)
    {
        ArgumentNullException.ThrowIfNull(authenticationStateTask);
        lock (_lock)
        {
            _session?.Dispose();
            (_session, _changedTo) = (null, null);
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

            current = session.State == MonitoredState.Confirmed ? Confirmed(session) : Anonymous;
            if (current == _current)
                return;
            _current = current;
        }

        NotifyAuthenticationStateChanged(current);
    }

    /// <summary>The user while the session is confirmed. Under the lock.</summary>
    private Task<AuthenticationState> Confirmed(MonitoredSession session)
    {
        if (session.NewPrincipal is not { } principal)
            return _given!;

        if (principal != _changedTo)
            (_changedTo, _changed) = (principal, ShowAsync(session.Session, PrincipalQuestion.Copy(principal)));
        return _changed!;
    }

    /// <summary>A changed user as the application sees it: with what its claims transformation adds, as in a request.</summary>
    private Task<AuthenticationState> ShowAsync(RequestSession session, ClaimsPrincipal user)
    {
        session.AttachTo(user);
        // Outside the lock, because the code of the application runs there.
        return transformation is null or NoopClaimsTransformation ? Task.FromResult(new AuthenticationState(user)) : Task.Run(() => TransformAsync(user));
    }

    private async Task<AuthenticationState> TransformAsync(ClaimsPrincipal user)
    {
        try
        {
            return new(await transformation!.TransformAsync(user).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Without the application's claims it is not known what the user may do.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HttpLog.NotificationFailed(logger, exception);
            return await Anonymous.ConfigureAwait(false);
        }
    }
}
