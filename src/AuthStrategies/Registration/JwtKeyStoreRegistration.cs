using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Picks the store of rotating keys, for all JWT strategies whose keys rotate. The last pick counts; without one they live in this process only.</summary>
public static class JwtKeyStoreRegistration
{
    /// <summary>Keeps rotating keys in a store of the application's own.</summary>
    /// <typeparam name="TStore">The store; made once by the container.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseJwtKeyStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IAuthStrategyBuilder builder)
        where TStore : class, IJwtKeyStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IJwtKeyStore, TStore>());
        return builder;
    }

    /// <summary>Keeps rotating keys in a store that the application makes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes the store; called once, on first use.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseJwtKeyStore(this IAuthStrategyBuilder builder, Func<IServiceProvider, IJwtKeyStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }

    /// <summary>Keeps rotating keys in a file that only its owner may read, not encrypted: see <see cref="FileJwtKeyStore"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file, shared by all processes of the application; a relative path starts at the current directory of this moment.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or no path.</exception>
    public static IAuthStrategyBuilder UseFileJwtKeyStore(this IAuthStrategyBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // The system's clock: it times the wait for another process, which a clock under test cannot hurry.
        FileJwtKeyStore store = new(path);
        return builder.UseJwtKeyStore(_ => store);
    }
}
