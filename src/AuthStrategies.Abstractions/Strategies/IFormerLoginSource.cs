namespace AuthStrategies;

/// <summary>
/// Says that a host still moves logins that another system issued (<see cref="IFormerLogins"/>). Register it as a singleton service: while it accepts
/// logins, ending all sessions of a user or of a strategy (<see cref="ISessionDirectory.RevokeAllAsync"/>, <see cref="ISessionDirectory.RevokeEverythingAsync"/>)
/// also notes the time in the store, and former logins that are not newer are not moved any more. Without such a service nothing is noted.
/// </summary>
/// <remarks>Implementations are thread-safe. Members are read when sessions are ended together, and never for a request.</remarks>
public interface IFormerLoginSource
{
    /// <summary>The name of the strategy that the logins are moved to.</summary>
    string Strategy { get; }

    /// <summary>Until when former logins are accepted, UTC. A time in the past: nothing is accepted, so nothing is noted. The notes last 400 days, because this time may move.</summary>
    DateTimeOffset AcceptedUntil { get; }
}
