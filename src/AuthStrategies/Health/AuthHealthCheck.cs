using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>
/// Checks all parts at once. Many probes share one check, and its report is used again for a second, so that probes put no load on a store.
/// It writes nothing but a missing key. Thread-safe.
/// </summary>
/// <param name="parts">Finds the parts, at the first check: options with mistakes must not stop the application from being created.</param>
/// <param name="limit">The time limit of each part.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthHealthCheck(Func<IReadOnlyList<HealthPart>> parts, Func<TimeSpan> limit, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(1);

    private readonly Lock _sync = new();
    private IReadOnlyList<HealthPart>? _parts;
    private Task<IReadOnlyList<HealthFinding>>? _last;
    private long _startedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<HealthFinding> findings = await LatestAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        HealthStatus worst = findings.Min(finding => finding.Status);
        string text = string.Join(" ", findings.Where(finding => finding.Status != HealthStatus.Healthy).Select(finding => $"{finding.Part}: {finding.Text}"));
        // Two sinks may have one name: the worse one counts.
        Dictionary<string, object> data = findings.GroupBy(finding => finding.Part, StringComparer.Ordinal)
            .ToDictionary(part => part.Key, part => (object)Line(part.MinBy(finding => finding.Status)!), StringComparer.Ordinal);
        return new(
            worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst,
            text.Length == 0 ? "All parts of authentication work." : text,
            exception: null,
            data);
    }

    private static string Line(HealthFinding finding) => $"{finding.Status}. {finding.Text}";

    private Task<IReadOnlyList<HealthFinding>> LatestAsync()
    {
        lock (_sync)
        {
            bool isUsable = _last is not null && (!_last.IsCompleted || (_last.IsCompletedSuccessfully && time.GetElapsedTime(_startedAt) < Reuse));
            if (isUsable)
                return _last!;

            _startedAt = time.GetTimestamp();
            return _last = Task.Run(CheckAsync);
        }
    }

    // Not cancelled with its caller, because others wait for the same report. Each part ends within the limit.
    private async Task<IReadOnlyList<HealthFinding>> CheckAsync()
    {
        try
        {
            _parts ??= parts();
            TimeSpan most = limit();
            return await Task.WhenAll(_parts.Select(part => part.CheckAsync(most, time))).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Options with mistakes, or a factory of the application that throws. Its text may name a value, so the log of the start says it, not this report.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [new("strategies", HealthStatus.Unhealthy, $"The strategies cannot be created ({exception.GetType().Name}). Their options have mistakes, or a service that they need cannot be created; the first request or the start of the application says which.")];
        }
    }
}
