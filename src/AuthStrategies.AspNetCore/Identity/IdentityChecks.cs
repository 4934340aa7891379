using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Finds settings that would send Identity's secrets to clients.</summary>
internal sealed class IdentityChecks(IOptions<IdentityOptions> identity) : IValidateOptions<AuthHttpOptions>
{
    private static readonly string StampType = new ClaimsIdentityOptions().SecurityStampClaimType;

    public ValidateOptionsResult Validate(string? name, AuthHttpOptions options) =>
        identity.Value.ClaimsIdentity.SecurityStampClaimType == StampType
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"IdentityOptions.ClaimsIdentity.SecurityStampClaimType: is \"{identity.Value.ClaimsIdentity.SecurityStampClaimType}\". The stamp is a secret of the server, and is kept from tokens and stores under its usual name only. Leave it \"{StampType}\".");
}
