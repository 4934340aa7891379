using System.Globalization;

namespace AuthStrategies;

/// <summary>
/// How a session ended, for the client whose session it was: see <see cref="AuthFailure.SessionEnd"/>. Immutable; contains no secret and
/// no data about the user.
/// </summary>
public sealed class SessionEnd
{
    /// <summary>Why it ended. Not <see cref="SessionEndReason.Unknown"/>.</summary>
    public required SessionEndReason Reason { get; init; }

    /// <summary>By whom or by what it was ended.</summary>
    public SessionEndedBy EndedBy { get; init; }

    /// <summary>The application's own code for the reason (<see cref="SessionRevokeOptions.Code"/>), or <see langword="null"/> if it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>When it ended. UTC. <see langword="null"/> if that is not known: the sessions of all users were ended together.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Reason, by whom, code and time; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"SessionEnd {{ Reason = {Reason}, EndedBy = {EndedBy}, Code = {Code ?? "none"}, EndedAt = {EndedAt:O} }}");
}
