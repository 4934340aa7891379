namespace AuthStrategies;

/// <summary>One page of an enumeration of all sessions; see <see cref="ISessionEnumerator"/>. Immutable.</summary>
public sealed class SessionPage
{
    /// <summary>The largest legal page size: 10,000 records.</summary>
    public const int MaxSize = 10_000;

    /// <summary>The records; may be empty.</summary>
    public required IReadOnlyList<SessionRecord> Records { get; init; }

    /// <summary>
    /// The argument for the next page, or <see langword="null"/> if this page is the last. Opaque; valid only for the store that returned it.
    /// </summary>
    public string? Continuation { get; init; }

    /// <summary>The number of records and whether more follow; safe to log.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"SessionPage {{ Records = {Records.Count}, IsLast = {Continuation is null} }}";
}
