using System.Globalization;
using System.Security.Claims;
using System.Text;
using AuthStrategies.Json;

namespace AuthStrategies.Claims;

/// <summary>
/// The one form of each claim value, the same for every strategy: a value that can be written to JSON and read back without
/// a change of its text. A value that does not match its declared type is kept as a string and never changed.
/// </summary>
internal static class ClaimValue
{
    // The value types of Microsoft.IdentityModel.JsonWebTokens.JsonClaimValueTypes.
    private const string JsonType = "JSON";
    private const string JsonArrayType = "JSON_ARRAY";

    public static string ValueTypeOf(ClaimKind kind) => kind switch
    {
        ClaimKind.Integer32 => ClaimValueTypes.Integer32,
        ClaimKind.Integer64 => ClaimValueTypes.Integer64,
        ClaimKind.Double => ClaimValueTypes.Double,
        ClaimKind.Boolean => ClaimValueTypes.Boolean,
        ClaimKind.Json => JsonType,
        ClaimKind.JsonArray => JsonArrayType,
        _ => ClaimValueTypes.String,
    };

    // Almost every value is a text, and its type is then the constant itself, so that the first comparison looks at no character.
    public static ClaimEntry Normalize(string type, string value, string valueType) =>
        valueType == ClaimValueTypes.String ? new(type, value, ClaimKind.String) : NormalizeTyped(type, value, valueType);

    /// <summary>The kind of a number's text: a number only if formatting the parsed number gives the same text.</summary>
    public static ClaimKind NumberKind(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
            && integer.ToString(CultureInfo.InvariantCulture) == text)
        {
            return IntegerKind(integer);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            && number.ToString("R", CultureInfo.InvariantCulture) == text
            ? ClaimKind.Double
            : ClaimKind.String;
    }

    public static ClaimKind IntegerKind(long integer) => integer is >= int.MinValue and <= int.MaxValue ? ClaimKind.Integer32 : ClaimKind.Integer64;

    private static ClaimEntry NormalizeTyped(string type, string value, string valueType) => valueType switch
    {
        ClaimValueTypes.Integer or ClaimValueTypes.Integer32 or ClaimValueTypes.Integer64
            or ClaimValueTypes.UInteger32 or ClaimValueTypes.UInteger64 or ClaimValueTypes.Double => new(type, value, NumberKind(value)),
        ClaimValueTypes.Boolean => Boolean(type, value),
        JsonType or JsonArrayType => JsonValue(type, value),
        _ => new(type, value, ClaimKind.String),
    };

    // bool.ToString() writes "True", which applications pass on; JSON allows only lower case.
    private static ClaimEntry Boolean(string type, string value) => value switch
    {
        "true" or "True" => new(type, "true", ClaimKind.Boolean),
        "false" or "False" => new(type, "false", ClaimKind.Boolean),
        _ => new(type, value, ClaimKind.String),
    };

    private static ClaimEntry JsonValue(string type, string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        return StrictJson.IsStrict(utf8, StrictJson.MaxDepth - 2) && ClaimJson.TryReadSingle(type, utf8, out ClaimEntry claim)
            ? claim
            : new(type, value, ClaimKind.String);
    }
}
