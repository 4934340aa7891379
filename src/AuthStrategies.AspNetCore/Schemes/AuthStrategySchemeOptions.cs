using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore;

/// <summary>
/// What every authentication scheme of ASP.NET Core has: forwarding to other schemes, above all. What is particular to
/// this library is in <see cref="AuthHttpOptions"/>.
/// </summary>
public sealed class AuthStrategySchemeOptions : AuthenticationSchemeOptions
{
}
