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
    /// The abilities that the library's strategies of a kind have and this one does not: it is a wrapper that does not pass them on. And one that its
    /// capabilities state and that would be missed silently.
    /// </summary>
    /// <param name="kind">The kind that was added.</param>
    /// <param name="bindsDevices">Whether browsers are to be asked to bind its sessions to their device.</param>
    public IEnumerable<string> Missing(AuthStrategyKind kind, bool bindsDevices)
    {
        if (bindsDevices && Strategy.GetService<IDeviceBinding>() is null && !IsFake)
            yield return nameof(IDeviceBinding);
        if (kind is AuthStrategyKind.Custom)
            yield break;
        if (Rotation is null)
            yield return nameof(ICookieRotation);
        if (SenderConstraint is null)
            yield return nameof(ISenderConstraint);
        if (kind == AuthStrategyKind.Session && WithoutRenewal is null)
            yield return nameof(IAuthenticationWithoutRenewal);
    }
}
