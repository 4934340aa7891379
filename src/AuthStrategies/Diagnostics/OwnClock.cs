using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>
/// What this process knows about its own clock. The counter of the machine never goes back, so a clock that was set back shows less time
/// since the process started than the counter. Asked only about a credential from the future, which an honest clock never shows. Thread-safe.
/// </summary>
/// <remarks>
/// A clock that was wrong before the process started cannot be known here. Nor can one that is ahead: a machine that slept looks the same.
/// </remarks>
internal sealed class OwnClock(TimeProvider time, ILogger logger)
{
    /// <summary>How far the clocks of the nodes may differ.</summary>
    public static readonly TimeSpan MaxDifference = TimeSpan.FromMinutes(5);

    /// <summary>A larger step corrects a clock that was wrong at start, so the new time is believed. It also bounds for how long it cannot be told.</summary>
    private static readonly TimeSpan MaxStep = TimeSpan.FromHours(24);

    /// <summary>One line in this time, however many requests there are.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private readonly LogInterval _report = new(time, Quiet);

    /// <summary>Reports a credential or a session that was made or used in the future, beyond the allowed difference.</summary>
    /// <param name="acceptedFrom">From when it is accepted, in UTC ticks; <see langword="null"/> if the caller does not know.</param>
    /// <param name="now">What the clock shows.</param>
    /// <exception cref="AuthUnavailableException">This clock was set back, and without that the credential would be accepted: it cannot be told.</exception>
    public void ReportAhead(long? acceptedFrom, DateTimeOffset now)
    {
        TimeSpan behind = _startedAt - now + time.GetElapsedTime(_started);
        bool isSetBack = behind > MaxDifference && behind <= MaxStep && (acceptedFrom is null || acceptedFrom <= now.UtcTicks + behind.Ticks);
        if (_report.TryBegin())
            Report(isSetBack, behind, acceptedFrom is { } from ? TimeSpan.FromTicks(from - now.UtcTicks) + MaxDifference : null);
        if (isSetBack)
            throw new AuthUnavailableException("The clock of this server was set back while the application ran, and a credential is newer than the time that it shows. It cannot be told whether the credential is valid. Set the clock right, or restart the application if it is right now.");
    }

    private void Report(bool isSetBack, TimeSpan behind, TimeSpan? ahead)
    {
        if (isSetBack)
            Log.ClockSetBack(logger, Rounded(behind));
        else
            Log.ClockDiffers(logger, ahead is { } difference ? Rounded(difference) : null);
    }

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
}
