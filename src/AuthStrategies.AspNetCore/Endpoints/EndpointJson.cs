using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Serializes the bodies of the endpoints with generated code, so that reflection is not needed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AuthRefreshRequest))]
[JsonSerializable(typeof(AuthLogoutResponse))]
[JsonSerializable(typeof(AuthLogoutOthersResponse))]
[JsonSerializable(typeof(AuthSessionResponse))]
[JsonSerializable(typeof(IReadOnlyList<AuthSessionListItem>))]
[JsonSerializable(typeof(AuthMetadataResponse))]
[JsonSerializable(typeof(DeviceInstructions))]
[JsonSerializable(typeof(DeviceInstructionsEnd))]
internal sealed partial class EndpointJson : JsonSerializerContext
{
}
