using System.Globalization;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>What the client is told about the end of its session. No text says that something was stolen.</summary>
internal static class SessionEndTexts
{
    /// <summary>A sentence for the user.</summary>
    public static string SentenceOf(SessionEnd end) => end.Reason switch
    {
        SessionEndReason.LoggedOutElsewhere => "You logged out on another device.",
        SessionEndReason.ReplacedByLogin => "A new login has replaced the session.",
        SessionEndReason.SessionLimit => "You have logged in on more devices than allowed, so the session that was not used for the longest time was ended.",
        SessionEndReason.PasswordChanged => "The password or another means of login was changed. Log in again.",
        SessionEndReason.AccountLocked => "The account is locked.",
        SessionEndReason.AccountDeleted => "The account was deleted.",
        SessionEndReason.Administrator => "An administrator ended the session.",
        SessionEndReason.Safety => "The session was ended for safety. Log in again.",
        SessionEndReason.RevokedEverything => "The sessions of all users were ended. Log in again.",
        SessionEndReason.RevokedAll => "All your sessions were ended. Log in again.",
        _ => "The application ended the session.",
    };

    /// <summary>The members of a problem; each value is a text, which every serializer can write.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> MembersOf(SessionEnd end)
    {
        yield return new("endReason", end.Reason.ToString());
        yield return new("endedBy", end.EndedBy.ToString());
        if (end.Code is { } code)
            yield return new("endCode", code);
        if (end.EndedAt is { } at)
            yield return new("endedAt", at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }
}
