using AuthStrategies;
using AuthStrategies.Health;
using AuthStrategies.Registration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check of the application's strategies.</summary>
public static class AuthStrategyHealthChecksBuilderExtensions
{
    /// <summary>The default name of the health check: <c>AuthStrategies</c>.</summary>
    public const string DefaultHealthCheckName = "AuthStrategies";

    /// <summary>
    /// Adds one health check for all strategies: whether the session store answers (if a strategy needs it), whether each JWT strategy has its
    /// keys, whether the keys of other issuers are known and how old they are, and whether sinks lose events. It may be called before or after
    /// <c>AddAuthStrategy</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <see cref="HealthStatus.Unhealthy"/>: the session store, or the keys of a strategy, cannot be used. <see cref="HealthStatus.Degraded"/>: the
    /// strategies work, and something needs attention, or only the users of one issuer cannot be recognised. The description says what to do. The
    /// data has one entry for each part. No text contains a secret, an address or a claim.
    /// </para>
    /// <para>
    /// A check writes nothing, with one exception: if keys rotate and none can sign, it makes one, as a login would. It makes one read of the
    /// session store, and one of the key store if keys rotate. It ends within one and a half times the time limit of the session store's calls (<see cref="SessionStoreCallOptions.Timeout"/>, or that of the store). Calls at the same time
    /// share a check, and its report is used again for one second. Use it as a readiness check: a restart of the process does not mend a store.
    /// </para>
    /// </remarks>
    /// <param name="builder">The builder, from <c>services.AddHealthChecks()</c>.</param>
    /// <param name="name">The name of the check in the report. Default: <see cref="DefaultHealthCheckName"/>.</param>
    /// <param name="failureStatus">What is reported instead of <see cref="HealthStatus.Unhealthy"/>. Default: <see langword="null"/>, no change.</param>
    /// <param name="tags">The tags, by which endpoints choose checks. Default: <see langword="null"/>, the tag <c>ready</c>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or white space.</exception>
    public static IHealthChecksBuilder AddAuthStrategies(
        this IHealthChecksBuilder builder, string name = DefaultHealthCheckName, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionMessages.RequireText(name, "The name of AddAuthStrategies", "the name of the health check, a text that is not empty", "AddAuthStrategies(\"Login\")");
        builder.Services.TryAddSingleton(HealthParts.Create);
        return builder.Add(new HealthCheckRegistration(name, static services => services.GetRequiredService<AuthHealthCheck>(), failureStatus, tags ?? ["ready"]));
    }
}
