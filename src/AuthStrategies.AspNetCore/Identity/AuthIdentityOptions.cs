using System.Security.Claims;

namespace AuthStrategies.AspNetCore;

/// <summary>How ASP.NET Core Identity uses the strategies. Set while services are registered; later changes have no effect.</summary>
public sealed class AuthIdentityOptions
{
    /// <summary>
    /// The types of claims that a refresh keeps from the login, because Identity cannot read them again: those that the application gave
    /// to <c>SignInWithClaimsAsync</c>. All other claims are those that Identity gives the user at that moment. Default: <c>amr</c> and
    /// <see cref="ClaimTypes.AuthenticationMethod"/>, as with <c>RefreshSignInAsync</c>. A claim of a kept type that is
    /// removed from the user stays in the session, so never add the type of a role or of a permission.
    /// </summary>
    public IList<string> KeptClaimTypes { get; } = ["amr", ClaimTypes.AuthenticationMethod];
}
