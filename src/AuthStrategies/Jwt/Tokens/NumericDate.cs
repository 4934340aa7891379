using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>A NumericDate (RFC 7519 §2): seconds since 1970 as a JSON number, fractions and exponents allowed.</summary>
internal static class NumericDate
{
    /// <summary>The last second of the year 9999.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>Reads the current value exact to the tick. A double would lose the last digits.</summary>
    /// <returns>Whether it is a number from 1970 to 9999. A date in milliseconds is far outside and therefore refused.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, out long utcTicks)
    {
        utcTicks = 0;
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.Length > StrictJson.MaxNumberLength)
            return false;
        // Almost all dates are whole numbers, and decimals are slower.
        if (reader.TryGetInt64(out long whole))
            return whole is >= 0 and <= MaxSeconds && Convert(whole * TimeSpan.TicksPerSecond, out utcTicks);

        return reader.TryGetDecimal(out decimal seconds) && seconds is >= 0 and <= MaxSeconds && Convert((long)(seconds * TimeSpan.TicksPerSecond), out utcTicks);
    }

    /// <summary>The whole seconds of an instant, rounded down, so that a date in a token is never later than requested.</summary>
    public static long ToSeconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    private static bool Convert(long ticks, out long utcTicks)
    {
        utcTicks = DateTime.UnixEpoch.Ticks + ticks;
        return true;
    }
}
