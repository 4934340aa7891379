using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>Keeps rotating keys in the application's own store.</summary>
    /// <typeparam name="TStore">The store; the container creates it once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseJwtKeyStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IAuthStrategyBuilder builder)
        where TStore : class, IJwtKeyStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IJwtKeyStore, TStore>());
        return builder;
    }

    /// <summary>Keeps rotating keys in a store that the application creates.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Creates the store; called once, on first use.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseJwtKeyStore(this IAuthStrategyBuilder builder, Func<IServiceProvider, IJwtKeyStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }

    /// <summary>Keeps rotating keys in a file that only its owner may read: see <see cref="FileJwtKeyStore"/>. <c>ProtectJwtKeys…</c> protects them.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">
    /// The file, shared by all processes of the application. A relative path starts at the current directory at the time of this call.
    /// </param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or not a path.</exception>
    public static IAuthStrategyBuilder UseFileJwtKeyStore(this IAuthStrategyBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Uses the system clock: the wait for another process takes real time, also under a test clock.
        FileJwtKeyStore store = new(path);
        return builder.UseJwtKeyStore(_ => store);
    }
}
