namespace AuthStrategies;

/// <summary>Tells a strategy which client it is called for. See <see cref="ClientFactsScope"/>.</summary>
public interface IClientFactsSource
{
    /// <summary>
    /// The client. Called only when a session is written or an event is made, while the call of the strategy runs; it may be called more than once.
    /// It must not throw.
    /// </summary>
    /// <returns>What is known, or <see langword="null"/> for nothing.</returns>
    ClientFacts? GetClient();
}
