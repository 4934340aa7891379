using System.Text.Json.Serialization;

namespace AuthStrategies.Reflection.Tests;

/// <summary>The generated code of an application that serializes one type of its own.</summary>
[JsonSerializable(typeof(Version))]
internal sealed partial class NothingJson : JsonSerializerContext
{
}
