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
                OptionMessages.Invalid("IdentityOptions.ClaimsIdentity.SecurityStampClaimType", OptionMessages.Quoted(identity.Value.ClaimsIdentity.SecurityStampClaimType), "the default name, because only under that name the stamp, a secret of the server, stays out of tokens and stores", $"\"{StampType}\""));
}
