using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Jwt.Tokens;

/// <summary>Reads the first <c>iss</c> of a payload that is not verified, and creates no string. Never throws because of the text.</summary>
internal static class NamedIssuerReader
{
    /// <summary>Reads the issuer.</summary>
    /// <param name="payload">The decoded payload.</param>
    /// <param name="expected">The accepted issuers.</param>
    /// <returns>Accepted for every payload that <see cref="TokenPayloadReader"/> reads with an accepted issuer.</returns>
    public static NamedIssuer Read(ReadOnlySpan<byte> payload, ExpectedClaims expected)
    {
        try
        {
            Utf8JsonReader reader = new(payload, StrictJson.ReaderOptions());
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return NamedIssuer.Unknown;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isIssuer = reader.ValueTextEquals("iss"u8);
                if (!reader.Read())
                    return NamedIssuer.Unknown;
                if (isIssuer)
                    return ReadValue(reader, expected);
                if (!reader.TrySkip())
                    return NamedIssuer.Unknown;
            }

            return NamedIssuer.Unknown;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or an escape that is half of a surrogate pair.
            return NamedIssuer.Unknown;
        }
    }

    private static NamedIssuer ReadValue(in Utf8JsonReader reader, ExpectedClaims expected)
    {
        if (reader.TokenType != JsonTokenType.String)
            return NamedIssuer.Unknown;

        foreach (byte[] issuer in expected.IssuersUtf8)
        {
            if (reader.ValueTextEquals(issuer))
                return NamedIssuer.Accepted;
        }

        return NamedIssuer.Other;
    }
}
