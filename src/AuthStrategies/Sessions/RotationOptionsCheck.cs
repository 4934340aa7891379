namespace AuthStrategies.Sessions;

/// <summary>Finds the mistakes in the time limits of rotation, for session tokens and refresh tokens.</summary>
internal static class RotationOptionsCheck
{
    private static readonly TimeSpan MinReuseWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxReuseWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(24);
    private static readonly TimeSpan DefaultReuseWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultLateRequestWindow = new(0, 10, 30);
    private static readonly TimeSpan DefaultRotateEvery = TimeSpan.FromMinutes(15);

    /// <param name="nameOf">The name for a message of an option with a value.</param>
    /// <param name="prefix">The text before the names of other options in a message.</param>
    /// <param name="reuseWindow">ReuseWindow.</param>
    /// <param name="lateRequestWindow">LateRequestWindow.</param>
    /// <param name="rotateEvery">RotateEvery; <see langword="null"/> if there is no such option.</param>
    public static IEnumerable<string> Problems(
        Func<string, object, string> nameOf, string prefix, TimeSpan reuseWindow, TimeSpan lateRequestWindow, TimeSpan? rotateEvery)
    {
        string?[] problems =
        [
            ReuseWindow(nameOf("ReuseWindow", reuseWindow), prefix, reuseWindow),
            LateRequestWindow(nameOf("LateRequestWindow", lateRequestWindow), prefix, reuseWindow, lateRequestWindow, rotateEvery),
            rotateEvery is { } every ? RotateEvery(nameOf("RotateEvery", every), prefix, reuseWindow, lateRequestWindow, every) : null,
        ];
        return problems.OfType<string>();
    }

    private static string? ReuseWindow(string name, string prefix, TimeSpan value)
    {
        string strict = value == TimeSpan.Zero ? $". A replaced token that must end the session at once needs {prefix}StrictReuse = true" : "";
        return IsReuseWindow(value)
            ? null
            : OptionMessages.OutOfRange(name, value, "from 5 seconds to 5 minutes", $"{OptionMessages.Time(name, DefaultReuseWindow)}{strict}");
    }

    private static string? LateRequestWindow(string name, string prefix, TimeSpan reuseWindow, TimeSpan value, TimeSpan? rotateEvery)
    {
        TimeSpan highest = rotateEvery is { } every && every > TimeSpan.Zero && every >= reuseWindow && every < MaxTime ? every : MaxTime;
        string example = OptionMessages.Time(name, Shorter(DefaultLateRequestWindow, highest));
        if (value <= TimeSpan.Zero || value > MaxTime || (IsReuseWindow(reuseWindow) && value < reuseWindow))
            return OptionMessages.OutOfRange(name, value, $"from {prefix}ReuseWindow ({reuseWindow:c}) to 24 hours", example);
        if (value > highest && value != DefaultLateRequestWindow)
            return OptionMessages.OutOfRange(name, value, $"at most {prefix}RotateEvery ({highest:c})", $"{example}. Or make {prefix}RotateEvery longer, or 0 to switch rotation off");
        return null;
    }

    private static string? RotateEvery(string name, string prefix, TimeSpan reuseWindow, TimeSpan lateRequestWindow, TimeSpan value)
    {
        // A shorter time than LateRequestWindow is reported there, unless no LateRequestWindow fits, or that option was not set.
        bool isBelowDefault = lateRequestWindow == DefaultLateRequestWindow && value < lateRequestWindow;
        bool isTooShort = value > TimeSpan.Zero && IsReuseWindow(reuseWindow) && (value < reuseWindow || isBelowDefault);
        if (value >= TimeSpan.Zero && value <= MaxTime && !isTooShort)
            return null;

        TimeSpan example = lateRequestWindow > DefaultRotateEvery && lateRequestWindow <= MaxTime ? lateRequestWindow : DefaultRotateEvery;
        string orShorter = isBelowDefault && value >= reuseWindow ? $". Or make {prefix}LateRequestWindow shorter" : "";
        return OptionMessages.OutOfRange(name, value, $"0 (off) or from {prefix}LateRequestWindow ({lateRequestWindow:c}) to 24 hours", $"{OptionMessages.Time(name, example)}{orShorter}");
    }

    private static bool IsReuseWindow(TimeSpan value) => value >= MinReuseWindow && value <= MaxReuseWindow;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
