using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Asks the session directory about the sessions of open connections. Thread-safe.</summary>
internal sealed class SessionChecker(ISessionDirectory directory, TimeProvider time, ILogger logger, PrincipalChecks? checks = null)
{
    /// <summary>Asks once and counts as activity of the session. Never throws.</summary>
    public async Task<CheckAnswer> CheckAsync(MonitoredSession session)
    {
        // Taken before the call, so that the answer never counts as newer than it is.
        DateTimeOffset askedAt = time.GetUtcNow();
        try
        {
            SessionInfo? found = await directory.TouchAsync(session.Session.SessionId!.Value, session.Closed).ConfigureAwait(false);
            if (found is not null && checks is not null && session.User is { } user && !await checks.AcceptsConnectionAsync(session.Session, user, session.Closed).ConfigureAwait(false))
                found = null;

            return new(askedAt, IsAnswered: true, found);
        }
#pragma warning disable CA1031 // Every exception means that the session could not be checked, and checks must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!session.Closed.IsCancellationRequested)
                HttpLog.NotConfirmed(logger, exception);
            return new(askedAt, IsAnswered: false, Found: null);
        }
    }
}
