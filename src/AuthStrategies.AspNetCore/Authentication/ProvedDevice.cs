namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>A feature of a request whose bound cookie was found to be that of a session. Requests of other sessions have none, so they cost nothing.</summary>
/// <param name="Session">The session.</param>
internal sealed record ProvedDevice(SessionId Session);
