using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Registration;

/// <summary>
/// The settings of a section that are read once, at start. A later change of them has no effect before a restart: each is logged, with
/// what stays in use, and a mistake is called one at once.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="mistakes">Finds the mistakes with which the application would not start, as the section is now.</param>
internal sealed class StartSettings(IConfiguration section, Func<IServiceProvider, IEnumerable<string>> mistakes)
{
    private readonly Lock _comparing = new();
    private readonly Dictionary<string, string?> _read = Read(section);
    private string _reported = "";

    /// <summary>Compares the settings at each change of the configuration.</summary>
    /// <returns>Ends it.</returns>
    public IDisposable Watch(IServiceProvider services)
    {
        ILogger logger = StrategyFactory.Logger(services);
        return ChangeToken.OnChange(section.GetReloadToken, () => Compare(services, logger));
    }

    // Options run code of the application. What it throws must not break the reload of other options.
    private string[] Mistakes(IServiceProvider services)
    {
        try
        {
            return [.. mistakes(services)];
        }
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [$"The options of a strategy cannot be created: a delegate that configures them threw {exception.GetType().Name}."];
        }
    }

    private void Compare(IServiceProvider services, ILogger logger)
    {
        lock (_comparing)
        {
            Dictionary<string, string?> now = Read(section);
            string[] changed = [.. _read.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Where(key => _read.GetValueOrDefault(key) != now.GetValueOrDefault(key))];
            string illegal = string.Join(" ", Mistakes(services).Distinct());
            string report = $"{illegal}\n{Describe(changed, now)}";
            if (report == _reported || (_reported.Length == 0 && changed.Length == 0 && illegal.Length == 0))
                return;

            _reported = report;
            if (illegal.Length > 0)
                Log.StartSettingsInvalid(logger, illegal, Describe([.. _read.Keys.Where(IsWord).Union(changed, StringComparer.OrdinalIgnoreCase)], _read));
            else if (changed.Length > 0)
                Log.RestartNeeded(logger, Describe(changed, now), Describe(changed, _read));
            else
                Log.RestartNotNeeded(logger);
        }
    }

    private bool IsWord(string key) =>
        key.StartsWith(section.GetSection(ConfiguredStrategy.StrategyKey).Path, StringComparison.OrdinalIgnoreCase)
        || key.StartsWith(section.GetSection(ConfiguredStrategy.StoreKey).Path, StringComparison.OrdinalIgnoreCase);

    private static string Describe(string[] keys, Dictionary<string, string?> settings) => string.Join(", ", keys
        .Order(StringComparer.OrdinalIgnoreCase)
        .Select(key => settings.TryGetValue(key, out string? text) ? $"{key} = {SettingsReader.Quoted(text ?? "")}" : $"{key} not set"));

    private static Dictionary<string, string?> Read(IConfiguration section) => KeysOf(section)
        .SelectMany(key => SettingsText.Of(section.GetSection(key)))
        .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);

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
}
