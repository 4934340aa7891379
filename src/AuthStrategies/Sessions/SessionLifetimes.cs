namespace AuthStrategies.Sessions;

/// <summary>How long a session lives without activity, and at all.</summary>
internal readonly record struct SessionLifetimes(TimeSpan Idle, TimeSpan Absolute);
