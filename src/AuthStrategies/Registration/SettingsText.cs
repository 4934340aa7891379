using System.Security.Cryptography;
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

    /// <summary>
    /// The settings of a strategy as one text, without those that are read at start only. A setting that names the file of a key stands with
    /// the hash of the file: a key that is replaced in its place is a change, although its name stays.
    /// </summary>
    public static string OfStrategy(IConfiguration section)
    {
        IEnumerable<string> lines = section.GetChildren()
            .Where(child => !string.Equals(child.Key, AuthStrategyConfiguration.HttpKey, StringComparison.OrdinalIgnoreCase))
            .SelectMany(child => child.AsEnumerable())
            .OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .Select(entry => $"{entry.Key}={entry.Value}{FileOf(entry)}");
        return string.Join('\n', lines);
    }

    private static string FileOf(KeyValuePair<string, string?> entry)
    {
        if (entry.Value is not { Length: > 0 } path || !string.Equals(ConfigurationPath.GetSectionKey(entry.Key), nameof(JwtKeySettings.PemFile), StringComparison.OrdinalIgnoreCase))
            return "";

        try
        {
            return $" ({Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // The options with this file are not valid, and their mistakes are reported.
            return $" ({exception.GetType().Name})";
        }
    }
}
