using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The options of JWT strategies that were valid last: after an invalid reload the strategy works on with those, and so do those who verify. A thread-safe singleton.</summary>
internal sealed class PublishedOptions(IOptionsMonitor<JwtStrategyOptions> options)
{
    private readonly ConcurrentDictionary<string, JwtStrategyOptions> _last = new(StringComparer.Ordinal);

    /// <summary>The options of one strategy.</summary>
    /// <exception cref="OptionsValidationException">They are not valid, and have not been since they were first asked for.</exception>
    public JwtStrategyOptions Get(string name)
    {
        try
        {
            return _last[name] = options.Get(name);
        }
        catch (OptionsValidationException) when (_last.ContainsKey(name))
        {
            return _last[name];
        }
    }
}
