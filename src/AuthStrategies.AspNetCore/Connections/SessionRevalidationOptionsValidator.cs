using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Finds all mistakes in the interval of revalidation at once.</summary>
internal sealed class SessionRevalidationOptionsValidator(IEnumerable<AuthStrategyDescriptor> strategies, IOptionsFactory<SessionStrategyOptions> sessions)
    : IValidateOptions<SessionRevalidationOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SessionRevalidationOptions options)
    {
        TimeSpan interval = options.RevalidationInterval;
        string[] mistakes = interval < Shortest || interval > Longest
            ? [OutOfRange(interval, "from 1 second to 1 hour")]
            : [.. strategies.Where(strategy => strategy.Kind == AuthStrategyKind.Session).SelectMany(strategy => TooLong(interval, strategy.Name))];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> TooLong(TimeSpan interval, string strategy)
    {
        if (Find(strategy) is not { } options)
            yield break;

        if (interval >= options.IdleTimeout)
            yield return TooLong(interval, strategy, "IdleTimeout", options.IdleTimeout);
        if (interval >= options.PersistentIdleTimeout)
            yield return TooLong(interval, strategy, "PersistentIdleTimeout", options.PersistentIdleTimeout);
    }

    private static string TooLong(TimeSpan interval, string strategy, string property, TimeSpan timeout) =>
        OutOfRange(interval, $"less than {property} of \"{strategy}\" ({timeout:c}), because sessions of open connections would expire between two checks");

    private static string OutOfRange(TimeSpan interval, string range) =>
        OptionMessages.OutOfRange($"{nameof(SessionRevalidationOptions)}.{nameof(SessionRevalidationOptions.RevalidationInterval)}", interval, range, OptionMessages.Time(TimeSpan.FromSeconds(30)));

    private SessionStrategyOptions? Find(string strategy)
    {
        try
        {
            return sessions.Create(strategy);
        }
        catch (OptionsValidationException)
        {
            // Reported with the strategy's own mistakes.
            return null;
        }
    }
}
