namespace AuthStrategies.Stores;

/// <summary>The generations that a new session gets, read before it is created: what ends in between ends it too.</summary>
/// <param name="OfStrategy">The generation of its strategy.</param>
/// <param name="OfSubject">The generation of its subject; none in a store that never loses data.</param>
internal readonly record struct LoginGenerations(Generation OfStrategy, SubjectTie OfSubject);
