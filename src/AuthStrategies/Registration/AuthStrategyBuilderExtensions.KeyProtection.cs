using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.Jwt.KeyStores;
using AuthStrategies.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>Protects the private keys of rotating keys by the application's own protector, in every key store.</summary>
    /// <typeparam name="TProtector">The protector; the container creates it once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// From then on a key that is stored without protection is refused. To protect keys that are stored already, call
    /// <see cref="ProtectStoredJwtKeys"/>, or move them to another store: <see cref="MoveJwtKeysFrom"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectJwtKeys<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProtector>(this IAuthStrategyBuilder builder)
        where TProtector : class, IJwtKeyProtector
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IJwtKeyProtector, TProtector>());
        return builder;
    }

    /// <summary>Protects the private keys of rotating keys by a protector that the application creates. See the other overload.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Creates the protector; called once, on first use.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectJwtKeys(this IAuthStrategyBuilder builder, Func<IServiceProvider, IJwtKeyProtector> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(factory));
        return builder;
    }

    /// <summary>
    /// Encrypts the private keys of rotating keys with AES-256-GCM under a key-encryption key, in every key store. If no configured
    /// key-encryption key can decrypt them, every call throws <see cref="JwtKeyStoreException"/>, and no new key is created.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds the key-encryption keys.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectJwtKeysWithKeyEncryptionKeys(this IAuthStrategyBuilder builder, Action<JwtKeyEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JwtKeyEncryptionOptions>, JwtKeyEncryptionOptionsValidator>());
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(static services => _ = services.GetRequiredService<IOptions<JwtKeyEncryptionOptions>>().Value));
        return builder.ProtectJwtKeys(static services => new AesJwtKeyProtector(
            services.GetRequiredService<IOptions<JwtKeyEncryptionOptions>>().Value.KeyEncryptionKeys.Select(key => JwtKeyEncryptionOptionsValidator.Decode(key)!)));
    }

    /// <summary>As the other overload, with the key-encryption keys of a configuration section: one text, or a list.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, for example <c>configuration.GetSection("JwtKeyEncryptionKeys")</c>. Read once, on first use.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectJwtKeysWithKeyEncryptionKeys(this IAuthStrategyBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.ProtectJwtKeysWithKeyEncryptionKeys(options =>
        {
            foreach (string? key in section.GetChildren().Select(child => child.Value).Prepend(section.Value).OfType<string>())
                options.KeyEncryptionKeys.Add(key);
        });
    }

    /// <summary>
    /// Takes the first keys from the key store that was used before, so that no token becomes invalid: when the key store has no document of a
    /// strategy, the document of the former store is saved there. Keys in the former store may be unprotected. The former store is only read.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="factory">Creates the former store; called once, on first use.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// Deploy it when no rotation is due within <see cref="JwtKeyRotationOptions.AnnouncementPeriod"/>, because nodes that still use the former
    /// store do not see a key that is announced in the new one, and do not change keys until every node uses the new one. Then remove this call
    /// and the former store: it contains private keys.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder MoveJwtKeysFrom(this IAuthStrategyBuilder builder, Func<IServiceProvider, IJwtKeyStore> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.Replace(ServiceDescriptor.Singleton(services => new FormerJwtKeyStore(factory(services))));
        return builder;
    }

    /// <summary>
    /// Protects the keys that the key store already has without protection, in their place, so that no token becomes invalid. Without this call
    /// they are refused, because a writer of the store could have put them there. It needs a protector, one of the <c>ProtectJwtKeys…</c> methods:
    /// without one the application does not start.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <remarks>
    /// While this call is there, whoever can write the key store can add a key: remove it when every node runs with protection and event 40 was
    /// logged. A node without the protector cannot read protected keys: a running one continues with the keys it has, and a new one cannot start.
    /// So do not go back to the release before. Backups of the store still have the keys without protection. Together with
    /// <see cref="MoveJwtKeysFrom"/> it protects the keys of a store that has some, and keys that are moved are protected anyway.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder ProtectStoredJwtKeys(this IAuthStrategyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static service => service.ServiceType == typeof(StoredKeysProtection)))
            return builder;

        builder.Services.AddSingleton<StoredKeysProtection>();
        builder.Services.AddSingleton(new AuthStrategyOptionsCheck(StoredKeysProtection.Check));
        return builder;
    }
}
