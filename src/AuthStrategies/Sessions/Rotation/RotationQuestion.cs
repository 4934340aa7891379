namespace AuthStrategies.Sessions.Rotation;

/// <summary>The row and the column of the table.</summary>
internal readonly record struct RotationQuestion(PresentedSecret Presented, RotationVerb Verb, RotationTransport Transport, DateTimeOffset Now);
