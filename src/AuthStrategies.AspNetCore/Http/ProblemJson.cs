using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>Serializes refusals with generated code, so that reflection is not needed. The text is that of extension members.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
}
