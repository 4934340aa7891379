using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>
/// Checks the sections <c>Http</c> when they change while the application runs. They are read at start only, so a mistake would
/// otherwise be found when the application does not start again.
/// </summary>
internal sealed class HttpSettingsWatch(
    IEnumerable<AuthStrategyConfiguration> configurations, IOptionsFactory<AuthHttpOptions> factory, ILogger<HttpSettingsWatch> logger) : IHostedService, IDisposable
{
    private readonly Lock _comparing = new();
    private readonly IConfigurationSection[] _sections = [.. configurations.Select(configuration => configuration.Section.GetSection(HttpSettings.Key))];
    private IDisposable[] _watches = [];
    private string _text = "";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What compares the settings is not compiled in an application without them.
        if (_sections.Length == 0)
            return Task.CompletedTask;

        _text = Text();
        _watches = [.. _sections.Select(section => ChangeToken.OnChange(section.GetReloadToken, Compare))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (IDisposable watch in _watches)
            watch.Dispose();
    }

    private void Compare()
    {
        lock (_comparing)
        {
            string text = Text();
            if (text == _text)
                return;

            _text = text;
            try
            {
                // The validator warns of mistakes in the section that is not used.
                _ = factory.Create(Microsoft.Extensions.Options.Options.DefaultName);
            }
            catch (OptionsValidationException exception)
            {
                HttpLog.ChangedOptionsInvalid(logger, string.Join(" ", exception.Failures));
            }
        }
    }

    private string Text() => string.Join('\n', _sections.SelectMany(section => section.AsEnumerable()).OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => $"{entry.Key}={entry.Value}"));
}
