using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Stores;

/// <summary>The generations of the strategies and subjects whose sessions a store keeps. Thread-safe.</summary>
internal sealed class SessionGenerations(SessionStoreClient client, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<string, StrategyGeneration> _byStrategy = new(StringComparer.Ordinal);

    /// <summary>The generations of subjects, if the store may lose lists.</summary>
    public SubjectGenerations? Subjects { get; } = client.MayEvict ? new(client, time, logger) : null;

    public StrategyGeneration Of(string strategy) =>
        _byStrategy.TryGetValue(strategy, out StrategyGeneration? known)
            ? known
            : _byStrategy.GetOrAdd(strategy, static (name, self) => self.Create(name), this);

    /// <summary>Another node has changed a record: the next check asks the store.</summary>
    public void Forget(SessionId id)
    {
        foreach (StrategyGeneration generation in _byStrategy.Values)
            generation.ForgetIf(id);
    }

    private StrategyGeneration Create(string strategy) => new(strategy, client, time, logger);
}
