using Microsoft.Extensions.Logging;

namespace AuthStrategies.EntityFrameworkCore.Diagnostics;

/// <summary>The log messages of the key store; event ids never change. No message contains a key.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(330, LogLevel.Error, "The row of a JWT strategy's keys cannot be read: it is damaged. It is not changed")]
    public static partial void Unreadable(ILogger logger);
}
