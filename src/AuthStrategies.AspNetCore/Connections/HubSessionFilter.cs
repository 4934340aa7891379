using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// Has the login of every hub connection watched, closes the connection when it ends, and lets nothing be invoked as long as
/// nobody can tell. A thread-safe singleton.
/// </summary>
internal sealed class HubSessionFilter(SessionMonitor watch, ILogger<HubSessionFilter> logger) : IHubFilter
{
    private const string Unavailable = "Authentication is not available at the moment. Try again later; nobody has been logged out.";
    private const string Ended = "The login has ended.";

    private static readonly object Key = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        HubCallerContext connection = context.Context;
        if (IsCircuit(context.Hub) || RequestSession.Find(connection.User, connection.GetHttpContext()) is not { } facts)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

#pragma warning disable CA2000 // Disposed when the connection ends.
        MonitoredSession login = watch.Watch(facts, login => Close(login, connection), connection.ConnectionAborted);
#pragma warning restore CA2000
        connection.Items[Key] = login;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch
        {
            // A connection that is refused here is never told that it ended.
            login.Dispose();
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        Find(context.Context)?.Dispose();
        return next(context, exception);
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        ArgumentNullException.ThrowIfNull(invocationContext);
        ArgumentNullException.ThrowIfNull(next);
        MonitoredState state = Find(invocationContext.Context) is { } login ? await login.ConfirmAsync().ConfigureAwait(false) : MonitoredState.Confirmed;
        if (state != MonitoredState.Confirmed)
            throw new HubException(state == MonitoredState.InDoubt ? Unavailable : Ended);

        return await next(invocationContext).ConfigureAwait(false);
    }

    private static MonitoredSession? Find(HubCallerContext connection) => connection.Items.TryGetValue(Key, out object? login) ? (MonitoredSession?)login : null;

    // A circuit outlives its connections, and has a user of its own.
    private static bool IsCircuit(Hub hub) => hub.GetType().Assembly == typeof(CircuitOptions).Assembly;

    private void Close(MonitoredSession login, HubCallerContext connection)
    {
        if (login.State != MonitoredState.Ended)
            return;

        HttpLog.ConnectionClosed(logger, login.Facts.Strategy);
        connection.Abort();
    }
}
