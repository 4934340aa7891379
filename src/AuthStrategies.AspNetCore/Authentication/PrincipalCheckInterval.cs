namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>How often principals are checked.</summary>
/// <param name="Every">The interval; zero for each request.</param>
internal sealed record PrincipalCheckInterval(TimeSpan Every)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentOutOfRangeException">The interval is outside its range.</exception>
    public static PrincipalCheckInterval Create(TimeSpan every)
    {
        if (every != TimeSpan.Zero && (every < Shortest || every > Longest))
            throw new ArgumentOutOfRangeException(nameof(every), OptionMessages.OutOfRange(nameof(every), every, "zero (each request), or from 1 second to 1 day", "UsePrincipalCheck<MyCheck>(TimeSpan.FromMinutes(5))"));
        return new(every);
    }
}
