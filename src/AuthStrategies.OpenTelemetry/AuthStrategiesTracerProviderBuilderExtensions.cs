using AuthStrategies;

namespace OpenTelemetry.Trace;

/// <summary>Adds the traces of the strategies to OpenTelemetry.</summary>
public static class AuthStrategiesTracerProviderBuilderExtensions
{
    /// <summary>Collects the activities of <see cref="AuthStrategiesTelemetry.ActivitySourceName"/>: issue, authenticate, refresh and revoke.</summary>
    /// <param name="builder">The builder, from <c>WithTracing</c>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TracerProviderBuilder AddAuthStrategiesInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(AuthStrategiesTelemetry.ActivitySourceName);
    }
}
