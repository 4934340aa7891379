namespace AuthStrategies.Sessions.Rotation;

/// <summary>Which row and column of the table are asked for.</summary>
internal readonly record struct RotationQuestion(PresentedSecret Presented, RotationVerb Verb, RotationTransport Transport, DateTimeOffset Now);
