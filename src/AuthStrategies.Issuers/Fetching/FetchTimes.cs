namespace AuthStrategies.Issuers.Fetching;

/// <summary>When keys are fetched. Immutable.</summary>
/// <param name="RefreshInterval">The age at which callers wait for newer keys.</param>
/// <param name="Cooldown">The time between two fetches.</param>
/// <param name="MaxKeyAge">The age at which keys are no longer used.</param>
internal sealed record FetchTimes(TimeSpan RefreshInterval, TimeSpan Cooldown, TimeSpan MaxKeyAge)
{
    /// <summary>The age at which keys are fetched in the background.</summary>
    public TimeSpan BackgroundRefresh { get; } = RefreshInterval / 2;
}
