using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AuthStrategies.Registration;

/// <summary>
/// Converts the texts of a configuration section into option values and collects the mistakes, each with its full key.
/// A text that cannot be read leaves the option unchanged.
/// </summary>
internal sealed class SettingsReader(IConfiguration section, List<string> mistakes)
{
    /// <summary>A secret in the wrong setting is longer than this; a time or a number is not.</summary>
    private const int MaxQuoted = 20;

    /// <summary>Settings with unknown names, and values without a name. Checked in a section only, because the root has many other settings.</summary>
    public static IEnumerable<string> UnknownKeys(IConfiguration configuration, string[] known)
    {
        if (configuration is not IConfigurationSection section)
            return [];

        IEnumerable<string> unknown = section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is not a setting. Known here: {string.Join(", ", known)}.");
        return string.IsNullOrEmpty(section.Value) ? unknown : unknown.Prepend($"{section.Path} is a single value. Write its settings under it: {string.Join(", ", known)}.");
    }

    /// <summary>Lists and sections where a single value is expected. Binding would ignore them without a message.</summary>
    public static IEnumerable<string> Nested(IConfiguration section, IEnumerable<string> keys) =>
        keys.Select(section.GetSection)
            .Where(value => value.GetChildren().Any())
            .Select(value => $"{value.Path} is a list or a section. Write a single value.");

    /// <summary>A value for a message, unless it may be a secret in the wrong setting.</summary>
    public static string Quoted(string text) => text.Length <= MaxQuoted ? $"\"{text}\"" : $"a text of {text.Length} characters";

    /// <summary>Whether the key exists, even with the value null.</summary>
    private bool Has(string key) => section.GetChildren().Any(child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase));

    public void Time(string key, string? text, Action<TimeSpan> set)
    {
        if (!IsWritten(key, text))
            return;

        if (TryParseTime(text, out TimeSpan time))
            set(time);
        else
            mistakes.Add($"{PathOf(key)} is {Quoted(text)}. Write a time as hours:minutes:seconds, \"00:15:00\" for 15 minutes, or with days, \"1.00:00:00\" for 24 hours and \"14.00:00:00\" for 14 days.");
    }

    public void Number(string key, string? text, Action<int> set)
    {
        if (!IsWritten(key, text))
            return;

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            set(number);
        else
            mistakes.Add($"{PathOf(key)} is {Quoted(text)}. Write a whole number.");
    }

    public void Flag(string key, string? text, Action<bool> set)
    {
        if (!IsWritten(key, text))
            return;

        if (bool.TryParse(text, out bool flag))
            set(flag);
        else
            mistakes.Add($"{PathOf(key)} is {Quoted(text)}. Write true or false.");
    }

    public void Choice<TEnum>(string key, string? text, Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (!IsWritten(key, text))
            return;

        string? name = Enum.GetNames<TEnum>().FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        if (name is not null)
            set(Enum.Parse<TEnum>(name));
        else
            mistakes.Add($"{PathOf(key)} is {Quoted(text)}. Write one of: {string.Join(", ", Enum.GetNames<TEnum>())}.");
    }

    public void Text(string key, string? text, Action<string> set)
    {
        if (IsWritten(key, text))
            set(text);
    }

    /// <summary>Reads a text that may be null; <paramref name="set"/> is called if the key exists.</summary>
    public void TextOrNull(string key, string? text, Action<string?> set)
    {
        if (IsWritten(key, text) || (Has(key) && !IsNested(key)))
            set(text);
    }

    public void Texts(string key, List<string> texts, Action<string> add)
    {
        IConfigurationSection list = section.GetSection(key);
        // The configuration system reads an empty list in JSON as an empty text.
        if (!string.IsNullOrEmpty(list.Value))
            mistakes.Add($"{list.Path} is a single value. Write a list: {list.Path}:0, {list.Path}:1 and so on.");
        mistakes.AddRange(Nested(list, list.GetChildren().Select(entry => entry.Key)));
        texts.ForEach(add);
    }

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        // TimeSpan would read "15" as 15 days and "24:00:00" as 24 days, which is never meant. Days must be written before a dot.
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time)
            && colon >= 0
            && (time.Days == 0 || text.AsSpan(0, colon).Contains('.'));
    }

    private bool IsWritten(string key, [NotNullWhen(true)] string? text)
    {
        mistakes.AddRange(Nested(section, [key]));
        return text is not null;
    }

    private string PathOf(string key) => section.GetSection(key).Path;

    private bool IsNested(string key) => section.GetSection(key).GetChildren().Any();
}
