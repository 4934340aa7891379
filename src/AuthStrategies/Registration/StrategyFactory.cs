using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.DPoP;
using AuthStrategies.Jwt;
using AuthStrategies.Sessions;
using AuthStrategies.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>Creates the parts of strategies from the services of the container.</summary>
internal static class StrategyFactory
{
    private const string LogCategory = "AuthStrategies";

    public static ILogger Logger(IServiceProvider services) =>
        (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(LogCategory);

    public static AuthStrategiesMetrics Metrics(IServiceProvider services) => new(services.GetService<IMeterFactory>());

    public static StrategyDiagnostics Diagnostics(IServiceProvider services, string name) =>
        new(name, Logger(services), services.GetRequiredService<AuthStrategiesMetrics>(), services.GetRequiredService<OwnClock>(), Events(services, name));

    /// <summary>The events of a strategy; <see langword="null"/> if the application has no sink.</summary>
    public static StrategyEvents? Events(IServiceProvider services, string name) =>
        services.GetRequiredService<AuthEventDelivery>().OrNull is { } delivery ? new(name, delivery) : null;

    /// <summary>Delivers the events of all strategies and of the directory.</summary>
    public static AuthEventDelivery EventDelivery(IServiceProvider services) => new(
        services.GetServices<AuthEventSinkRegistration>(),
        services,
        services.GetRequiredService<IOptions<AuthEventOptions>>().Value,
        services.GetRequiredService<TimeProvider>(),
        Logger(services),
        services.GetRequiredService<AuthStrategiesMetrics>());

    public static OwnClock Clock(IServiceProvider services) => new(services.GetRequiredService<TimeProvider>(), Logger(services));

    /// <summary>The client of the store, shared by all strategies and the directory.</summary>
    public static SessionStoreClient StoreClient(IServiceProvider services)
    {
        ISessionStore store = services.GetRequiredService<ISessionStore>();
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        ILogger logger = Logger(services);
        CheckedOptions<SessionStoreCallOptions> options = new(services.GetRequiredService<IOptions<StrategyChecks>>(), services.GetRequiredService<IOptions<SessionStoreCallOptions>>());
        SessionStoreBreaker breaker = new(options, store.GetService<ITimedSessionStore>(), time, logger);
        AuthStrategiesMetrics metrics = services.GetRequiredService<AuthStrategiesMetrics>();
        if (store.GetService<InMemorySessionStore>() is { } memory)
            metrics.ObserveSessions(() => memory.SessionCount);
        return new(services.GetService<NearCacheSessionStore>() ?? store, breaker, time, metrics, logger);
    }

    /// <summary>The verifier of DPoP proofs, with the store only if it is used.</summary>
    public static DPoPProofVerifier ProofVerifier(IServiceProvider services)
    {
        DPoPOptions options = new CheckedOptions<DPoPOptions>(services.GetRequiredService<IOptions<StrategyChecks>>(), services.GetRequiredService<IOptions<DPoPOptions>>()).Value;
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        IDPoPNonceProtector? nonces = services.GetService<IDPoPNonceProtector>();
        if (!options.ShareReplays)
            return new(options, time, nonces, shared: null);

        return services.GetRequiredService<ISessionStore>().GetService<InMemorySessionStore>() is { } memory
            ? new(options, time, nonces, shared: null, ReplayMemory.Of(memory, options.MaxReplayBytes))
            : new(options, time, nonces, services.GetRequiredService<SessionStoreClient>());
    }

    /// <summary>One function for each JWT strategy, used or not; it finds the session of a JWT.</summary>
    public static IEnumerable<Func<string, CancellationToken, ValueTask<SessionReference?>>> ReferenceFinders(IServiceProvider services, StrategyRegistrations registrations) =>
        registrations.Strategies
            .Select(strategy => services.GetRequiredKeyedService<IAuthStrategy>(strategy.Name).GetService<JwtStrategy>())
            .OfType<JwtStrategy>()
            .Select(strategy => (Func<string, CancellationToken, ValueTask<SessionReference?>>)strategy.FindSessionAsync)
            .Concat(services.GetServices<UnusedAuthStrategy>()
                .Where(unused => unused.Kind == AuthStrategyKind.Jwt && !registrations.Has(unused.Name))
                .Select(unused => (Func<string, CancellationToken, ValueTask<SessionReference?>>)unused.Revoker.FindSessionAsync));

    /// <summary>All strategies of the application, also those inside another authentication handler.</summary>
    public static IEnumerable<AuthStrategyDescriptor> DescriptorsOf(IServiceProvider services) =>
        services.GetServices<AuthStrategyDescriptor>().Concat(services.GetKeyedServices<AuthStrategyDescriptor>(AuthStrategyDescriptor.InsideAnotherHandler));

    /// <summary>All strategies of the application with what they can do, in order.</summary>
    public static IEnumerable<(IAuthStrategy Strategy, Func<AuthStrategyCapabilities> Capabilities)> StrategiesOf(IServiceProvider services) =>
        services.GetServices<AuthStrategyDescriptor>()
            .Select(descriptor => (services.GetRequiredKeyedService<IAuthStrategy>(descriptor.Name), (Func<AuthStrategyCapabilities>)(() => descriptor.Capabilities)));

    /// <summary>The rules of the sessions of the strategy with this name; <see langword="null"/> if it keeps none here.</summary>
    public static SessionPolicy? SessionPolicyOf(IServiceProvider services, string name) => InsideOf(services.GetKeyedService<IAuthStrategy>(name)) switch
    {
        SessionStrategy strategy => strategy.Policy,
        JwtStrategy strategy => strategy.SessionPolicy,
        _ => null,
    };

    /// <summary>What ending everything achieves for each strategy of the application, and for those that its configuration describes and does not choose.</summary>
    public static IEnumerable<RevokeReach> RevokeReaches(IServiceProvider services) =>
        DescriptorsOf(services).Select(descriptor => InsideOf(services.GetKeyedService<IAuthStrategy>(descriptor.Name)) switch
        {
            SessionStrategy => new RevokeReach(descriptor.Name, RevokeOutcome.Revoked, HasGeneration: true),
            JwtStrategy jwt => new(descriptor.Name, jwt.OutcomeOfRevokeEverything, HasGeneration: true, OnlyVerifies: !descriptor.Capabilities.IssuesCredentials),
            _ => new(descriptor.Name, RevokeOutcome.NotSupported, HasGeneration: false, OnlyVerifies: descriptor.Capabilities is { IssuesCredentials: false, KeepsSessions: false }),
        }).Concat(services.GetServices<UnusedAuthStrategy>()
            .Where(unused => services.GetKeyedService<IAuthStrategy>(unused.Name) is null)
            .Select(unused => new RevokeReach(unused.Name, unused.Revoker.OutcomeOfRevokeEverything, HasGeneration: true, IsUsed: false)));

    /// <summary>What ends the sessions of a strategy that is not used.</summary>
    public static UnusedSessionRevoker UnusedRevoker(IServiceProvider services, IConfigurationSection section, string name, AuthStrategyKind kind)
    {
        SessionStoreClient client = services.GetRequiredService<SessionStoreClient>();
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        StrategyDiagnostics diagnostics = Diagnostics(services, name);
        if (kind != AuthStrategyKind.Jwt)
            return new(name, client, policy: null, jwt: null, time, diagnostics);

        PolicySource<UnusedJwtPolicy> policy = new(Load, section.GetReloadToken, static _ => { });
        return new(name, client, policy, new(JwtRevoker, LazyThreadSafetyMode.PublicationOnly), time, diagnostics);

        // At the first token of the strategy: its key store may be one that only other hosts can reach.
        JwtRevoker JwtRevoker()
        {
            try
            {
                return new(JwtKeyRegistration.KeyProvider(services, name, isReadOnly: true), client, diagnostics);
            }
#pragma warning disable CA1031 // A factory of the application may throw anything.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                throw new JwtKeyStoreException($"The keys of {name}, which is not used, cannot be read.", exception);
            }
        }

        UnusedJwtPolicy Load()
        {
            try
            {
                return new(JwtPolicy.Compile(name, NamedOptions.Create<JwtStrategyOptions>(services, name)));
            }
            catch (OptionsValidationException)
            {
                return new((JwtPolicy?)null);
            }
        }
    }

    /// <summary>The strategy's options as a policy that follows their changes.</summary>
    public static PolicySource<TPolicy> Policy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions, TPolicy>(IServiceProvider services, string name, Func<string, TOptions, TPolicy> compile)
        where TOptions : class
        where TPolicy : class
    {
        ILogger logger = Logger(services);
        OptionsChanges<TOptions> changes = new(services, name);
        string last = "";
        return new PolicySource<TPolicy>(Load, changes.Next, Reloaded);

        TPolicy Load()
        {
            // Checks all strategies once, so that without a host every mistake is reported together here.
            _ = services.GetRequiredService<IOptions<StrategyChecks>>().Value;
            return compile(name, NamedOptions.Create<TOptions>(services, name));
        }

        void Reloaded(Exception? exception)
        {
            string mistakes = exception switch
            {
                null => "",
                OptionsValidationException invalid => string.Join(" ", invalid.Failures),
                _ => exception.GetType().Name,
            };
            if (!changes.Concerns() && mistakes == last)
                return;

            last = mistakes;
            if (exception is null)
                Log.OptionsReloaded(logger, name);
            else
                Log.OptionsInvalid(logger, name, mistakes);
        }
    }

    /// <summary>The library's strategy inside a wrapper (<see cref="DelegatingAuthStrategy"/>); otherwise the strategy itself.</summary>
    private static IAuthStrategy? InsideOf(IAuthStrategy? strategy) =>
        strategy?.GetService<SessionStrategy>() ?? strategy?.GetService<JwtStrategy>() ?? strategy;
}
