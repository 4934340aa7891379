namespace AuthStrategies.AspNetCore.Http;

/// <summary>A strategy with its optional abilities, found once: by <see cref="IAuthStrategy.GetService"/>, so that a wrapper may pass them on. Immutable.</summary>
internal sealed class StrategyAbilities(IAuthStrategy strategy)
{
    // By name, because the package of the fakes is for tests and not referenced here.
    private const string Fake = "AuthStrategies.Testing.FakeAuthStrategy";

    public IAuthStrategy Strategy { get; } = strategy;

    public ICookieRotation? Rotation { get; } = strategy.GetService<ICookieRotation>();

    public IAuthenticationWithoutRenewal? WithoutRenewal { get; } = strategy.GetService<IAuthenticationWithoutRenewal>();

    public ICookieCopies? Copies { get; } = strategy.GetService<ICookieCopies>();

    public IRefreshTokenAuthentication? RefreshTokens { get; } = strategy.GetService<IRefreshTokenAuthentication>();

    public IIssuerHint? IssuerHint { get; } = strategy.GetService<IIssuerHint>();

    public ISenderConstraint? SenderConstraint { get; } = strategy.GetService<ISenderConstraint>();

    /// <summary>Whether it stands for a strategy in the tests of an application, which cannot add to it what it does not do.</summary>
    private bool IsFake => Strategy.GetType().FullName == Fake;

    /// <summary>
    /// The abilities that the strategy does not have and that would be missed silently: those that its capabilities state, and those that each of the
    /// library's strategies of its kind has. It is a wrapper that does not pass them on, or says more than it does.
    /// </summary>
    /// <param name="descriptor">What was added.</param>
    /// <param name="bindsDevices">Whether browsers are to be asked to bind its sessions to their device.</param>
    public IEnumerable<string> Missing(AuthStrategyDescriptor descriptor, bool bindsDevices)
    {
        if (IsFake)
            yield break;

        AuthStrategyCapabilities states = descriptor.Capabilities;
        bool isOurs = descriptor.Kind is not AuthStrategyKind.Custom;
        if (bindsDevices && Strategy.GetService<IDeviceBinding>() is null)
            yield return nameof(IDeviceBinding);
        if (isOurs && Rotation is null)
            yield return nameof(ICookieRotation);
        if ((isOurs || states.BindsKeys) && SenderConstraint is null)
            yield return nameof(ISenderConstraint);
        if (descriptor.Kind == AuthStrategyKind.Session && WithoutRenewal is null)
            yield return nameof(IAuthenticationWithoutRenewal);
        if (states.AuthenticatesRefreshTokens && RefreshTokens is null)
            yield return nameof(IRefreshTokenAuthentication);
        if (states.KeepsItems && Strategy.GetService<ISessionItems>() is null)
            yield return nameof(ISessionItems);
    }
}
