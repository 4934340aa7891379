using System.Globalization;
using System.Text;
using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Claims;

/// <summary>Claims as members of a JSON object: one claim of a type is a value, several are an array.</summary>
internal static class ClaimJson
{
    /// <summary>Reads the value at the reader's position as claims of one type; each element of an array is one claim. JSON null is no claim.</summary>
    /// <returns>Whether the value is strict JSON and the claims stay within <see cref="ClaimSet.MaxClaims"/>.</returns>
    /// <exception cref="JsonException">The value is not JSON or is nested too deeply.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, string type, List<ClaimEntry> claims)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return TryReadOne(ref reader, document, type, claims);

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadOne(ref reader, document, type, claims))
                return false;
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    /// <summary>Reads a whole strict JSON document as the value of one claim.</summary>
    public static bool TryReadSingle(string type, ReadOnlySpan<byte> document, out ClaimEntry claim)
    {
        var reader = new Utf8JsonReader(document, StrictJson.ReaderOptions());
        reader.Read();
        return TryReadValue(ref reader, document, type, out claim);
    }

    /// <summary>Writes claims of one type as one member.</summary>
    /// <param name="json">The object.</param>
    /// <param name="claimsOfOneType">At least one claim.</param>
    /// <param name="alwaysArray">Whether one claim is written as an array too.</param>
    public static void Write(JsonText json, ReadOnlySpan<ClaimEntry> claimsOfOneType, bool alwaysArray)
    {
        json.Name(claimsOfOneType[0].Type);
        // A single value that is itself an array is wrapped in another one. Otherwise its elements would be read back as separate claims.
        bool asArray = alwaysArray || claimsOfOneType.Length > 1 || claimsOfOneType[0].Kind == ClaimKind.JsonArray;
        if (asArray)
            json.StartArray();
        foreach (ref readonly ClaimEntry claim in claimsOfOneType)
            WriteValue(json, claim);
        if (asArray)
            json.EndArray();
    }

    private static void WriteValue(JsonText json, in ClaimEntry claim)
    {
        if (claim.Kind == ClaimKind.String)
            json.Value(claim.Value);
        else
            json.Raw(claim.Value);
    }

    private static bool TryReadOne(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, string type, List<ClaimEntry> claims)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (claims.Count >= ClaimSet.MaxClaims || !TryReadValue(ref reader, document, type, out ClaimEntry claim))
            return false;

        claims.Add(claim);
        return true;
    }

    private static bool TryReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, string type, out ClaimEntry claim)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                bool whole = StrictJson.TryGetString(ref reader, out string text);
                claim = new(type, text, ClaimKind.String);
                return whole;
            case JsonTokenType.True:
                claim = new(type, "true", ClaimKind.Boolean);
                return true;
            case JsonTokenType.False:
                claim = new(type, "false", ClaimKind.Boolean);
                return true;
            case JsonTokenType.Number:
                return TryReadNumber(ref reader, type, out claim);
            default:
                return TryReadRaw(ref reader, document, type, out claim);
        }
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, string type, out ClaimEntry claim)
    {
        claim = default;
        if (reader.ValueSpan.Length > StrictJson.MaxNumberLength)
            return false;

        Span<byte> canonical = stackalloc byte[StrictJson.MaxNumberLength];
        bool isInteger = reader.TryGetInt64(out long integer)
            && integer.TryFormat(canonical, out int length, default, CultureInfo.InvariantCulture)
            && reader.ValueSpan.SequenceEqual(canonical[..length]);
        string text = Encoding.ASCII.GetString(reader.ValueSpan);
        claim = new(type, text, isInteger ? ClaimValue.IntegerKind(integer) : ClaimValue.NumberKind(text));
        return true;
    }

    /// <summary>An object or an inner array, or null that is a whole document: the claim's value is the original text in the document.</summary>
    private static bool TryReadRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, string type, out ClaimEntry claim)
    {
        ClaimKind kind = reader.TokenType == JsonTokenType.StartArray ? ClaimKind.JsonArray : ClaimKind.Json;
        int start = checked((int)reader.TokenStartIndex);
        if (!StrictJson.TrySkipValue(ref reader))
        {
            claim = default;
            return false;
        }

        claim = new(type, Encoding.UTF8.GetString(document[start..checked((int)reader.BytesConsumed)]), kind);
        return true;
    }
}
