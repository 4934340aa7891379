namespace AuthStrategies;

/// <summary>
/// A session was ended, or several with one call. There is no event for a session that expires: nothing happens at that time. Name:
/// <c>session_ended</c>.
/// </summary>
/// <remarks>
/// <see cref="ISessionDirectory.RevokeAllAsync"/> makes one event for the subject, with <see cref="Count"/> and without a session id.
/// <see cref="ISessionDirectory.RevokeEverythingAsync"/> makes one for each strategy, without a subject.
/// </remarks>
public sealed record SessionEndedEvent : AuthEvent
{
    /// <inheritdoc />
    public override string Name => "session_ended";

    /// <summary>Why.</summary>
    public required SessionEndReason Reason { get; init; }

    /// <summary>By whom or by what.</summary>
    public required SessionEndedBy EndedBy { get; init; }

    /// <summary>The application's own code for the reason (<see cref="SessionRevokeOptions.Code"/>); <see langword="null"/> if it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>How many sessions ended with the call; <see langword="null"/> if their number is not known.</summary>
    public int? Count { get; init; }
}
