using System.Text.Json;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt.Encryption;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Sessions;

namespace AuthStrategies.Jwt;

/// <summary>The <c>iat</c> of a genuine token. Not part of a verified token, because nothing on the path of each request needs it.</summary>
internal static class IssuedTime
{
    /// <summary>The time in seconds since 1970; 0 without one.</summary>
    public static long Of(string credential, JwtPolicy policy)
    {
        if (JwtDecryptor.Decrypt(credential, policy.Encryption, out string signed) is not null || !CompactToken.TryRead(signed, out CompactToken token))
            return 0;

        using (token)
        {
            Utf8JsonReader reader = new(token.Payload);
            using var payload = JsonDocument.ParseValue(ref reader);
            return payload.RootElement.TryGetProperty("iat"u8, out JsonElement issuedAt) && issuedAt.TryGetDouble(out double seconds) ? (long)seconds : 0;
        }
    }

    /// <summary>Reports an own token that was refused as not yet valid, if a clock that was ahead has issued it.</summary>
    /// <exception cref="AuthUnavailableException">The clock of this process was set back, so it cannot be told.</exception>
    public static void ReportAhead(AuthFailure failure, string credential, JwtPolicy policy, OwnClock clock, DateTimeOffset now)
    {
        if (failure.Reason != AuthFailureReason.NotYetValid || !policy.KeyPolicy.CanSign)
            return;

        long acceptedFrom = DateTimeOffset.FromUnixTimeSeconds(Of(credential, policy)).UtcTicks - SessionLimits.MaxClockDifference.Ticks;
        if (now.UtcTicks < acceptedFrom)
            clock.ReportAhead(acceptedFrom, now);
    }
}
