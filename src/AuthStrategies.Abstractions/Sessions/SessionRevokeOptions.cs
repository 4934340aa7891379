namespace AuthStrategies;

/// <summary>
/// What <see cref="ISessionDirectory"/> tells the clients whose sessions it ends: the reason, for 24 hours. Not thread-safe; the directory
/// does not keep the object.
/// </summary>
/// <example>
/// <code>await directory.RevokeAllAsync(user, options: new() { Reason = SessionEndReason.PasswordChanged });</code>
/// </example>
public sealed class SessionRevokeOptions
{
    /// <summary>The maximum length of <see cref="Code"/>: 64 characters.</summary>
    public const int MaxCodeLength = 64;

    /// <summary>
    /// Why the sessions end. Default: <see cref="SessionEndReason.Application"/>. <see cref="SessionEndReason.Unknown"/> and
    /// <see cref="SessionEndReason.LoggedOut"/> keep no reason: the client then gets the same answer as for a session that never existed.
    /// </summary>
    public SessionEndReason Reason { get; set; } = SessionEndReason.Application;

    /// <summary>
    /// By whom the sessions are ended. Default: <see langword="null"/>, which means by the one that <see cref="Reason"/> names, and for a changed
    /// password, a locked or a deleted account by the application.
    /// </summary>
    public SessionEndedBy? EndedBy { get; set; }

    /// <summary>
    /// The application's own code for the reason, for example <c>device-lost</c>, beside any <see cref="Reason"/>. The client receives it
    /// unchanged. Default: none. 1 to <see cref="MaxCodeLength"/> of the characters A to Z, a to z, 0 to 9, <c>.</c>, <c>_</c> and <c>-</c>.
    /// </summary>
    public string? Code { get; set; }
}
