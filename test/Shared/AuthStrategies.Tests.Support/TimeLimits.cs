namespace AuthStrategies.Tests.Support;

/// <summary>Values for the time limits of options.</summary>
public static class TimeLimits
{
    /// <summary>Where the limit is not what is tested: 30 s. A busy machine needs longer for a first connection than an application may wait.</summary>
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
}
