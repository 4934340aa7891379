using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// The options of every ASP.NET Core authentication scheme, for example forwarding to other schemes. The options of this
/// library are in <see cref="AuthHttpOptions"/>.
/// </summary>
/// <remarks>
/// The schemes raise no events: <see cref="AuthenticationSchemeOptions.Events"/> has no effect. If
/// <see cref="AuthenticationSchemeOptions.EventsType"/> is set, the service is created for each request that uses the scheme, and an
/// <see cref="InvalidOperationException"/> is thrown there if it is not registered; it is never called.
/// </remarks>
public sealed class AuthStrategySchemeOptions : AuthenticationSchemeOptions
{
}
