using AuthStrategies;

namespace OpenTelemetry.Metrics;

/// <summary>Adds the metrics of the strategies to OpenTelemetry.</summary>
public static class AuthStrategiesMeterProviderBuilderExtensions
{
    /// <summary>
    /// Collects the instruments of <see cref="AuthStrategiesTelemetry.MeterName"/>. The histogram <see cref="AuthStrategiesTelemetry.StoreDuration"/> has
    /// buckets from half a millisecond to 10 seconds; a view of the application wins over them.
    /// </summary>
    /// <param name="builder">The builder, from <c>WithMetrics</c>.</param>
    /// <returns>The same builder, for further calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static MeterProviderBuilder AddAuthStrategiesInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(AuthStrategiesTelemetry.MeterName);
    }
}
