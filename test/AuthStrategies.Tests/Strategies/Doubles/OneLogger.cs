using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>Everybody writes into one log.</summary>
internal sealed class OneLogger(ILogger logger) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
    }
}
