namespace AuthStrategies;

/// <summary>
/// Says which refusals of a request make an event. An <see cref="IClientFactsSource"/> may implement it too: a host that asks a strategy several
/// times for one request reports one refusal once.
/// </summary>
public interface IRefusalFilter
{
    /// <summary>
    /// Whether a refused credential makes a <see cref="CredentialRefusedEvent"/>. Called only if the application has a sink. It must not throw.
    /// </summary>
    /// <param name="strategy">The strategy that refused.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isRefresh">Whether a refresh was refused.</param>
    /// <returns>Whether an event is made.</returns>
    bool ReportsRefusal(string strategy, AuthFailureReason reason, bool isRefresh);
}
