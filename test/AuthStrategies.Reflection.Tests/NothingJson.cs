using System.Text.Json.Serialization;

namespace AuthStrategies.Reflection.Tests;

/// <summary>The generated code of an application that serializes one of its types.</summary>
[JsonSerializable(typeof(Version))]
internal sealed partial class NothingJson : JsonSerializerContext
{
}
