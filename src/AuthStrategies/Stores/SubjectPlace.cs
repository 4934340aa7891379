using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Stores;

/// <summary>
/// Where the generation of a subject is: the name of a record and its end. The times of a record never move, so a subject has one record for the
/// sessions of one class whose absolute end lies in the same period, and the record ends with the period.
/// </summary>
/// <remarks>
/// A class is that of the sessions that live at most as long as its period. So they lie in two periods at any moment, and a record outlives
/// its sessions by one period at most. The periods of each subject begin at other moments, so that not all records end together.
/// </remarks>
internal readonly record struct SubjectPlace(string Name, DateTimeOffset End)
{
    /// <summary>The longest session lives so long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    // The places are bytes in sessions: never change them. The usual lives of a session and of a persistent one, and the longest.
    private static readonly TimeSpan[] Periods = [TimeSpan.FromDays(1), TimeSpan.FromDays(30), Longest];

    /// <summary>How many classes there are.</summary>
    public static int Classes => Periods.Length;

    /// <summary>The class of a session that begins now.</summary>
    public static byte ClassOf(DateTimeOffset now, DateTimeOffset absoluteExpiresAt)
    {
        int index = Array.FindIndex(Periods, period => absoluteExpiresAt - now <= period);
        return (byte)(index < 0 ? Periods.Length - 1 : index);
    }

    /// <summary>The place for a session.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="ofClass">Its class.</param>
    /// <param name="absoluteExpiresAt">Its absolute end.</param>
    public static SubjectPlace Of(string subject, byte ofClass, DateTimeOffset absoluteExpiresAt) =>
        At(subject, ofClass, PeriodOf(subject, ofClass, absoluteExpiresAt));

    /// <summary>
    /// The place that says that sessions without a generation have ended. Such sessions of the subject, of a release that knew none, end
    /// before it does.
    /// </summary>
    public static SubjectPlace OfUnmarked(string subject, DateTimeOffset now) => new($"unmarked:{subject}", Later(now, Longest + OwnClock.MaxDifference));

    /// <summary>All places at which a live session of the subject may be, except that of sessions without a generation.</summary>
    public static IEnumerable<SubjectPlace> All(string subject, DateTimeOffset now)
    {
        for (byte ofClass = 0; ofClass < Periods.Length; ofClass++)
        {
            // The clock of the node that created a session may differ.
            long last = PeriodOf(subject, ofClass, Later(now, Periods[ofClass] + OwnClock.MaxDifference));
            for (long period = PeriodOf(subject, ofClass, now - OwnClock.MaxDifference); period <= last; period++)
                yield return At(subject, ofClass, period);
        }
    }

    private static SubjectPlace At(string subject, byte ofClass, long period)
    {
        long ticks = Periods[ofClass].Ticks;
        long offset = OffsetOf(subject, ticks);
        string name = string.Create(CultureInfo.InvariantCulture, $"{ofClass}:{period}:{subject}");
        return new(name, period + 1 <= (DateTimeOffset.MaxValue.UtcTicks - ticks) / ticks ? new(((period + 1) * ticks) - offset, TimeSpan.Zero) : DateTimeOffset.MaxValue);
    }

    private static long PeriodOf(string subject, byte ofClass, DateTimeOffset absoluteExpiresAt)
    {
        long ticks = Periods[ofClass].Ticks;
        return (absoluteExpiresAt.UtcTicks + OffsetOf(subject, ticks)) / ticks;
    }

    // The same on all nodes.
    private static long OffsetOf(string subject, long ticks)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(subject), hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)ticks);
    }

    private static DateTimeOffset Later(DateTimeOffset moment, TimeSpan by) => by < DateTimeOffset.MaxValue - moment ? moment + by : DateTimeOffset.MaxValue;
}
