namespace AuthStrategies.Load;

/// <summary>The books of one store at the end.</summary>
/// <param name="SessionTable">Its name.</param>
/// <param name="Length">How long it was under load.</param>
/// <param name="Logins">Logins made.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="Refreshes">Refreshes answered.</param>
/// <param name="Logouts">Logouts acknowledged.</param>
/// <param name="Unanswered">Calls that ended in "cannot tell".</param>
/// <param name="Faults">Failures of the store made on purpose.</param>
/// <param name="Hurts">How often the store as a whole was hurt.</param>
/// <param name="Forgotten">Live sessions that the store has forgotten, where it may.</param>
/// <param name="Missed">Sessions that "log out everywhere" missed because their list was forgotten, and that were ended one by one.</param>
/// <param name="Live">Sessions that should live.</param>
/// <param name="LongestDelay">The longest that a revoked credential was accepted elsewhere.</param>
/// <param name="Wrongs">Everything that must not be.</param>
internal sealed record Balance(
    string SessionTable, TimeSpan Length, int Logins, int Requests, int Refreshes, int Logouts, int Unanswered, int Faults, int Hurts, int Forgotten, int Missed, int Live, TimeSpan LongestDelay, IReadOnlyList<string> Wrongs)
{
    public bool IsEven => Wrongs.Count == 0 && Logins > 0 && Logouts > 0;
}
