using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>
/// Turns the texts of a configuration section into option values and collects what is wrong, each mistake with its full
/// key. A text that cannot be read changes nothing.
/// </summary>
internal sealed class SettingsReader(IConfigurationSection section, List<string> mistakes)
{
    /// <summary>What is written under names that mean nothing, which is usually a slip of the pen.</summary>
    public static IEnumerable<string> UnknownKeys(IConfigurationSection section, string[] known) =>
        section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is not a setting. Known here: {string.Join(", ", known)}.");

    /// <summary>Whether the key is written at all, even with the value null.</summary>
    public bool Has(string key) => section.GetChildren().Any(child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase));

    public void Time(string key, string? text, Action<TimeSpan> set)
    {
        if (text is null)
            return;

        // "15" would be read as fifteen days, which nobody means.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time))
            set(time);
        else
            mistakes.Add($"{section.Path}:{key} is \"{text}\". Write a time as hours:minutes:seconds, \"00:15:00\" for 15 minutes, or with days, \"14.00:00:00\" for 14 days.");
    }

    public void Number(string key, string? text, Action<int> set)
    {
        if (text is null)
            return;

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            set(number);
        else
            mistakes.Add($"{section.Path}:{key} is \"{text}\". Write a whole number.");
    }

    public void Flag(string key, string? text, Action<bool> set)
    {
        if (text is null)
            return;

        if (bool.TryParse(text, out bool flag))
            set(flag);
        else
            mistakes.Add($"{section.Path}:{key} is \"{text}\". Write true or false.");
    }

    public void Choice<TEnum>(string key, string? text, Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (text is null)
            return;

        string? name = Enum.GetNames<TEnum>().FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        if (name is not null)
            set(Enum.Parse<TEnum>(name));
        else
            mistakes.Add($"{section.Path}:{key} is \"{text}\". Write one of: {string.Join(", ", Enum.GetNames<TEnum>())}.");
    }

    public static void Text(string? text, Action<string> set)
    {
        if (text is not null)
            set(text);
    }
}
