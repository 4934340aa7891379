using System.Globalization;

namespace AuthStrategies.Sessions;

/// <summary>The failures of opaque credentials. Failures that any client can cause are created once.</summary>
internal static class SessionFailures
{
    public static AuthFailure Unknown { get; } =
        new(AuthFailureReason.UnknownSession, "There is no such session of this strategy: it never existed, was ended, or expired and was removed.");

    public static AuthFailure Reused { get; } =
        new(AuthFailureReason.Reused, "The credential had been replaced by a newer one and was used again. The session has been ended, because a copy of the credential may be in other hands.");

    public static AuthFailure Refused { get; } =
        new(AuthFailureReason.Refused, "The application's IPrincipalRefresher refused the refresh. Nothing was changed.");

    public static AuthFailure Expired(SessionRecord record, SessionPayload session) =>
        new(AuthFailureReason.Expired, string.Create(CultureInfo.InvariantCulture, $"The session expired at {EndExtension.EndOf(record, session):O} (absolute end {record.AbsoluteExpiresAt:O})."));

    public static AuthFailure Ahead(SessionPayload session) =>
        new(AuthFailureReason.NotYetValid, string.Create(CultureInfo.InvariantCulture, $"The session was created at {session.CreatedAt:O} and last used at {session.LastSeenAt:O}. One of them is more than {SessionLimits.MaxClockDifference.TotalMinutes:0} minutes in the future, so the clock of a server is wrong."));

    /// <summary>The store refused all attempts to write, so the result is unknown.</summary>
    public static SessionStoreException Contended() =>
        new($"The session changed {SessionLimits.Attempts} times during the call. Try again.");

    /// <summary>Stored items that are not those that were written. They are never read as empty: a caller could write the empty ones back.</summary>
    public static SessionStoreException UnreadableItems() =>
        new("The items of the session cannot be decrypted: the stored record was damaged, or belongs to another session. Remove them with ISessionDirectory.ClearItemsAsync, or log in again.");
}
