namespace AuthStrategies.Sessions;

/// <summary>Which strategy a session belongs to: the first fields of its payload.</summary>
internal readonly record struct SessionOwner(SessionKind Kind, string Strategy, string? Issuer, string? Audience);
