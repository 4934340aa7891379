using Microsoft.Extensions.Logging;

namespace AuthStrategies.Redis.Diagnostics;

/// <summary>The log messages of the key store; event ids never change. No message contains a key.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(240, LogLevel.Error, "This release cannot read a key document in Redis: it is damaged, or a newer release wrote it. It is not changed")]
    public static partial void Unreadable(ILogger logger);
}
