namespace AuthStrategies.Sessions;

/// <summary>The lifetime of a session without activity and in total.</summary>
internal readonly record struct SessionLifetimes(TimeSpan Idle, TimeSpan Absolute);
