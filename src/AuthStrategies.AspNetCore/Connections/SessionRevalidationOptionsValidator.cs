using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Finds every mistake in the options; each text says what to write instead.</summary>
internal sealed class SessionRevalidationOptionsValidator(IEnumerable<AuthStrategyDescriptor> strategies, IOptionsFactory<SessionStrategyOptions> sessions)
    : IValidateOptions<SessionRevalidationOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SessionRevalidationOptions options)
    {
        TimeSpan interval = options.RevalidationInterval;
        string[] mistakes = interval < Shortest || interval > Longest
            ? [$"RevalidationInterval: {interval} is not between 1 second and 1 hour. Write TimeSpan.FromSeconds(30)."]
            : [.. strategies.Where(strategy => strategy.Kind == AuthStrategyKind.Session).SelectMany(strategy => TooLong(interval, strategy.Name))];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> TooLong(TimeSpan interval, string strategy)
    {
        if (Find(strategy) is not { } options)
            yield break;

        if (interval >= options.IdleTimeout)
            yield return $"RevalidationInterval: {interval} is not shorter than IdleTimeout of \"{strategy}\", {options.IdleTimeout}: sessions of open connections would expire between two checks. Make the interval shorter or the timeout longer.";
        if (interval >= options.PersistentIdleTimeout)
            yield return $"RevalidationInterval: {interval} is not shorter than PersistentIdleTimeout of \"{strategy}\", {options.PersistentIdleTimeout}: sessions of open connections would expire between two checks. Make the interval shorter or the timeout longer.";
    }

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
