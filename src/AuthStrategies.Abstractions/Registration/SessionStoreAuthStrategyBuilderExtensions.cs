using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the session store. If several are chosen, the last one is used.</summary>
public static class SessionStoreAuthStrategyBuilderExtensions
{
    /// <summary>Keeps sessions in the application's own store.</summary>
    /// <typeparam name="TStore">The store; the container creates it once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseSessionStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IAuthStrategyBuilder builder)
        where TStore : class, ISessionStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionStore, TStore>());
        return builder;
    }

    /// <summary>Keeps sessions in a store that the application creates.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Creates the store; called once, on first use.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UseSessionStore(this IAuthStrategyBuilder builder, Func<IServiceProvider, ISessionStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }
}
