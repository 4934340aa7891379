using System.Globalization;
using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Sessions;

/// <summary>The failures of opaque credentials. Failures that any client can cause are created once.</summary>
internal static class SessionFailures
{
    public static AuthFailure Unknown { get; } =
        new(AuthFailureReason.UnknownSession, "There is no such session of this strategy: it never existed, was ended, or expired and was removed.");

    public static AuthFailure Reused { get; } =
        new(AuthFailureReason.Reused, "The credential had been replaced by a newer one and was used again. The session has been ended, because a copy of the credential may be in other hands.");

    /// <summary>All sessions of the strategy were ended. The generation says it, so no reason is stored for each session.</summary>
    public static SessionEnd Everything { get; } = new() { Reason = SessionEndReason.RevokedEverything, EndedBy = SessionEndedBy.RevokeEverything };

    /// <summary>
    /// All sessions of the subject were ended, and a store that may lose its list had not listed this one. What the call said was not kept for it.
    /// </summary>
    public static SessionEnd All { get; } = new() { Reason = SessionEndReason.RevokedAll, EndedBy = SessionEndedBy.Unknown };

    private static AuthFailure EverythingRevoked { get; } = Ended(Unknown, Everything);

    private static AuthFailure AllRevoked { get; } = Ended(Unknown, All);

    public static AuthFailure Refused { get; } =
        new(AuthFailureReason.Refused, "The application's IPrincipalRefresher refused the refresh. Nothing was changed.");

    /// <summary>The same failure for the client whose session it was.</summary>
    public static AuthFailure Ended(AuthFailure failure, SessionEnd? end) => end is null
        ? failure
        : new(failure.Reason, string.Create(CultureInfo.InvariantCulture, $"The session was ended{(end.EndedAt is { } at ? $" at {at:O}" : "")}: {end.Reason}, by {end.EndedBy}{(end.Code is { } code ? $", {code}" : "")}.")) { SessionEnd = end };

    /// <summary>The session is of another generation. Only a client whose secret the session knows is told.</summary>
    public static AuthFailure OtherGeneration(in SessionCheck check) => check.Presented == PresentedSecret.Other ? Unknown : EverythingRevoked;

    /// <summary>The session is of another generation of its subject. One whose generation cannot be read has not ended.</summary>
    public static AuthFailure OtherSubjectGeneration(in SessionCheck check) =>
        check.Presented != PresentedSecret.Other && SubjectGenerationExtension.TryFind(check.Session, out _) ? AllRevoked : Unknown;

    /// <summary>The session was ended because of a replaced token. Only a client whose secret the session knows is told.</summary>
    public static AuthFailure ReusedBy(in SessionCheck check, DateTimeOffset now) => check.Presented == PresentedSecret.Other
        ? Reused
        : new(AuthFailureReason.Reused, Reused.Detail) { SessionEnd = new() { Reason = SessionEndReason.Safety, EndedBy = SessionEndedBy.SuspectedTheft, EndedAt = now } };

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
