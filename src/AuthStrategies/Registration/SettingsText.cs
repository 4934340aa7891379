using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>The settings of a section as they are written, to notice a change.</summary>
internal static class SettingsText
{
    /// <summary>Each setting with its full key, in the order of the keys.</summary>
    public static IReadOnlyDictionary<string, string?> Of(IConfigurationSection section) => section.AsEnumerable()
        .Where(entry => entry.Value is not null)
        .OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings of a strategy as one text, without those that are read at start only.</summary>
    public static string OfStrategy(IConfiguration section)
    {
        IEnumerable<string> lines = section.GetChildren()
            .Where(child => !string.Equals(child.Key, AuthStrategyConfiguration.HttpKey, StringComparison.OrdinalIgnoreCase))
            .SelectMany(child => child.AsEnumerable())
            .OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .Select(entry => $"{entry.Key}={entry.Value}");
        return string.Join('\n', lines);
    }
}
