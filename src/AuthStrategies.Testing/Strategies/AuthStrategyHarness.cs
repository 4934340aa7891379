namespace AuthStrategies.Testing;

/// <summary>
/// What a strategy's author gives to <see cref="AuthStrategyCase.RunAsync"/>: an unused strategy, its clock, and its promises.
/// Create a new harness for each case. Set all members before the first case runs; then a case may use it from any thread.
/// </summary>
public sealed class AuthStrategyHarness
{
    /// <summary>Creates a harness.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public AuthStrategyHarness(IAuthStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        Strategy = strategy;
    }

    /// <summary>The strategy.</summary>
    public IAuthStrategy Strategy { get; }

    /// <summary>The clock that the strategy reads.</summary>
    public required SettableTimeProvider Time { get; init; }

    /// <summary>Whether it issues something that can be refreshed: a refresh token or the credential itself. Default: <see langword="true"/>.</summary>
    public bool CanRefresh { get; init; } = true;

    /// <summary>How old a credential must be before a refresh replaces it. Default: 5 minutes.</summary>
    public TimeSpan RefreshAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a successor may wait for its first use before another one replaces it. Default: 30 seconds; zero: a replaced credential is never accepted.</summary>
    public TimeSpan ReuseWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after the first use of its successor a replaced credential is accepted without suspicion, because its request was slow.
    /// Not shorter than <see cref="ReuseWindow"/>. Default: 10 minutes and 30 seconds.
    /// </summary>
    public TimeSpan LateRequestWindow { get; init; } = new(0, 10, 30);

    /// <summary>How old a credential in a cookie must be before a response replaces it. Default: zero, for strategies that replace none by themselves.</summary>
    public TimeSpan RotateEvery { get; init; }

    /// <summary>How long after its expiry a credential may still be accepted, because clocks differ. Default: zero.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The outcome of revoking a live session. Default: <see cref="RevokeOutcome.Revoked"/>.</summary>
    public RevokeOutcome Revocation { get; init; } = RevokeOutcome.Revoked;

    /// <summary>Whether authenticating uses the dependency that <see cref="Break"/> breaks. Default: <see langword="true"/>.</summary>
    public bool AsksStore { get; init; } = true;

    /// <summary>Makes the strategy's dependency fail, for example its session store. Default: none, for strategies without a dependency.</summary>
    public Action? Break { get; init; }

    /// <summary>Undoes <see cref="Break"/>.</summary>
    public Action? Repair { get; init; }

    /// <summary>Texts that are credentials of other strategies, which do not apply to this one. Default: texts that are credentials of no strategy.</summary>
    public IReadOnlyList<string> ForeignCredentials { get; init; } = ["", "x", "Bearer", "not a credential", "0123456789"];

    /// <summary>The number of concurrent calls in a race. At least 2; default: 32.</summary>
    public int AtOnce { get; init; } = 32;

    /// <summary>What this harness offers; computed from the members that are set.</summary>
    public AuthStrategyNeeds Offers =>
        (CanRefresh ? AuthStrategyNeeds.Refresh : AuthStrategyNeeds.NoRefresh)
        | Offer(CanRefresh && ReuseWindow > TimeSpan.Zero, AuthStrategyNeeds.ReuseWindow)
        | Offer(CanRefresh && RefreshAge > TimeSpan.Zero, AuthStrategyNeeds.RefreshAge)
        | Offer(Strategy.GetService<ICookieRotation>() is not null && RotateEvery > TimeSpan.Zero, AuthStrategyNeeds.CookieRotation)
        | Offer(Strategy.GetService<IRefreshTokenAuthentication>() is not null && CanRefresh, AuthStrategyNeeds.RefreshTokenAuthentication)
        | (Strategy.GetService<ISessionItems>() is not null ? AuthStrategyNeeds.Items : AuthStrategyNeeds.NoItems)
        | Offer(Strategy.GetService<ISenderConstraint>() is not null, AuthStrategyNeeds.Keys)
        | Offer(Revocation != RevokeOutcome.NotSupported, AuthStrategyNeeds.Revocation)
        | Offer(Revocation == RevokeOutcome.Revoked, AuthStrategyNeeds.InstantRevocation)
        | Offer(Break is not null && Repair is not null, AuthStrategyNeeds.Failure)
        | Offer(AsksStore && Break is not null, AuthStrategyNeeds.AsksStore);

    private static AuthStrategyNeeds Offer(bool isOffered, AuthStrategyNeeds need) => isOffered ? need : AuthStrategyNeeds.None;
}
