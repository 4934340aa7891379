using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Diagnostics;

/// <summary>Every line that the door logs, with a stable id. None takes a credential, a cookie or a claim.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(100, LogLevel.Warning, "A cookie came with an unsafe request from another origin and was not looked at. Behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication(), so that the server knows its own origin; pages of another site belong into TrustedOrigins")]
    public static partial void CrossSite(ILogger logger);

    [LoggerMessage(101, LogLevel.Warning, "A store could not answer; the request counts as not authenticated, and a challenge is answered 503")]
    public static partial void Unavailable(ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "A credential was not renewed, because the request came over plain HTTP. Behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication()")]
    public static partial void NotRenewed(ILogger logger);

    [LoggerMessage(103, LogLevel.Error, "A logout could not be carried out: the store could not answer. The client's cookie was cleared, the login lives on")]
    public static partial void NotEnded(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "An issued credential could not be handed out and was revoked")]
    public static partial void NotHandedOut(ILogger logger);

    [LoggerMessage(105, LogLevel.Debug, "A refresh was refused: {Reason}: {Detail}")]
    public static partial void RefreshRefused(ILogger logger, AuthFailureReason reason, string detail);

    [LoggerMessage(106, LogLevel.Warning, "Whether the login of an open connection is still valid could not be found out; it is asked again soon")]
    public static partial void NotConfirmed(ILogger logger, Exception exception);

    [LoggerMessage(107, LogLevel.Error, "The application failed when it was told that the login of an open connection had changed")]
    public static partial void ChangeNotTaken(ILogger logger, Exception exception);

    [LoggerMessage(108, LogLevel.Debug, "A connection of strategy {Strategy} was closed: its login has ended")]
    public static partial void ConnectionClosed(ILogger logger, string strategy);
}
