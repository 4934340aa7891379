namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The refusals of the strategies that are asked about one credential. Together they are one refusal, that of the strategy whose reason is reported,
/// and none if a strategy accepts the credential. Only kept if the application has a sink. Not thread-safe, as its request.
/// </summary>
internal struct SearchRefusals
{
    private List<(string Strategy, AuthFailureReason Reason, bool IsRefresh)>? _kept;

    /// <summary>Whether strategies are being asked, so that a refusal is kept and makes no event yet.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Begins: several strategies are asked.</summary>
    public void Open() => IsOpen = true;

    /// <summary>Keeps a refusal.</summary>
    public void Keep(string strategy, AuthFailureReason reason, bool isRefresh) => (_kept ??= []).Add((strategy, reason, isRefresh));

    /// <summary>Ends.</summary>
    /// <param name="strategy">The strategy whose refusal is reported; <see langword="null"/> if one accepted the credential, or none could tell.</param>
    /// <returns>The refusal that makes an event. None of a strategy that makes no events.</returns>
    public (AuthFailureReason Reason, bool IsRefresh)? Close(string? strategy)
    {
        int found = strategy is null || _kept is null ? -1 : _kept.FindLastIndex(refusal => refusal.Strategy == strategy);
        (AuthFailureReason, bool)? reported = found < 0 ? null : (_kept![found].Reason, _kept[found].IsRefresh);
        this = default;
        return reported;
    }
}
