using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>In the container, it says that keys in the key store that have no protection are protected there. Immutable and thread-safe.</summary>
internal sealed class StoredKeysProtection
{
    /// <summary>Finds that the application has no protector: then the keys would stay readable, and nothing would say so.</summary>
    /// <exception cref="OptionsValidationException">There is no protector.</exception>
    public static void Check(IServiceProvider services)
    {
        // Not created: the check makes no connection, and the factory of a protector may.
        if (services.GetService<IServiceProviderIsService>()?.IsService(typeof(IJwtKeyProtector)) ?? services.GetService<IJwtKeyProtector>() is not null)
            return;

        throw new OptionsValidationException(Options.DefaultName, typeof(JwtKeyRotationOptions), [OptionMessages.Required(
            "The protector of ProtectStoredJwtKeys()",
            "one of the Protect… methods for keys",
            "ProtectJwtKeysWithDataProtection(), or ProtectJwtKeysWithKeyEncryptionKeys(configuration.GetSection(\"JwtKeyEncryptionKeys\"))")]);
    }
}
