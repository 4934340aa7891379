using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Finds <c>UseIdentity</c> in an application that has not added Identity for this user type.</summary>
internal sealed class IdentityStoreCheck<TUser>(IServiceProviderIsService services) : IValidateOptions<AuthHttpOptions>
    where TUser : class
{
    public ValidateOptionsResult Validate(string? name, AuthHttpOptions options) =>
        services.IsService(typeof(IUserStore<TUser>))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(OptionMessages.Invalid(
                $"UseIdentity<{typeof(TUser).Name}>()",
                "called without the users of ASP.NET Core Identity",
                $"used together with AddIdentity or AddDefaultIdentity for {typeof(TUser).Name} and a user store",
                $"services.AddDefaultIdentity<{typeof(TUser).Name}>().AddEntityFrameworkStores<AppContext>()"));
}
