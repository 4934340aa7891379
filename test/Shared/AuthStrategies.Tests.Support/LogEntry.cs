using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Support;

/// <summary>One event as a log sink gets it.</summary>
/// <param name="Category">The logger's category; empty where the capture itself was the logger.</param>
/// <param name="Id">The number of the event.</param>
/// <param name="Level">The level of the event.</param>
/// <param name="Text">The formatted message, followed by the exception if there is one.</param>
/// <param name="Values">The structured values, as <c>name=value</c>.</param>
public sealed record LogEntry(string Category, int Id, LogLevel Level, string Text, string Values);
