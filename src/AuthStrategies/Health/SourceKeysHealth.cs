using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>Whether the keys of another issuer are known, and how old they are.</summary>
/// <param name="strategy">The strategy.</param>
/// <param name="source">The source of its keys.</param>
/// <param name="worst">What it means for the application if the strategy does not work.</param>
/// <param name="time">The clock.</param>
internal sealed class SourceKeysHealth(string strategy, IJwtKeySource source, HealthStatus worst, TimeProvider time)
{
    public string Part => $"keys of {strategy}";

    public async ValueTask<HealthFinding> CheckAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!source.TryGetKeys(now, out IReadOnlyList<JwtKey>? keys))
        {
            try
            {
                keys = await source.GetKeysAsync(now, CancellationToken.None).ConfigureAwait(false);
            }
            catch (AuthUnavailableException)
            {
                return new(Part, worst, "The keys of the issuer are not known, so its tokens can be neither accepted nor refused. Check that this server reaches the issuer; the log says why.");
            }
        }

        if (keys.Count == 0)
            return new(Part, HealthStatus.Degraded, "The issuer publishes no key that can be used, so all its tokens are refused. Check its address; the log names keys that were skipped.");
        if (source.State is not { } state)
            return new(Part, HealthStatus.Healthy, $"{keys.Count} keys of the issuer are known.");

        string age = $"{keys.Count} keys of the issuer are known, fetched at {Text(state.FetchedAt)}";
        return now <= state.RefreshBy
            ? new(Part, HealthStatus.Healthy, $"{age}.")
            : new(Part, HealthStatus.Degraded, $"{age}. They are out of date, because the issuer does not answer, and are used until {Text(state.UsableUntil)}. Check that this server reaches the issuer; the log says why.");
    }

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
