using AuthStrategies.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>Finds <c>AddSessionRevalidation</c> in an application that has not called <c>UseAspNetCore</c>: no user of its connections has a session.</summary>
internal sealed class SessionRevalidationCheck(IServiceProviderIsService services) : IValidateOptions<SessionRevalidationOptions>
{
    public ValidateOptionsResult Validate(string? name, SessionRevalidationOptions options) =>
        services.IsService(typeof(CrossSiteCheck))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(OptionMessages.Invalid(
                "AddSessionRevalidation()",
                "called without UseAspNetCore()",
                "used together with a strategy and UseAspNetCore(), before or after this call",
                "builder.Services.AddAuthStrategy().AddSession().UseAspNetCore()"));
}
