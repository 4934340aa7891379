namespace AuthStrategies.AspNetCore.Http;

/// <summary>A strategy with its optional abilities, found once: by <see cref="IAuthStrategy.GetService"/>, so that a wrapper may pass them on. Immutable.</summary>
internal sealed class StrategyAbilities(IAuthStrategy strategy)
{
    public IAuthStrategy Strategy { get; } = strategy;

    public ICookieRotation? Rotation { get; } = strategy.GetService<ICookieRotation>();

    public IAuthenticationWithoutRenewal? WithoutRenewal { get; } = strategy.GetService<IAuthenticationWithoutRenewal>();

    public ICookieCopies? Copies { get; } = strategy.GetService<ICookieCopies>();

    public IRefreshTokenAuthentication? RefreshTokens { get; } = strategy.GetService<IRefreshTokenAuthentication>();

    public IIssuerHint? IssuerHint { get; } = strategy.GetService<IIssuerHint>();

    public ISenderConstraint? SenderConstraint { get; } = strategy.GetService<ISenderConstraint>();

    /// <summary>The abilities that the library's strategies of a kind have and this one does not: it is a wrapper that does not pass them on.</summary>
    public IEnumerable<string> Missing(AuthStrategyKind kind)
    {
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
