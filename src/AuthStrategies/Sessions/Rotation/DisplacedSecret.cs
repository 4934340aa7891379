namespace AuthStrategies.Sessions.Rotation;

/// <summary>The secret part before the previous one, and when a rotation displaced it.</summary>
internal readonly record struct DisplacedSecret(ShortHash Hash, DateTimeOffset At);
