using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>Connects a cookie scheme with its ticket store.</summary>
/// <param name="scheme">The scheme.</param>
/// <param name="services">The services.</param>
internal sealed class ConfigureTicketCookie(string scheme, IServiceProvider services) : IPostConfigureOptions<CookieAuthenticationOptions>
{
    /// <exception cref="OptionsValidationException">The application has set another ticket store.</exception>
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (name != scheme)
            return;
        if (options.SessionStore is not null)
            throw new OptionsValidationException(scheme, typeof(CookieAuthenticationOptions), [OptionMessages.Invalid($"CookieAuthenticationOptions.SessionStore of {scheme}", "set", "left out with AddCookieTickets, which sets it", "AddCookie(\"" + scheme + "\") without SessionStore")]);

        options.SessionStore = services.GetRequiredKeyedService<CookieTicketStore>(scheme);
        options.CookieManager = new TicketCookieManager(scheme, options.CookieManager ?? new ChunkingCookieManager(), options);
        options.Events = new TicketCookieEvents(options.Events, options.EventsType);
        options.EventsType = null;
    }
}
