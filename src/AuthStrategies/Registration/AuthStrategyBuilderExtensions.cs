using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AuthStrategies;
using AuthStrategies.Registration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds strategies. Injecting <see cref="IAuthStrategy"/> gives the first one added; each is also a keyed service under its name.</summary>
public static partial class AuthStrategyBuilderExtensions
{
    /// <summary>Adds a custom strategy.</summary>
    /// <typeparam name="TStrategy">The strategy; created once by the container. Its <see cref="IAuthStrategy.Name"/> must be <paramref name="name"/>; a constructor parameter marked <c>[ServiceKey]</c> receives it.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(this IAuthStrategyBuilder builder, string name)
        where TStrategy : class, IAuthStrategy
    {
        return builder.AddStrategy<TStrategy>(name, StrategyCapabilities.Unstated);
    }

    /// <summary>Adds a custom strategy and states what it can do.</summary>
    /// <typeparam name="TStrategy">
    /// The strategy; created once by the container. Its <see cref="IAuthStrategy.Name"/> must be <paramref name="name"/>; a constructor
    /// parameter marked <c>[ServiceKey]</c> receives it.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name, unique among all strategies.</param>
    /// <param name="capabilities">What it can do. The HTTP layer uses this when several strategies read a credential from the same place.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IAuthStrategyBuilder AddStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(this IAuthStrategyBuilder builder, string name, AuthStrategyCapabilities capabilities)
        where TStrategy : class, IAuthStrategy
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(capabilities);
        builder.Services.AddKeyedSingleton<IAuthStrategy, TStrategy>(Checked(name));
        return builder.Register(name, AuthStrategyKind.Custom, _ => capabilities, services => CustomStrategyProblems(services, name));
    }

    /// <summary>Asks the application at every refresh of every strategy: it returns the current claims or refuses.</summary>
    /// <typeparam name="TRefresher">The refresher; created for each refresh in a new dependency injection scope.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IAuthStrategyBuilder UsePrincipalRefresher<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRefresher>(this IAuthStrategyBuilder builder)
        where TRefresher : class, IPrincipalRefresher
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Scoped<IPrincipalRefresher, TRefresher>());
        return builder;
    }

    private static IAuthStrategyBuilder Register(this IAuthStrategyBuilder builder, string name, AuthStrategyKind kind, Func<IServiceProvider, AuthStrategyCapabilities> capabilities, Func<IServiceProvider, IEnumerable<string>> problems, Action<IServiceProvider>? load = null)
    {
        builder.Services.AddSingleton(services => new AuthStrategyDescriptor(name, kind, () => capabilities(services)));
        StrategyRegistrations.Of(builder.Services).Add(new(name, problems, load));
        return builder;
    }

    private static IEnumerable<string> CustomStrategyProblems(IServiceProvider services, string name)
    {
        string actual = services.GetRequiredKeyedService<IAuthStrategy>(name).Name;
        return actual == name ? [] : [OptionMessages.Invalid("IAuthStrategy.Name", $"\"{actual}\"", $"\"{name}\", the name under which the strategy was added", $"AddStrategy<…>(\"{actual}\"), or return \"{name}\" from the Name property")];
    }

    private static string Checked(string name, [CallerMemberName] string call = "") =>
        OptionMessages.RequireText(name, $"The name of {call}", "the name of the strategy, a text that is not empty", $"{(call == "AddStrategy" ? "AddStrategy<…>" : call)}(\"Web\"{(call == "AddStrategy" ? "" : ", o => …")})");
}
