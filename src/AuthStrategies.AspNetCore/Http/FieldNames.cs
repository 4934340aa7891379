using System.Text.Json;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The names of the members of our bodies: as the JSON options of the application name properties.</summary>
internal static class FieldNames
{
    public const string RefreshToken = nameof(AuthTokenResponse.RefreshToken);

    /// <summary>The name of a property.</summary>
    public static string Of(string property, JsonSerializerOptions options) => options.PropertyNamingPolicy?.ConvertName(property) ?? property;
}
