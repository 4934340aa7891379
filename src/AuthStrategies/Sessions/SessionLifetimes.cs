namespace AuthStrategies.Sessions;

/// <summary>The lifetime of a session without activity and in total.</summary>
internal readonly record struct SessionLifetimes(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>How much time must pass before activity is written again: a tenth of the idle timeout, so that reads rarely cause writes.</summary>
    public TimeSpan RenewalInterval { get; } = Idle / 10 < SessionLimits.MaxRenewalInterval ? Idle / 10 : SessionLimits.MaxRenewalInterval;
}
