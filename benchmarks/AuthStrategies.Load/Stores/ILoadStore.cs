namespace AuthStrategies.Load.Stores;

/// <summary>A store under load: how nodes reach it, and how it is made to fail.</summary>
internal interface ILoadStore : IAsyncDisposable
{
    string Name { get; }

    /// <summary>What must be installed before it can run, if anything is missing.</summary>
    string? Missing { get; }

    /// <summary>How long another node may still accept what was revoked.</summary>
    TimeSpan MaxStaleness { get; }

    /// <summary>Whether it may lose a session, or the list of a subject's sessions, by design. What ended must stay ended here too.</summary>
    bool MayForget { get; }

    Task StartAsync();

    /// <summary>Lets a node use it.</summary>
    void Use(IAuthStrategyBuilder builder);

    /// <summary>Lets a node keep what it has read, if this store is tried that way; after everything else was registered.</summary>
    void UseNearCache(IAuthStrategyBuilder builder);

    /// <summary>Hurts it as a whole, and heals it.</summary>
    Task HurtAsync(CancellationToken cancellationToken);
}
