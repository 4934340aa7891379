using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>Finds the authentication schemes whose credentials an operation requires.</summary>
internal sealed class RequiredSchemes(IAuthorizationPolicyProvider policies, IAuthenticationSchemeProvider schemes)
{
    /// <summary>The names of the schemes; empty when the operation is open to all clients.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(IList<object> metadata)
    {
        if (metadata.OfType<AuthCredentialMetadata>().Any())
            return [AuthStrategyDefaults.Scheme];
        if (metadata.OfType<IAllowAnonymous>().Any())
            return [];

        AuthorizationPolicy? policy = await PolicyOfAsync(metadata).ConfigureAwait(false);
        if (policy is null)
            return [];
        if (policy.AuthenticationSchemes.Count > 0)
            return policy.AuthenticationSchemes;

        return await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } scheme ? [scheme.Name] : [];
    }

    private async Task<AuthorizationPolicy?> PolicyOfAsync(IList<object> metadata)
    {
        AuthorizationPolicy? policy = await AuthorizationPolicy
            .CombineAsync(policies, metadata.OfType<IAuthorizeData>(), metadata.OfType<AuthorizationPolicy>()).ConfigureAwait(false);
        if (!metadata.OfType<IAuthorizationRequirementData>().Any())
            return policy ?? await policies.GetFallbackPolicyAsync().ConfigureAwait(false);

        return policy ?? await policies.GetDefaultPolicyAsync().ConfigureAwait(false);
    }
}
