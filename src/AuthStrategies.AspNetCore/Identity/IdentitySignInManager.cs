using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Identity's sign-in manager; users that a strategy authenticated count as signed in too.</summary>
internal sealed class IdentitySignInManager<TUser>(
    UserManager<TUser> users,
    IHttpContextAccessor accessor,
    IUserClaimsPrincipalFactory<TUser> factory,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<TUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<TUser> confirmation,
    StrategyList strategies)
    : SignInManager<TUser>(users, accessor, factory, options, logger, schemes, confirmation)
    where TUser : class
{
    /// <summary>The authentication type of an identity is the strategy's name, not the scheme that Identity signed in with.</summary>
    public override bool IsSignedIn(ClaimsPrincipal principal) =>
        base.IsSignedIn(principal)
        || (AuthenticationScheme == IdentityConstants.ApplicationScheme && principal.Identities.Any(identity => strategies.All.Any(strategy => strategy.Name == identity.AuthenticationType)));
}
