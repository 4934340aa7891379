using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AuthStrategies;

/// <summary>
/// The one form of a message about a wrong option: its name, its value, what it must be, what to write. This file is compiled
/// into each package that checks options. Values are written in the invariant culture. Never pass a value that may be a secret.
/// </summary>
internal static class OptionMessages
{
    private const string BeforeExample = ". Write for example ";
    private const char Separator = '\u0001';

    /// <summary>The option has a value that is not legal. <paramref name="value"/> is the value in words.</summary>
    public static string Invalid(string name, string value, string rule, string example) =>
        $"{name} is {value}; it must be {rule}{BeforeExample}{example}.";

    /// <summary>The option has no value and needs one.</summary>
    public static string Required(string name, string what, string example) => Invalid(name, "not set", what, example);

    public static string OutOfRange(string name, TimeSpan value, string range, string example) =>
        Invalid(name, value.ToString("c", CultureInfo.InvariantCulture), range, example);

    public static string OutOfRange(string name, double value, string range, string example) =>
        Invalid(name, value.ToString(CultureInfo.InvariantCulture), range, example);

    /// <summary>The message for a time outside its range; <see langword="null"/> for a legal time.</summary>
    public static string? Between(string name, TimeSpan value, TimeSpan min, TimeSpan max, string range, TimeSpan example) =>
        value >= min && value <= max ? null : OutOfRange(name, value, range, Time(name, example));

    /// <summary>The message for a number outside its range; <see langword="null"/> for a legal number.</summary>
    public static string? Between(string name, long value, long min, long max, long example) =>
        value >= min && value <= max ? null : Invalid(name, value.ToString(CultureInfo.InvariantCulture), Range(min, max), example.ToString(CultureInfo.InvariantCulture));

    /// <summary>An example of a time as it is written in C# and in configuration.</summary>
    public static string Time(TimeSpan example)
    {
        (string unit, long ticks) = example.Ticks switch
        {
            var t when t % TimeSpan.TicksPerDay == 0 => ("Days", TimeSpan.TicksPerDay),
            var t when t % TimeSpan.TicksPerHour == 0 => ("Hours", TimeSpan.TicksPerHour),
            var t when t % TimeSpan.TicksPerMinute == 0 => ("Minutes", TimeSpan.TicksPerMinute),
            _ => ("Seconds", TimeSpan.TicksPerSecond),
        };
        return string.Create(CultureInfo.InvariantCulture, $"TimeSpan.From{unit}({example.Ticks / ticks}), or \"{example:c}\" in configuration");
    }

    /// <summary>A text that a method needs.</summary>
    /// <exception cref="ArgumentException">It is <see langword="null"/>, empty or white space.</exception>
    public static string RequireText([NotNull] string? text, string name, string rule, string example, [CallerArgumentExpression(nameof(text))] string? parameter = null)
    {
        if (!string.IsNullOrWhiteSpace(text))
            return text;

        string message = Invalid(name, text is null ? "not set" : text.Length == 0 ? "empty" : "white space", rule, example);
        throw text is null ? new ArgumentNullException(parameter, message) : new ArgumentException(message, parameter);
    }

    /// <summary>The same in the words of the user: as a setting, if the name is one.</summary>
    public static string Time(string name, TimeSpan example) => IsSetting(name) ? $"\"{example:c}\"" : Time(example);

    /// <summary>The example for code or for a setting, depending on which of them the name is.</summary>
    public static string InWordsOf(string name, string code, string setting) => IsSetting(name) ? setting : code;

    /// <summary>An example in both forms, for a message whose user is known only later: <see cref="Choose"/> keeps one.</summary>
    public static string Either(string code, string setting) => $"{code}{Separator}{setting}";

    /// <summary>A message with the one form of its example that fits.</summary>
    public static string Choose(string message, bool isSetting)
    {
        int separator = message.IndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0)
            return message;

        int start = message.IndexOf(BeforeExample, StringComparison.Ordinal) + BeforeExample.Length;
        return isSetting ? message[..start] + message[(separator + 1)..] : message[..separator] + ".";
    }

    /// <summary>A continuation that the store did not return. It may contain anything, so it is not repeated.</summary>
    public static string ForeignContinuation(string continuation) =>
        $"The continuation is {(continuation.Length == 0 ? "empty" : "not one that this store returned")}; it must be null for the first page, and then the Continuation of the page before, unchanged. "
        + "Write for example ListAllAsync(continuation: null), and then ListAllAsync(page.Continuation) until that is null. A continuation that came in a query string is empty for the first page: write string.IsNullOrEmpty(text) ? null : text.";

    /// <summary>The name of a strategy that the application does not have. Names are compared with upper and lower case.</summary>
    public static string NoStrategy(string? name, string[] known, Func<string?, IEnumerable<string>, string?> findNearest) =>
        $"There is no strategy {Quoted(name)}. The strategies of this application are: {string.Join(", ", known)}.{((findNearest(name, known) ?? known.FirstOrDefault()) is { } near ? $" Write for example \"{near}\"." : "")}";

    /// <summary>A text as a value for a message.</summary>
    public static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";

    // No property in C# has a colon in its name, and every key below the root of a configuration has one.
    private static bool IsSetting(string name) => name.Contains(':', StringComparison.Ordinal);

    private static string Range(long min, long max) => string.Create(CultureInfo.InvariantCulture, $"from {min}{(min == 0 ? " (off)" : "")} to {max}");
}
