using System.Collections.Concurrent;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Registration;

/// <summary>
/// Warns of mistakes in the options of strategies that are not used: the application works without them, and they would stop it when the
/// setting <c>Strategy</c> changes. Each text once in a row, because options are checked more than once. A thread-safe singleton.
/// </summary>
internal sealed class UnusedWarnings(StrategyRegistrations registrations, IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    public void Check()
    {
        ILogger logger = StrategyFactory.Logger(services);
        foreach (StrategyRegistration strategy in registrations.Unused.Where(unused => !registrations.Has(unused.Name)))
        {
            // The line begins with the name.
            string start = $"{strategy.Name}: ";
            string mistakes = string.Join(" ", strategy.Problems(services).Select(problem => problem.StartsWith(start, StringComparison.Ordinal) ? problem[start.Length..] : problem));
            if (mistakes.Length > 0 && _last.GetValueOrDefault(strategy.Name) != mistakes)
                Log.UnusedOptionsInvalid(logger, strategy.Name, mistakes);
            _last[strategy.Name] = mistakes;
        }
    }
}
