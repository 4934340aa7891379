using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt;

/// <summary>A NumericDate (RFC 7519 §2): seconds since 1970 as a JSON number, fractions and exponents allowed.</summary>
internal static class NumericDate
{
    /// <summary>The last second of the year 9999.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>Reads the value the reader stands on, exact to the tick: as a double, dates of today would lose the last digits.</summary>
    /// <returns>Whether it is a number from 1970 to 9999. Milliseconds are far outside, so they are refused, not believed.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out long utcTicks)
    {
        utcTicks = 0;
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.Length > StrictJson.MaxNumberLength)
            return false;
        // Nearly all dates are whole, and decimals cost.
        if (reader.TryGetInt64(out long whole))
            return whole is >= 0 and <= MaxSeconds && Convert(whole * TimeSpan.TicksPerSecond, out utcTicks);

        return reader.TryGetDecimal(out decimal seconds) && seconds is >= 0 and <= MaxSeconds && Convert((long)(seconds * TimeSpan.TicksPerSecond), out utcTicks);
    }

    /// <summary>The whole seconds of an instant, cut off: a date on the wire is never later than the one asked for.</summary>
    public static long ToSeconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    private static bool Convert(long ticks, out long utcTicks)
    {
        utcTicks = DateTime.UnixEpoch.Ticks + ticks;
        return true;
    }
}
