using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>Logs and counts what happens to a strategy's keys, and makes its events. Key ids are public; no other part of a key is used here. Thread-safe.</summary>
internal sealed class KeyDiagnostics(string strategy, ILogger logger, AuthStrategiesMetrics metrics, StrategyEvents? events = null)
{
    private volatile bool _hasKeys;

    private readonly KeyValuePair<string, object?> _strategyTag = new(AuthStrategiesTelemetry.StrategyTag, strategy);

    private string Consequence => _hasKeys ? "the strategy continues with the keys it has" : "the strategy has no keys yet, so it can neither issue nor check tokens until it gets them";

    /// <summary>The keys of the store are known to this process from now on.</summary>
    public void Known() => _hasKeys = true;

    public void Announced(string keyId, string algorithm, DateTimeOffset signsFrom)
    {
        Log.KeyAnnounced(logger, strategy, keyId, algorithm, signsFrom);
        events?.KeyChanged(keyId, KeyChange.Announced);
    }

    public void Active(string keyId, string algorithm, bool isFirst)
    {
        if (!isFirst)
            metrics.KeysRotated.Add(1, _strategyTag);
        Log.KeyActive(logger, strategy, keyId, algorithm);
        events?.KeyChanged(keyId, KeyChange.Activated);
    }

    /// <summary>Another key signs now. The line of that key says it, so there is none here.</summary>
    public void Retired(string keyId) => events?.KeyChanged(keyId, KeyChange.Retired);

    public void RetirementEnded(string keyId)
    {
        Log.KeyRetirementEnded(logger, strategy, keyId);
        events?.KeyChanged(keyId, KeyChange.Removed);
    }

    public void Removed(string keyId)
    {
        Log.KeyRemoved(logger, strategy, keyId);
        events?.KeyChanged(keyId, KeyChange.Removed);
    }

    public void KeysOlder(long found, long seen)
    {
        metrics.KeyStoreFailures.Add(1, _strategyTag, new(AuthStrategiesTelemetry.OperationTag, "load"));
        Log.KeysOlder(logger, strategy, found, seen);
    }

    public void RemovedKeyReturned(string keyId)
    {
        metrics.KeyStoreFailures.Add(1, _strategyTag, new(AuthStrategiesTelemetry.OperationTag, "load"));
        Log.RemovedKeyReturned(logger, strategy, keyId);
    }

    public void RevisionNotKept(long revision) => Log.KeyRevisionNotKept(logger, strategy, revision);

    public void ProtectionFailed(Exception? exception, string keyId, string reason)
    {
        metrics.KeyStoreFailures.Add(1, _strategyTag, new(AuthStrategiesTelemetry.OperationTag, "protect"));
        Log.KeyProtectionFailed(logger, exception, strategy, keyId, reason, Consequence);
    }

    public void Moved(int count) => Log.KeysMoved(logger, strategy, count, "were moved to the key store from the one that was used before");

    public void ProtectedInPlace(int count) => Log.KeysMoved(logger, strategy, count, "that were stored without protection are protected in the key store now");

    public void StoreFailed(Exception exception, string operation)
    {
        metrics.KeyStoreFailures.Add(1, _strategyTag, new(AuthStrategiesTelemetry.OperationTag, operation));
        Log.KeyStoreFailed(logger, exception, strategy, operation, Consequence);
    }
}
