using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Serializes token bodies with generated code, so that reflection is not needed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuthTokenResponse))]
internal sealed partial class TokenJson : JsonSerializerContext
{
}
