using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Finds the logger of <see cref="AuthStrategyHandler"/>. The framework's base class asks the factory for it in each request, which hashes the name of
/// the type. A thread-safe singleton.
/// </summary>
/// <param name="factory">The application's factory. Its loggers follow its settings.</param>
internal sealed class HandlerLoggers(ILoggerFactory factory) : ILoggerFactory
{
    private ILogger? _logger;

    public ILogger CreateLogger(string categoryName) => _logger ??= factory.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The factory of the application has the providers.");

    public void Dispose()
    {
        // The container disposes the factory.
    }
}
