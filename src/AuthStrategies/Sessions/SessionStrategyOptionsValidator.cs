using Microsoft.Extensions.Options;

namespace AuthStrategies.Sessions;

/// <summary>Finds all mistakes in the options of a session strategy.</summary>
internal sealed class SessionStrategyOptionsValidator : IValidateOptions<SessionStrategyOptions>
{
    private static readonly TimeSpan MaxIdle = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaxAbsolute = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxPersistent = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, SessionStrategyOptions options)
    {
        List<string> problems = [.. Problems(options).Select(problem => options.ConfiguredNames.WithOwner(problem, name))];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Problems(SessionStrategyOptions options)
    {
        string?[] problems =
        [
            Lifetime(options, nameof(options.IdleTimeout), options.IdleTimeout, MaxIdle, TimeSpan.FromHours(1)),
            Lifetime(options, nameof(options.AbsoluteTimeout), options.AbsoluteTimeout, MaxAbsolute, TimeSpan.FromDays(1)),
            Order(options, nameof(options.IdleTimeout), options.IdleTimeout, nameof(options.AbsoluteTimeout), options.AbsoluteTimeout),
            Lifetime(options, nameof(options.PersistentIdleTimeout), options.PersistentIdleTimeout, MaxPersistent, TimeSpan.FromDays(14)),
            Lifetime(options, nameof(options.PersistentAbsoluteTimeout), options.PersistentAbsoluteTimeout, MaxPersistent, TimeSpan.FromDays(30)),
            Order(options, nameof(options.PersistentIdleTimeout), options.PersistentIdleTimeout, nameof(options.PersistentAbsoluteTimeout), options.PersistentAbsoluteTimeout),
            RenewAfter(options),
            OptionMessages.Between(Name(options, nameof(options.MaxSessionsPerSubject), options.MaxSessionsPerSubject), options.MaxSessionsPerSubject, 1, 10_000, 100),
            OptionMessages.Between(Name(options, nameof(options.CredentialCacheSize), options.CredentialCacheSize), options.CredentialCacheSize, 0, 1_000_000, 10_000),
            OptionMessages.Between(Name(options, nameof(options.CredentialCacheBytes), options.CredentialCacheBytes), options.CredentialCacheBytes, 64 * 1024, 1L << 40, 32 * 1024 * 1024),
            options.ClaimNaming is ClaimNaming.Jwt or ClaimNaming.DotNet or ClaimNaming.AsIssued
                ? null
                : OptionMessages.OutOfRange(nameof(options.ClaimNaming), (int)options.ClaimNaming, "ClaimNaming.Jwt, ClaimNaming.DotNet or ClaimNaming.AsIssued", "o.ClaimNaming = ClaimNaming.Jwt"),
            ClaimType(options, nameof(options.NameClaimType), options.NameClaimType, "name"),
            ClaimType(options, nameof(options.RoleClaimType), options.RoleClaimType, "role"),
        ];
        IEnumerable<string> ofRotation = RotationOptionsCheck.Problems((property, value) => Name(options, property, value), "", options.ReuseWindow, options.LateRequestWindow, options.RotateEvery);
        return options.ConfigurationMistakes.Concat(options.ConfiguredNames.WithoutConsequences([.. problems.OfType<string>(), .. ofRotation]));
    }

    private static string? Lifetime(SessionStrategyOptions options, string property, TimeSpan value, TimeSpan max, TimeSpan example) =>
        OptionMessages.Between(Name(options, property, value), value, SessionLimits.MinLifetime, max, $"from 1 second to {max.Days} days", example);

    private static string? Order(SessionStrategyOptions options, string idleProperty, TimeSpan idle, string absoluteProperty, TimeSpan absolute) =>
        idle <= absolute || absolute < SessionLimits.MinLifetime
            ? null
            : OptionMessages.OutOfRange(Name(options, idleProperty, idle), idle, $"at most {absoluteProperty} ({absolute:c})", $"{OptionMessages.Time(Name(options, idleProperty, idle), absolute)}. Or make {absoluteProperty} longer");

    private static string? RenewAfter(SessionStrategyOptions options)
    {
        if (options.RenewAfter is not { } interval)
            return null;

        string name = Name(options, nameof(options.RenewAfter), interval);
        TimeSpan half = (options.IdleTimeout < options.PersistentIdleTimeout ? options.IdleTimeout : options.PersistentIdleTimeout) / 2;
        return OptionMessages.Between(name, interval, TimeSpan.Zero, SessionLimits.MaxRenewalInterval, "from 0 (each request) to 1 hour, or null for a tenth of the idle timeout", TimeSpan.FromMinutes(5))
            ?? (interval <= half ? null : OptionMessages.OutOfRange(name, interval, $"at most half of IdleTimeout and of PersistentIdleTimeout ({half:c}), because an active session would end", $"{OptionMessages.Time(name, half)}. Or make the idle timeout longer"));
    }

    private static string? ClaimType(SessionStrategyOptions options, string property, string? value, string example) =>
        string.IsNullOrWhiteSpace(value)
            ? OptionMessages.Invalid(Name(options, property, value), value is null ? "null" : "empty", "the name of a claim", $"\"{example}\"")
            : null;

    private static string Name(SessionStrategyOptions options, string property, object? value) => options.ConfiguredNames.Of(property, value);
}
