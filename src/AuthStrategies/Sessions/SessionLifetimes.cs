namespace AuthStrategies.Sessions;

/// <summary>The lifetime of a session without activity and in total.</summary>
/// <param name="Idle">The time without activity.</param>
/// <param name="Absolute">The time in total.</param>
/// <param name="RenewAfter">How much time must pass before activity is written again; <see langword="null"/> for the default.</param>
internal readonly record struct SessionLifetimes(TimeSpan Idle, TimeSpan Absolute, TimeSpan? RenewAfter = null)
{
    /// <summary>How much time must pass before activity is written again: by default a tenth of the idle timeout, so that reads rarely cause writes.</summary>
    public TimeSpan RenewalInterval { get; } = RenewAfter ?? (Idle / 10 < SessionLimits.MaxRenewalInterval ? Idle / 10 : SessionLimits.MaxRenewalInterval);
}
