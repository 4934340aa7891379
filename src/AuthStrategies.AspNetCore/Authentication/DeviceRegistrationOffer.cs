using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Asks the browser to register a key, in the answer to a sign-in only: who has a copied cookie is never asked. A thread-safe singleton.</summary>
internal sealed class DeviceRegistrationOffer(DeviceEndpointPaths paths, DeviceChallenges challenges, IOptions<DeviceBindingOptions> options)
{
    private readonly string _algorithms = string.Join(' ', options.Value.Algorithms.Distinct(StringComparer.Ordinal));

    /// <exception cref="AuthUnavailableException">The challenge cannot be protected now.</exception>
    public void Add(HttpContext context, HttpStrategy strategy, IssuedCredential credential)
    {
        if (!strategy.BindsDevices || credential.SessionId is not { } session || strategy.Strategy is not IDeviceBinding || paths.Find(context, isRefresh: false) is not { } path)
            return;

        context.Response.Headers[DeviceHeaders.Registration] =
            $"({_algorithms});path=\"{path}\";challenge=\"{challenges.Create(DeviceStatementKind.Registration, session)}\"";
    }
}
