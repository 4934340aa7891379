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

    /// <summary>
    /// Whether a refused credential makes a <see cref="CredentialRefusedEvent"/>. A host that asks a strategy several times for one request
    /// reports one refusal once. Called only if the application has a sink. It must not throw. Default: <see langword="true"/>.
    /// </summary>
    /// <param name="strategy">The strategy that refused.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isRefresh">Whether a refresh was refused.</param>
    /// <returns>Whether an event is made.</returns>
    bool ReportsRefusal(string strategy, AuthFailureReason reason, bool isRefresh) => true;
}
