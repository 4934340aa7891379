namespace AuthStrategies.Sessions;

/// <summary>Changes items with the strategy that knows the credential. Thread-safe.</summary>
/// <param name="strategies">All strategies with what they can do. Called at the first use, because strategies are created late.</param>
internal sealed class SessionItems(Func<IEnumerable<(IAuthStrategy Strategy, Func<AuthStrategyCapabilities> Capabilities)>> strategies) : ISessionItems
{
    private readonly Lazy<(IAuthStrategy Strategy, Func<AuthStrategyCapabilities> Capabilities)[]> _strategies = new(() => [.. strategies()]);

    public async ValueTask<ItemsOutcome> UpdateAsync(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(change);
        ItemsOutcome outcome = ItemsOutcome.NotFound;
        foreach ((IAuthStrategy strategy, Func<AuthStrategyCapabilities> capabilities) in _strategies.Value)
        {
            if (strategy.GetService<ISessionItems>() is { } items)
                outcome = await items.UpdateAsync(credential, change, cancellationToken).ConfigureAwait(false);
            else if (IsOfStrategyWithoutItems(credential, capabilities()))
                outcome = ItemsOutcome.NotSupported;
            if (outcome != ItemsOutcome.NotFound)
                break;
        }

        return outcome;
    }

    private static bool IsOfStrategyWithoutItems(string credential, AuthStrategyCapabilities capabilities) =>
        !capabilities.KeepsItems && capabilities.Formats != CredentialFormats.Unknown && capabilities.Matches(credential);
}
