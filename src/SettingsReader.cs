using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace AuthStrategies;

/// <summary>
/// Converts the texts of a configuration section into option values and collects the mistakes, each with its full key.
/// A text that cannot be read leaves the option unchanged. This file is compiled into each package that reads settings.
/// </summary>
/// <param name="section">The section.</param>
/// <param name="mistakes">Receives the mistakes.</param>
/// <param name="names">Receives the key of each option that is set.</param>
/// <param name="prefix">The path of the section's options in C#, such as <c>KeyRotation.</c>.</param>
internal sealed class SettingsReader(IConfiguration section, List<string> mistakes, ConfiguredNames names, string prefix = "")
{
    /// <summary>A secret in the wrong setting is longer than this; a time or a number is not.</summary>
    private const int MaxQuoted = 20;

    // A single value that has a list beside it, for the others.
    private static readonly Dictionary<string, string> Plurals = new(StringComparer.OrdinalIgnoreCase) { ["Audience"] = "ValidAudiences", ["Issuer"] = "ValidIssuers" };

    /// <summary>Settings with unknown names, and values without a name. Checked in a section only, because the root has many other settings.</summary>
    /// <param name="configuration">The section.</param>
    /// <param name="known">The names that it knows.</param>
    /// <param name="elsewhere">Finds where a name belongs that this section does not know, as paths below it.</param>
    public static IEnumerable<string> UnknownKeys(IConfiguration configuration, string[] known, Func<string, string[]>? elsewhere = null)
    {
        if (configuration is not IConfigurationSection section)
            return [];

        IEnumerable<string> unknown = section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => OptionMessages.Invalid(child.Path, "not a setting", $"one of {string.Join(", ", known)}", Example(child.Key)));
        return string.IsNullOrEmpty(section.Value) ? unknown : unknown.Prepend(OptionMessages.Invalid(section.Path, "a single value", $"a section with settings ({string.Join(", ", known)})", $"{section.Path}:{known[0]}"));

        string Example(string key) => elsewhere?.Invoke(key) is { Length: > 0 } paths
            ? string.Join(" or ", paths.Select(path => $"{section.Path}:{path}"))
            : $"{section.Path}:{NearestName.Find(key, known) ?? known[0]}";
    }

    /// <summary>Lists and sections where a single value is expected. Binding would ignore them without a message.</summary>
    public static IEnumerable<string> Nested(IConfiguration section, IEnumerable<string> keys) =>
        keys.Select(section.GetSection)
            .Where(value => value.GetChildren().Any())
            .Select(value => OptionMessages.Invalid(value.Path, "a list or a section", "a single value", $"\"{value.Key}\": \"…\"{(Plurals.TryGetValue(value.Key, out string? list) ? $", and the others in \"{list}\": [\"…\"]" : "")}"));

    /// <summary>A value for a message, unless it may be a secret in the wrong setting.</summary>
    public static string Quoted(string text) => text.Length <= MaxQuoted ? $"\"{text}\"" : $"a text of {text.Length} characters";

    /// <summary>Whether the key exists, even with the value null.</summary>
    private bool Has(string key) => section.GetChildren().Any(child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase));

    public void Time(string key, string? text, Action<TimeSpan> set)
    {
        if (!IsWritten(key, text))
            return;

        if (TryParseTime(text, out TimeSpan time))
            Set(key, time, set);
        else
            Refuse(key, text, HasTooManyDays(text) ? $"a time of at most {TimeSpan.MaxValue.Days} days" : "a time, written as hours:minutes:seconds or days.hours:minutes:seconds", "\"00:15:00\" for 15 minutes, \"1.00:00:00\" for 24 hours or \"14.00:00:00\" for 14 days");
    }

    public void Number(string key, string? text, Action<int> set)
    {
        if (!IsWritten(key, text))
            return;

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            Set(key, number, set);
        else
            Refuse(key, text, IsWhole(text) ? $"from {int.MinValue} to {int.MaxValue}" : "a whole number", "100");
    }

    /// <summary>A number of bytes, which may be more than an <see cref="int"/> holds.</summary>
    public void Bytes(string key, string? text, Action<long> set)
    {
        if (!IsWritten(key, text))
            return;

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            Set(key, number, set);
        else
            Refuse(key, text, IsWhole(text) ? $"from {long.MinValue} to {long.MaxValue}" : "a whole number", "33554432");
    }

    public void Flag(string key, string? text, Action<bool> set)
    {
        if (!IsWritten(key, text))
            return;

        if (bool.TryParse(text, out bool flag))
            Set(key, flag, set);
        else
            Refuse(key, text, "true or false", "true");
    }

    public void Choice<TEnum>(string key, string? text, Action<TEnum> set)
        where TEnum : struct, Enum
    {
        if (!IsWritten(key, text))
            return;

        string? name = Enum.GetNames<TEnum>().FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        if (name is not null)
            Set(key, Enum.Parse<TEnum>(name), set);
        else
            Refuse(key, text, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", $"\"{NearestName.Find(text, Enum.GetNames<TEnum>()) ?? Enum.GetNames<TEnum>()[0]}\"");
    }

    public void Text(string key, string? text, Action<string> set)
    {
        if (IsWritten(key, text))
            Set(key, text, set);
    }

    /// <summary>Reads a text that may be null; <paramref name="set"/> is called if the key exists.</summary>
    public void TextOrNull(string key, string? text, Action<string?> set)
    {
        if (IsWritten(key, text) || (Has(key) && !IsNested(key)))
            Set(key, text, set);
    }

    public void Texts(string key, List<string> texts, IList<string> options)
    {
        IConfigurationSection list = section.GetSection(key);
        // The configuration system reads an empty list in JSON as an empty text.
        if (!string.IsNullOrEmpty(list.Value))
            mistakes.Add(OptionMessages.Invalid(list.Path, "a single value", "a list", $"{list.Path}:0 and {list.Path}:1"));
        mistakes.AddRange(Nested(list, list.GetChildren().Select(entry => entry.Key)));
        IConfigurationSection[] entries = [.. list.GetChildren().Where(entry => entry.Value is not null)];
        for (int i = 0; i < texts.Count; i++)
        {
            if (i < entries.Length)
                names.Add($"{prefix}{key}[{options.Count}]", entries[i].Path, texts[i]);
            options.Add(texts[i]);
        }
    }

    /// <summary>Notes that an option, as a whole, was set by the configuration.</summary>
    public void Named(string key) => names.Add(prefix + key, PathOf(key), value: null);

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        // TimeSpan would read "15" as 15 days and "24:00:00" as 24 days, which is never meant. Days must be written before a dot.
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time)
            && colon >= 0
            && (time.Days == 0 || text.AsSpan(0, colon).Contains('.'));
    }

    private static bool HasTooManyDays(string text) =>
        text.Split('.', 2) is [var days, var rest] && rest.Contains(':', StringComparison.Ordinal) && !days.Contains(':', StringComparison.Ordinal)
        && BigInteger.TryParse(days, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
        && BigInteger.Abs(number) > TimeSpan.MaxValue.Days;

    private static bool IsWhole(string text) => BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private bool IsWritten(string key, [NotNullWhen(true)] string? text)
    {
        mistakes.AddRange(Nested(section, [key]));
        if (text is null && IsNested(key))
            names.AddUnreadable(prefix + key);
        return text is not null;
    }

    private void Set<T>(string key, T value, Action<T> set)
    {
        names.Add(prefix + key, PathOf(key), value);
        set(value);
    }

    private void Refuse(string key, string text, string rule, string example)
    {
        names.AddUnreadable(prefix + key);
        mistakes.Add(OptionMessages.Invalid(PathOf(key), Quoted(text), rule, example));
    }

    private string PathOf(string key) => section.GetSection(key).Path;

    private bool IsNested(string key) => section.GetSection(key).GetChildren().Any();
}
