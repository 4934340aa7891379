using Microsoft.Extensions.Options;

namespace AuthStrategies.Sessions;

/// <summary>Finds all mistakes in the options of a session strategy.</summary>
internal sealed class SessionStrategyOptionsValidator : IValidateOptions<SessionStrategyOptions>
{
    private static readonly TimeSpan MaxPersistent = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, SessionStrategyOptions options)
    {
        List<string> problems = [.. Problems(options).Select(problem => string.IsNullOrEmpty(name) ? problem : $"{name}: {problem}")];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Problems(SessionStrategyOptions options)
    {
        string?[] problems =
        [
            Lifetime(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromDays(7), "01:00:00"),
            Lifetime(nameof(options.AbsoluteTimeout), options.AbsoluteTimeout, TimeSpan.FromDays(30), "1.00:00:00"),
            Order(nameof(options.IdleTimeout), options.IdleTimeout, nameof(options.AbsoluteTimeout), options.AbsoluteTimeout),
            Lifetime(nameof(options.PersistentIdleTimeout), options.PersistentIdleTimeout, MaxPersistent, "14.00:00:00"),
            Lifetime(nameof(options.PersistentAbsoluteTimeout), options.PersistentAbsoluteTimeout, MaxPersistent, "30.00:00:00"),
            Order(nameof(options.PersistentIdleTimeout), options.PersistentIdleTimeout, nameof(options.PersistentAbsoluteTimeout), options.PersistentAbsoluteTimeout),
            Limit(nameof(options.MaxSessionsPerSubject), options.MaxSessionsPerSubject),
            Remembered(nameof(options.CredentialCacheSize), options.CredentialCacheSize),
            Naming(nameof(options.ClaimNaming), options.ClaimNaming),
            ClaimType(nameof(options.NameClaimType), options.NameClaimType, "name"),
            ClaimType(nameof(options.RoleClaimType), options.RoleClaimType, "role"),
        ];
        return options.ConfigurationMistakes
            .Concat(problems.OfType<string>())
            .Concat(RotationOptionsCheck.Problems("", options.ReuseWindow, options.LateRequestWindow, options.RotateEvery));
    }

    private static string? Lifetime(string property, TimeSpan value, TimeSpan most, string example) =>
        value > TimeSpan.Zero && value <= most
            ? null
            : $"{property} is {value:c}; it must be longer than zero and at most {most.TotalDays:0} days. Type it as days.hours:minutes:seconds, for example \"{example}\"; a number alone counts days.";

    private static string? Order(string idleProperty, TimeSpan idle, string absoluteProperty, TimeSpan absolute) =>
        idle <= absolute
            ? null
            : $"{idleProperty} is {idle:c} and longer than {absoluteProperty}, which is {absolute:c}; no session outlives its absolute end. Shorten {idleProperty} to {absolute:c} or less, or lengthen {absoluteProperty}.";

    private static string? Limit(string property, int value) =>
        value is >= 1 and <= 10_000 ? null : $"{property} is {value}; it must be from 1 to 10000. Type for example 100.";

    private static string? Remembered(string property, int value) =>
        value is >= 0 and <= 1_000_000 ? null : $"{property} is {value}; it must be from 0 (off) to 1000000. Type for example 10000.";

    private static string? Naming(string property, ClaimNaming value) =>
        Enum.IsDefined(value) ? null : $"{property} is {(int)value}, which is none of its values. Type \"{ClaimNaming.Jwt}\" or \"{ClaimNaming.DotNet}\".";

    private static string? ClaimType(string property, string? value, string example) =>
        string.IsNullOrWhiteSpace(value) ? $"{property} is empty; it must name a claim. Type for example \"{example}\"." : null;
}
