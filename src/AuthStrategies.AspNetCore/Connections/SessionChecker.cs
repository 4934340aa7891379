using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Asks the session directory about the sessions of open connections. Thread-safe.</summary>
internal sealed class SessionChecker(ISessionDirectory directory, TimeProvider time, ILogger logger, UnavailableLog unavailable, PrincipalChecks? checks = null)
{
    /// <summary>Asks once, and counts as activity of the session unless its connection does not. Never throws.</summary>
    public async Task<CheckAnswer> CheckAsync(MonitoredSession session)
    {
        // Taken before the call, so that the answer never counts as newer than it is.
        DateTimeOffset askedAt = time.GetUtcNow();
        try
        {
            SessionId id = session.Session.SessionId!.Value;
            SessionInfo? found = session.Session.IsActivity
                ? await directory.TouchAsync(id, session.Closed).ConfigureAwait(false)
                : await directory.FindAsync(id, session.Closed).ConfigureAwait(false);
            if (found is null || checks is null || session.User is not { } user)
                return new(askedAt, IsAnswered: true, found);

            ConnectionCheck check = await checks.CheckConnectionAsync(session.Session, found, user, session.Closed).ConfigureAwait(false);
            if (!check.IsAccepted)
                found = null;
            else if (check.IsStored)
                found = await directory.FindAsync(id, session.Closed).ConfigureAwait(false);
            return new(askedAt, IsAnswered: true, found, check.Token);
        }
#pragma warning disable CA1031 // Every exception means that the session could not be checked, and checks must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is AuthUnavailableException)
                unavailable.Connection(exception);
            else if (!session.Closed.IsCancellationRequested)
                HttpLog.NotConfirmed(logger, exception);
            return new(askedAt, IsAnswered: false, Found: null);
        }
    }
}
