using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>The result of one check.</summary>
/// <param name="AskedAt">When the check started.</param>
/// <param name="IsAnswered">Whether the directory answered.</param>
/// <param name="Found">The live session; <see langword="null"/> when it has ended or the directory did not answer.</param>
/// <param name="Token">The principal that the application's check gives to the token of the connection, if it was asked about one.</param>
internal readonly record struct CheckAnswer(DateTimeOffset AskedAt, bool IsAnswered, SessionInfo? Found, ClaimsPrincipal? Token = null);
