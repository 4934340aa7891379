using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// Monitors the session of every hub connection, closes the connection when the session ends or its claims change, and refuses invocations while
/// the session cannot be confirmed. A thread-safe singleton.
/// </summary>
internal sealed class HubSessionFilter(SessionMonitor monitor, ILogger<HubSessionFilter> logger) : IHubFilter
{
    private const string Unavailable = "Authentication is temporarily unavailable. Try again later; your session has not been ended.";
    private const string Ended = "The session has ended.";
    private const string Changed = "The claims of the user have changed. Connect again.";

    private static readonly object Key = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        HubCallerContext connection = context.Context;
        if (IsCircuit(context.Hub) || RequestSession.Find(connection.User, connection.GetHttpContext()) is not { } session)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

#pragma warning disable CA2000 // Disposed when the connection ends.
        MonitoredSession monitored = monitor.Watch(session, changed => Close(changed, connection), connection.ConnectionAborted, connection.User);
#pragma warning restore CA2000
        connection.Items[Key] = monitored;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch
        {
            // For a connection that is refused here, OnDisconnectedAsync is not called.
            monitored.Dispose();
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
        if (Find(invocationContext.Context) is not { } session)
            return await next(invocationContext).ConfigureAwait(false);

        MonitoredState state = await session.ConfirmAsync().ConfigureAwait(false);
        if (state != MonitoredState.Confirmed)
            throw new HubException(state == MonitoredState.InDoubt ? Unavailable : Ended);
        // The user of a hub connection never changes, so a policy would still be decided with the claims of before.
        if (session.NewPrincipal is not null)
            throw new HubException(Changed);

        return await next(invocationContext).ConfigureAwait(false);
    }

    private static MonitoredSession? Find(HubCallerContext connection) => connection.Items.TryGetValue(Key, out object? session) ? (MonitoredSession?)session : null;

    // A circuit outlives its connections and has its own user.
    private static bool IsCircuit(Hub hub) => hub.GetType().Assembly == typeof(CircuitOptions).Assembly;

    private void Close(MonitoredSession session, HubCallerContext connection)
    {
        if (session.State == MonitoredState.Ended)
        {
            HttpLog.ConnectionClosed(logger, session.Session.Strategy);
            connection.Abort();
        }
        else if (session.NewPrincipal is not null)
        {
            HttpLog.ConnectionChanged(logger, session.Session.Strategy);
            Reopen(connection);
        }
    }

    /// <summary>Closes a connection so that a client that reconnects by itself does so: the session goes on. An abort forbids it.</summary>
    private static void Reopen(HubCallerContext connection)
    {
        if (connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            lifetime.RequestClose();
        else
            connection.Abort();
    }
}
