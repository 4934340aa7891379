using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// The options of every ASP.NET Core authentication scheme, for example forwarding to other schemes. The options of this
/// library are in <see cref="AuthHttpOptions"/>.
/// </summary>
public sealed class AuthStrategySchemeOptions : AuthenticationSchemeOptions
{
}
