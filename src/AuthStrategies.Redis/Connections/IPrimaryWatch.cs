using AuthStrategies.Redis.Diagnostics;

namespace AuthStrategies.Redis.Connections;

/// <summary>Knows which server answers the calls. Thread-safe.</summary>
internal interface IPrimaryWatch : IAsyncDisposable
{
    /// <summary>Another server answers from now on. Runs on any thread and must return soon.</summary>
    event Action? Changed;

    /// <summary>The server that answers calls now; <see langword="null"/> while it is not known.</summary>
    PrimaryServer? Current { get; }

    /// <summary>Why <see cref="WaitAsync"/> takes long.</summary>
    RedisFailureKind Missing { get; }

    /// <summary>Waits until a server is known. The caller limits the time.</summary>
    Task<PrimaryServer> WaitAsync();

    /// <summary>A call failed: asks at once which server is the primary, instead of at the next interval.</summary>
    void AskNow();
}
