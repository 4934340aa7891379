using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Registration;

/// <summary>
/// Watches the settings that are read at start, and the options that are not used, from the first check of the configuration until the
/// container is disposed.
/// </summary>
internal sealed class StartSettingsWatch(StrategyRegistrations registrations, UnusedWarnings unused, IServiceProvider services) : IDisposable
{
    private readonly Lock _starting = new();
    private IDisposable[]? _watches;

    public void Start()
    {
        lock (_starting)
        {
            _watches ??=
            [
                .. registrations.StartSettings.Select(settings => settings.Watch(services)),
                .. registrations.Unused.Where(strategy => strategy.Section is not null).Select(strategy => ChangeToken.OnChange(strategy.Section!.GetReloadToken, unused.Check)),
            ];
        }
    }

    public void Dispose()
    {
        foreach (IDisposable watch in _watches ?? [])
            watch.Dispose();
    }
}
