using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Claims;

/// <summary>
/// The names of a login as a member of a token: the mask as a number, or an array of the mask, the two claim types (empty for
/// the usual ones) and the exceptions.
/// </summary>
internal static class WrittenNamesJson
{
    public static void Write(JsonText json, WrittenNames names)
    {
        json.Name(ClaimNames.NamesMember);
        if (names.IsMaskOnly)
        {
            json.Value(names.Mask);
            return;
        }

        json.StartArray();
        json.Value(names.Mask);
        json.Value(names.NameType ?? "");
        json.Value(names.RoleType ?? "");
        foreach (int place in names.Exceptions)
            json.Value(place);
        json.EndArray();
    }

    /// <summary>Reads a strict JSON value.</summary>
    /// <returns>The names, or <see langword="null"/> for a value of another form: another issuer may use the member for something else.</returns>
    public static WrittenNames? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return TryReadNumber(ref reader, WrittenNames.AllBits, out int only) ? new() { Mask = only } : null;
        if (!reader.Read() || !TryReadNumber(ref reader, WrittenNames.AllBits, out int mask))
            return null;
        if (!reader.Read() || !TryReadType(ref reader, out string? nameType) || !reader.Read() || !TryReadType(ref reader, out string? roleType))
            return null;

        List<int> exceptions = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadNumber(ref reader, ClaimSet.MaxClaims, out int place) || (exceptions.Count > 0 && place <= exceptions[^1]))
                return null;
            exceptions.Add(place);
        }

        return new() { Mask = mask, NameType = nameType, RoleType = roleType, Exceptions = exceptions };
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, int max, out int number)
    {
        number = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out number) && number >= 0 && number <= max;
    }

    private static bool TryReadType(ref Utf8JsonReader reader, out string? type)
    {
        type = null;
        if (reader.TokenType != JsonTokenType.String || !StrictJson.TryGetString(ref reader, out string text))
            return false;

        type = text.Length == 0 ? null : text;
        return true;
    }
}
