namespace AuthStrategies.Stores;

/// <summary>What a session keeps about its subject: in which generation it was created, and in which record that generation is.</summary>
/// <param name="Generation">The generation; none for a session of a release that knew none.</param>
/// <param name="Class">The class of the record: see <see cref="SubjectPlace"/>.</param>
internal readonly record struct SubjectTie(Generation Generation, byte Class);
