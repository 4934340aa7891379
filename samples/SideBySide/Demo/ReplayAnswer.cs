using System.Text.Json;

namespace SideBySide.Demo;

/// <summary>What the second client was answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Body">The body, as text.</param>
/// <param name="Trace">The way its request took.</param>
internal sealed record ReplayAnswer(int Status, string Body, JsonElement Trace);
