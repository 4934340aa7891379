using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>How our bodies are written; generated, so that nothing is looked up at run time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuthTokenResponse))]
[JsonSerializable(typeof(AuthRefreshRequest))]
[JsonSerializable(typeof(AuthLogoutResponse))]
[JsonSerializable(typeof(AuthSessionResponse))]
[JsonSerializable(typeof(IReadOnlyList<AuthSessionListItem>))]
[JsonSerializable(typeof(AuthMetadataResponse))]
internal sealed partial class EndpointJson : JsonSerializerContext
{
}
