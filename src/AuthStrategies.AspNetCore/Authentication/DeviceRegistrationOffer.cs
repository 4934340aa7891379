using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Asks the browser to register a key, in the answer to a sign-in only: who has a copied cookie is never asked. A thread-safe singleton.</summary>
internal sealed class DeviceRegistrationOffer(DeviceEndpointPaths paths, DeviceChallenges challenges, IOptions<DeviceBindingOptions> options, ILogger<DeviceRegistrationOffer> logger)
{
    private readonly string _algorithms = string.Join(' ', options.Value.Algorithms.Distinct(StringComparer.Ordinal));
    private readonly bool _offers = options.Value.OfferRegistration;
    private int _hasWarned;

    /// <summary>Adds the header. A sign-in never fails because of it: most browsers do not know it.</summary>
    public void Add(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        if (!_offers || !strategy.BindsDevices || credential.SessionId is not { } session || strategy.Strategy.GetService<IDeviceBinding>() is null || paths.Find(context, isRefresh: false) is not { } path)
            return;
        if (strategy.Cookie.Domain is { } domain && !IsHostOf(context.Request, domain))
            return;

        try
        {
            context.Response.Headers[DeviceHeaders.Registration] =
                $"({_algorithms});path=\"{path}\";challenge=\"{challenges.Create(DeviceStatementKind.Registration, session)}\"";
        }
        catch (AuthUnavailableException exception)
        {
            HttpLog.DeviceNotAsked(logger, exception);
        }
    }

    // A scope of a whole site is accepted from the host of the domain only. From another one, the browser drops the key after the session has got it.
    private bool IsHostOf(HttpRequest request, string domain)
    {
        if (RequestHost.NameOf(request).Equals(domain.TrimStart('.'), StringComparison.OrdinalIgnoreCase))
            return true;

        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            HttpLog.DeviceOtherHost(logger, domain);
        return false;
    }
}
