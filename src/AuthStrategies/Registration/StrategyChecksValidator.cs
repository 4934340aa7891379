using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>Collects every mistake of every strategy and store.</summary>
internal sealed class StrategyChecksValidator(StrategyRegistrations registrations, StartSettingsWatch watch, UnusedWarnings unused, IServiceProvider services) : IValidateOptions<StrategyChecks>
{
    public ValidateOptionsResult Validate(string? name, StrategyChecks options)
    {
        watch.Start();
        unused.Check();
        List<string> mistakes =
        [
            .. registrations.Mistakes,
            // Before the strategies: without its source a strategy has no keys, and that would hide the cause.
            .. registrations.KeySources.SelectMany(strategy => NamedOptions.Problems(() => KeySourceCheck.Run(services, strategy))),
            .. registrations.Strategies.SelectMany(strategy => strategy.Problems(services)),
            .. NamedOptions.Problems<InMemorySessionStoreOptions>(services, Options.DefaultName),
            .. NamedOptions.Problems<SessionStoreCallOptions>(services, Options.DefaultName),
            .. NamedOptions.Problems<AuthEventOptions>(services, Options.DefaultName),
            .. services.GetServices<AuthStrategyOptionsCheck>().SelectMany(check => NamedOptions.Problems(() => check.Run(services))),
        ];
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes.Distinct());
    }
}
