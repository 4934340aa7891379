using Microsoft.Extensions.Logging;

namespace AuthStrategies.Registration;

/// <summary>Watches the settings that are read at start, from the first check of the configuration until the container is disposed.</summary>
internal sealed class StartSettingsWatch(StrategyRegistrations registrations, IServiceProvider services) : IDisposable
{
    private readonly Lock _starting = new();
    private IDisposable[]? _watches;

    public void Start()
    {
        ILogger logger = StrategyFactory.Logger(services);
        lock (_starting)
            _watches ??= [.. registrations.StartSettings.Select(settings => settings.Watch(logger))];
    }

    public void Dispose()
    {
        foreach (IDisposable watch in _watches ?? [])
            watch.Dispose();
    }
}
