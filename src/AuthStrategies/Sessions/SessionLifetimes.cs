namespace AuthStrategies.Sessions;

/// <summary>How long a session lives without activity, and in total.</summary>
internal readonly record struct SessionLifetimes(TimeSpan Idle, TimeSpan Absolute);
