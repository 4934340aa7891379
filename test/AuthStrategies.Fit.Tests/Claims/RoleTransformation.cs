using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>A transformation as the documentation of ASP.NET Core shows it: it adds a role to a copy, for the user that it finds by the subject.</summary>
internal sealed class RoleTransformation : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        ClaimsPrincipal clone = new(principal.Identities.Select(identity => identity.Clone()));
        if ((clone.FindFirstValue(ClaimTypes.NameIdentifier) ?? clone.FindFirstValue("sub")) == "u-1" && clone.Identity is ClaimsIdentity identity && !identity.HasClaim(identity.RoleClaimType, "transformed"))
            identity.AddClaim(new Claim(identity.RoleClaimType, "transformed"));
        return Task.FromResult(clone);
    }
}
