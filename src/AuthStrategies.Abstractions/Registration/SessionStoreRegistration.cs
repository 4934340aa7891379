using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Picks the session store. The last pick counts.</summary>
public static class SessionStoreRegistration
{
    /// <summary>Keeps sessions in a store of the application's own.</summary>
    /// <typeparam name="TStore">The store; made once by the container.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseSessionStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IAuthStrategyBuilder builder)
        where TStore : class, ISessionStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore, TStore>());
        return builder;
    }

    /// <summary>Keeps sessions in a store that the application makes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Makes the store; called once, on first use.</param>
    /// <returns>The builder, for the next verb.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseSessionStore(this IAuthStrategyBuilder builder, Func<IServiceProvider, ISessionStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }
}
