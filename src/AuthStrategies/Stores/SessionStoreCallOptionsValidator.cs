using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class SessionStoreCallOptionsValidator : IValidateOptions<SessionStoreCallOptions>
{
    private const int MaxNumber = 1_000_000;

    private static readonly TimeSpan MinTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, SessionStoreCallOptions options)
    {
        string?[] checks =
        [
            Time(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(2)),
            OptionMessages.Between(Name(nameof(options.MaxPendingCalls)), options.MaxPendingCalls, 1, MaxNumber, 4_096),
            OptionMessages.Between(Name(nameof(options.FailureThreshold)), options.FailureThreshold, 0, MaxNumber, 20),
            Time(nameof(options.BreakDuration), options.BreakDuration, TimeSpan.FromSeconds(1)),
        ];
        List<string> problems = [.. checks.OfType<string>()];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Time(string property, TimeSpan value, TimeSpan example) =>
        OptionMessages.Between(Name(property), value, MinTime, MaxTime, "from 50 milliseconds to 1 minute", example);

    private static string Name(string property) => $"{nameof(SessionStoreCallOptions)}.{property}";
}
