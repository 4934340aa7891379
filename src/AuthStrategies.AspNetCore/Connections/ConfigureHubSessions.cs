using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Adds the filter to all hubs.</summary>
internal sealed class ConfigureHubSessions(HubSessionFilter filter) : IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions options) => options.AddFilter(filter);
}
