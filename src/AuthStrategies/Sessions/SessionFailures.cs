using System.Globalization;

namespace AuthStrategies.Sessions;

/// <summary>The refusals of opaque credentials. Those that anybody can provoke are made once.</summary>
internal static class SessionFailures
{
    public static AuthFailure Unknown { get; } =
        new(AuthFailureReason.UnknownSession, "There is no such session of this strategy: it never was, has been ended, or has been cleaned up after its time.");

    public static AuthFailure Reused { get; } =
        new(AuthFailureReason.Reused, "The credential had been replaced by a newer one. It is treated as stolen, and the session has been ended.");

    public static AuthFailure Refused { get; } =
        new(AuthFailureReason.Refused, "The application's IPrincipalRefresher refused. Nothing was changed.");

    public static AuthFailure Expired(SessionRecord record) =>
        new(AuthFailureReason.Expired, string.Create(CultureInfo.InvariantCulture, $"The session expired at {record.ExpiresAt:O} (absolute end {record.AbsoluteExpiresAt:O})."));

    /// <summary>The store has refused every one of our compare-and-swaps: neither yes nor no.</summary>
    public static SessionStoreException Contended() =>
        new($"The session changed {SessionLimits.Attempts} times while it was being decided about. Try again.");
}
