using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Adds our middleware before all of the application's, and says once what browsers will not do with the cookies.</summary>
internal sealed class AuthStrategyStartupFilter(StrategyList strategies, ILogger<AuthStrategyStartupFilter> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        foreach (HttpStrategy strategy in strategies.All.Where(strategy => strategy.UsesCookie && strategy.Cookie is { SameSite: SameSiteMode.None, Partitioned: false }))
            HttpLog.NotPartitioned(logger, strategy.Name);
        app.UseMiddleware<AuthStrategyMiddleware>();
        next(app);
    };
}
