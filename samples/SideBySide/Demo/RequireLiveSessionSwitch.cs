using AuthStrategies;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace SideBySide.Demo;

/// <summary>
/// <see cref="JwtStrategyOptions.RequireLiveSession"/>, to be switched while the server runs: the strategy follows its options, as it
/// would follow an edited configuration file. Thread-safe.
/// </summary>
internal sealed class RequireLiveSessionSwitch : IOptionsChangeTokenSource<JwtStrategyOptions>, IDisposable
{
    public const string StrategyName = "Jwt";

    private volatile CancellationTokenSource _change = new();
    private volatile bool _isOn;

    public string Name => StrategyName;

    public bool IsOn => _isOn;

    public void Set(bool isOn)
    {
        _isOn = isOn;
        using CancellationTokenSource changed = Interlocked.Exchange(ref _change, new());
        changed.Cancel();
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(_change.Token);

    public void Dispose() => _change.Dispose();
}
