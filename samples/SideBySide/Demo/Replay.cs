namespace SideBySide.Demo;

/// <summary>What the second client is to do with a credential that it should not have.</summary>
/// <param name="Action"><c>call</c>: the protected endpoint; <c>refresh</c>: the exchange for another.</param>
/// <param name="Cookie">The value of the session's cookie, or nothing.</param>
/// <param name="Bearer">The access token, or nothing.</param>
/// <param name="RefreshToken">The refresh token, or nothing.</param>
/// <param name="Proof">A DPoP proof, or nothing.</param>
internal sealed record Replay(string Action, string? Cookie, string? Bearer, string? RefreshToken, string? Proof);
