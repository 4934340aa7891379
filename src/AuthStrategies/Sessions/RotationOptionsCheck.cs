using System.Globalization;

namespace AuthStrategies.Sessions;

/// <summary>Finds the mistakes in the time limits of rotation, for session tokens and refresh tokens.</summary>
internal static class RotationOptionsCheck
{
    private static readonly TimeSpan MinReuseWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxReuseWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(24);

    /// <param name="prefix">What stands before the names of the options.</param>
    /// <param name="reuseWindow">ReuseWindow.</param>
    /// <param name="lateRequestWindow">LateRequestWindow.</param>
    /// <param name="rotateEvery">RotateEvery; <see langword="null"/> if there is no such option.</param>
    public static IEnumerable<string> Problems(string prefix, TimeSpan reuseWindow, TimeSpan lateRequestWindow, TimeSpan? rotateEvery)
    {
        bool isReuseWindowRight = reuseWindow >= MinReuseWindow && reuseWindow <= MaxReuseWindow;
        if (reuseWindow == TimeSpan.Zero)
            yield return $"{prefix}ReuseWindow is 00:00:00; it must be from 5 seconds to 5 minutes. Write for example \"00:00:30\", and {prefix}StrictReuse = true if a replaced token that comes late must end the session at once.";
        else if (!isReuseWindowRight)
            yield return Invariant($"{prefix}ReuseWindow is {reuseWindow:c}; it must be from 5 seconds to 5 minutes. Write for example \"00:00:30\".");

        TimeSpan most = rotateEvery is { } every && every > TimeSpan.Zero && every <= MaxTime ? every : MaxTime;
        if (lateRequestWindow > MaxTime || lateRequestWindow <= TimeSpan.Zero || (isReuseWindowRight && lateRequestWindow < reuseWindow))
            yield return Invariant($"{prefix}LateRequestWindow is {lateRequestWindow:c}; it must be from {prefix}ReuseWindow ({reuseWindow:c}) to 24 hours. Write for example \"00:10:30\".");
        else if (lateRequestWindow > most)
            yield return Invariant($"{prefix}LateRequestWindow is {lateRequestWindow:c}; it must be at most {prefix}RotateEvery ({most:c}). Write for example \"00:10:30\" and \"00:15:00\", or {prefix}RotateEvery \"00:00:00\" to switch rotation off.");
        if (rotateEvery < TimeSpan.Zero || rotateEvery > MaxTime)
            yield return Invariant($"{prefix}RotateEvery is {rotateEvery:c}; it must be 0 (off) or from {prefix}LateRequestWindow ({lateRequestWindow:c}) to 24 hours. Write for example \"00:15:00\".");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
