namespace AuthStrategies;

/// <summary>Tells a strategy whether the request that it is called for presents the former credential of a moved login. See <see cref="IFormerLogins"/>.</summary>
public interface IFormerLoginClient : IClientFactsSource
{
    /// <summary>
    /// Whether the host has checked a former credential of the request, and asks with the token that stands for it. Without that the strategy refuses such a
    /// token: a client that computes it from its former credential must not pass by the checks of the host. Must not throw.
    /// </summary>
    bool PresentsFormerLogin { get; }
}
