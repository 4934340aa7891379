using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// Adds our middleware before all of the application's, and says once what browsers will not do with the cookies, and that the addresses in DPoP proofs are
/// those of any host.
/// </summary>
internal sealed class AuthStrategyStartupFilter(StrategyList strategies, IOptions<HostFilteringOptions> hosts, IHostEnvironment environment, ILogger<AuthStrategyStartupFilter> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        foreach (HttpStrategy strategy in strategies.All.Where(strategy => strategy.UsesCookie && strategy.Cookie is { SameSite: SameSiteMode.None, Partitioned: false }))
            HttpLog.NotPartitioned(logger, strategy.Name);
        if (AcceptsAnyHost && !environment.IsDevelopment() && strategies.All.Any(strategy => strategy.UsesDPoP))
            HttpLog.AnyHostForProofs(logger);
        app.UseMiddleware<AuthStrategyMiddleware>();
        next(app);
    };

    // One entry of these lets every host through, also beside others. Without host filtering the list is empty.
    private bool AcceptsAnyHost => hosts.Value.AllowedHosts is not { Count: > 0 } allowed || allowed.Any(host => host is "*" or "[::]" or "0.0.0.0");
}
