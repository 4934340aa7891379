namespace AuthStrategies.Sessions;

/// <summary>Finds the mistakes in the time limits of rotation, for session tokens and refresh tokens.</summary>
internal static class RotationOptionsCheck
{
    private static readonly TimeSpan MinReuseWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxReuseWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(24);

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
            rotateEvery is { } every
                ? OptionMessages.Between(nameOf("RotateEvery", every), every, TimeSpan.Zero, MaxTime, $"0 (off) or from {prefix}LateRequestWindow ({lateRequestWindow:c}) to 24 hours", TimeSpan.FromMinutes(15))
                : null,
        ];
        return problems.OfType<string>();
    }

    private static string? ReuseWindow(string name, string prefix, TimeSpan value)
    {
        string strict = value == TimeSpan.Zero ? $". A replaced token that must end the session at once needs {prefix}StrictReuse = true" : "";
        return IsReuseWindow(value)
            ? null
            : OptionMessages.OutOfRange(name, value, "from 5 seconds to 5 minutes", $"{OptionMessages.Time(TimeSpan.FromSeconds(30))}{strict}");
    }

    private static string? LateRequestWindow(string name, string prefix, TimeSpan reuseWindow, TimeSpan value, TimeSpan? rotateEvery)
    {
        if (value <= TimeSpan.Zero || value > MaxTime || (IsReuseWindow(reuseWindow) && value < reuseWindow))
            return OptionMessages.OutOfRange(name, value, $"from {prefix}ReuseWindow ({reuseWindow:c}) to 24 hours", OptionMessages.Time(new(0, 10, 30)));
        if (rotateEvery is { } every && every > TimeSpan.Zero && value > every)
            return OptionMessages.OutOfRange(name, value, $"at most {prefix}RotateEvery ({every:c})", $"{OptionMessages.Time(new(0, 10, 30))}. Or make {prefix}RotateEvery longer, or 0 to switch rotation off");
        return null;
    }

    private static bool IsReuseWindow(TimeSpan value) => value >= MinReuseWindow && value <= MaxReuseWindow;
}
