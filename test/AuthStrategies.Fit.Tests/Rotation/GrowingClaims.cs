using System.Security.Claims;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>An application whose users get a claim of any length at a refresh.</summary>
internal sealed class GrowingClaims(GrowingClaims.Growth growth) : IPrincipalRefresher
{
    public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken)
    {
        if (growth.Length > 0)
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("story", new string('x', growth.Length)));
        return new(principal);
    }

    /// <summary>What the test sets.</summary>
    internal sealed class Growth
    {
        /// <summary>The length of the claim; 0: none.</summary>
        public int Length { get; set; }
    }
}
