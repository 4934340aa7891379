namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>What the clients of sessions are told that a user has ended.</summary>
internal static class EndedByUser
{
    /// <param name="isOwn">Whether the user ends the session of the same request: its client knows that.</param>
    public static SessionRevokeOptions Of(bool isOwn) =>
        new() { Reason = isOwn ? SessionEndReason.LoggedOut : SessionEndReason.LoggedOutElsewhere };
}
