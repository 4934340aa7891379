using AuthStrategies.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Computes when sessions are checked and what state they are in, from one interval. Has no state itself.</summary>
/// <param name="interval">How long a good answer counts.</param>
internal sealed class RevalidationTiming(TimeSpan interval)
{
    // The golden ratio: the fractional parts of its multiples spread evenly over the interval, for any number of sessions.
    private const double Golden = 0.6180339887498949;

    // The last quarter of the interval is for retries.
    private readonly TimeSpan _checkAfter = interval * 3 / 4;

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>When a new session is checked first: spread over the interval, and before its last answer is too old.</summary>
    public DateTimeOffset FirstCheck(RequestSession session, long number, DateTimeOffset confirmedAt, DateTimeOffset now) =>
        session.SessionId is null ? DateTimeOffset.MaxValue : Earlier(now + (_checkAfter * (number * Golden % 1)), confirmedAt + _checkAfter);

    public DateTimeOffset NextCheck(DateTimeOffset askedAt) => askedAt + _checkAfter;

    public DateTimeOffset Retry(DateTimeOffset now) => now + (interval / 10);

    public MonitoredState StateOf(MonitoredSession session, DateTimeOffset now)
    {
        if (session.IsForgotten || now >= session.ExpiresAt)
            return MonitoredState.Ended;
        return session.Session.SessionId is null || now - session.ConfirmedAt < interval ? MonitoredState.Confirmed : MonitoredState.InDoubt;
    }

    /// <summary>When the session needs attention next: its end, its next check, or the moment when its last answer is too old.</summary>
    public DateTimeOffset DueAt(MonitoredSession session)
    {
        DateTimeOffset due = Earlier(session.ExpiresAt, session.NextCheck);
        if (session.State == MonitoredState.Confirmed && session.Session.SessionId is not null)
            due = Earlier(due, session.ConfirmedAt + interval);
        return due;
    }
}
