namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The result of one check.</summary>
/// <param name="AskedAt">When the check started.</param>
/// <param name="IsAnswered">Whether the directory answered.</param>
/// <param name="Found">The live session; <see langword="null"/> when it has ended or the directory did not answer.</param>
internal readonly record struct CheckAnswer(DateTimeOffset AskedAt, bool IsAnswered, SessionInfo? Found);
