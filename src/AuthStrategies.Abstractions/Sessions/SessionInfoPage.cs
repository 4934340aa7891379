namespace AuthStrategies;

/// <summary>One page of the live sessions of all users; see <see cref="ISessionDirectory.ListAllAsync"/>. Immutable.</summary>
public sealed class SessionInfoPage
{
    /// <summary>The sessions; may be empty although more follow.</summary>
    public required IReadOnlyList<SessionInfo> Sessions { get; init; }

    /// <summary>
    /// The argument for the next page, or <see langword="null"/> if this page is the last. Opaque; valid only for the store that returned it.
    /// </summary>
    public string? Continuation { get; init; }

    /// <summary>The number of sessions and whether more follow; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"SessionInfoPage {{ Sessions = {Sessions.Count}, IsLast = {Continuation is null} }}";
}
