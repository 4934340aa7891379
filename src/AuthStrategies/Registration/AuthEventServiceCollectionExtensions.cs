using System.Diagnostics.CodeAnalysis;
using AuthStrategies;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sinks of events. An application without one does nothing for events.</summary>
public static class AuthEventServiceCollectionExtensions
{
    /// <summary>
    /// Adds a sink of events. Several may be added; each gets every event of all strategies. <c>services.Configure&lt;AuthEventOptions&gt;(…)</c> sets
    /// what they are given.
    /// </summary>
    /// <typeparam name="TSink">
    /// The sink: a singleton, which the container creates when the first event is delivered. It may use strategies; services of a scope it gets from
    /// <see cref="IServiceScopeFactory"/>. A type that was added before is not added again.
    /// </typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The same services, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddAuthEventSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(this IServiceCollection services)
        where TSink : class, IAuthEventSink
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ImplementationInstance is AuthEventSinkRegistration known && known.Type == typeof(TSink)))
            return services;

        services.TryAddSingleton<TSink>();
        services.AddSingleton(new AuthEventSinkRegistration(typeof(TSink).Name, typeof(TSink), static provider => provider.GetRequiredService<TSink>()));
        return services;
    }

    /// <summary>Adds a sink of events that the application creates.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Its name in log and metrics.</param>
    /// <param name="factory">Gets the sink; called once, when the first event is delivered, and again if it throws.</param>
    /// <returns>The same services, for further calls.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static IServiceCollection AddAuthEventSink(this IServiceCollection services, string name, Func<IServiceProvider, IAuthEventSink> factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        string text = OptionMessages.RequireText(name, "The name of AddAuthEventSink", "the name of the sink, a text that is not empty", "AddAuthEventSink(\"audit\", _ => sink)");
        services.AddSingleton(new AuthEventSinkRegistration(text, Type: null, factory));
        return services;
    }

    /// <summary>
    /// Adds the sink that writes each event as one structured line of the log, in the category <c>AuthStrategies.Events</c>. Suspected thefts
    /// are warnings; refusals, replays, rotations and accepted credentials are at level debug; all others are information.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddAuthEventLog(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => new AuthEventLogSink(provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services.AddAuthEventSink<AuthEventLogSink>();
    }
}
