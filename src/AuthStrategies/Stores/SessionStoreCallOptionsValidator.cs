using System.Globalization;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Stores;

/// <summary>Refuses options outside their legal range; the message names the option and a legal value.</summary>
internal sealed class SessionStoreCallOptionsValidator : IValidateOptions<SessionStoreCallOptions>
{
    private const int Most = 1_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, SessionStoreCallOptions options)
    {
        List<string> problems =
        [
            .. new[]
            {
                Time(nameof(options.Timeout), options.Timeout, "00:00:02"),
                Number(nameof(options.MaxPendingCalls), options.MaxPendingCalls, 1, 4_096),
                Number(nameof(options.FailureThreshold), options.FailureThreshold, 0, 20),
                Time(nameof(options.BreakDuration), options.BreakDuration, "00:00:01"),
            }.OfType<string>(),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Time(string property, TimeSpan time, string example) =>
        time >= Shortest && time <= Longest
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{nameof(SessionStoreCallOptions)}.{property} is {time:c}; it must be from {Shortest:c} to {Longest:c}. Type for example \"{example}\".");

    private static string? Number(string property, int number, int least, int example) =>
        number >= least && number <= Most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{nameof(SessionStoreCallOptions)}.{property} is {number}; it must be from {least} to {Most}. Type for example {example}.");
}
