using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.Registration;

/// <summary>Says that a section may have changed: its token fires at every reload of the configuration.</summary>
/// <typeparam name="TOptions">The options that are read from it.</typeparam>
/// <param name="name">The name of the strategy.</param>
/// <param name="section">Its section.</param>
internal sealed class SectionChangeTokenSource<TOptions>(string name, IConfiguration section) : IOptionsChangeTokenSource<TOptions>
{
    public string? Name => name;

    public IConfiguration Section => section;

    public IChangeToken GetChangeToken() => section.GetReloadToken();
}
