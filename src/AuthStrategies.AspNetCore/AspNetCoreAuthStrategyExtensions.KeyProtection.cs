using AuthStrategies;
using AuthStrategies.AspNetCore.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AspNetCoreAuthStrategyExtensions
{
    /// <summary>
    /// Protects the private keys of rotating keys by ASP.NET Core Data Protection, in every key store. If Data Protection cannot unprotect
    /// them, every call throws <see cref="JwtKeyStoreException"/>, and no new key is created.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// The keys of Data Protection must be persisted, shared by all nodes (<c>PersistKeysTo…</c> and <c>SetApplicationName</c>), and kept apart
    /// from the key store. Their own rotation needs no change here.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectJwtKeysWithDataProtection(this IAuthStrategyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        return builder.ProtectJwtKeys(static services => new DataProtectionJwtKeyProtector(services.GetRequiredService<IDataProtectionProvider>()));
    }
}
