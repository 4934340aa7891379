using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Says at start that cookies of a scheme are not accepted any more. It is no error: a restart after that time must not fail.</summary>
internal sealed class FormerCookiesStart(
    IEnumerable<AcceptedCookieScheme> schemes, IOptionsMonitor<AcceptedCookieOptions> options, TimeProvider time, ILogger<FormerCookiesStart> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        foreach (string scheme in schemes.Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal))
        {
            if (options.Get(scheme).Until is { } until && until <= time.GetUtcNow())
                HttpLog.CookiesNotAccepted(logger, scheme, until);
        }

        return next;
    }
}
