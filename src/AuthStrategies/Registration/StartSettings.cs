using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Registration;

/// <summary>The settings of a section that are read once, at start. A later change of them has no effect before a restart, and is logged once.</summary>
/// <param name="section">The section.</param>
/// <param name="inForce">The strategies that are used.</param>
internal sealed class StartSettings(IConfiguration section, IReadOnlyList<string> inForce)
{
    private readonly Lock _comparing = new();
    private readonly Dictionary<string, string> _read = KeysOf(section).ToDictionary(key => key, key => TextOf(section, key));
    private string _reported = "";

    /// <summary>Compares the settings at each change of the configuration.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Watch(ILogger logger) => ChangeToken.OnChange(section.GetReloadToken, () => Compare(logger));

    private void Compare(ILogger logger)
    {
        lock (_comparing)
        {
            string changed = string.Join(", ", _read.Where(read => TextOf(section, read.Key) != read.Value).Select(read => section.GetSection(read.Key).Path));
            if (changed == _reported)
                return;

            _reported = changed;
            if (changed.Length > 0)
                Log.RestartNeeded(logger, changed, string.Join(", ", inForce));
        }
    }

    private static IEnumerable<string> KeysOf(IConfiguration section)
    {
        const string Http = AuthStrategyConfiguration.HttpKey;
        yield return ConfiguredStrategy.StrategyKey;
        yield return $"{AuthStrategyBuilderExtensions.DefaultJwtName}:{Http}";
        yield return $"{AuthStrategyBuilderExtensions.DefaultSessionName}:{Http}";
        // At the root of a configuration these may be settings of others, and are not read.
        if (section is not IConfigurationSection)
            yield break;

        yield return ConfiguredStrategy.StoreKey;
        yield return Http;
    }

    private static string TextOf(IConfiguration section, string key) =>
        string.Join('\n', section.GetSection(key).AsEnumerable().OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => $"{entry.Key}={entry.Value}"));
}
