namespace AuthStrategies.Testing;

/// <summary>
/// What a strategy's author gives to <see cref="AuthStrategyCase.RunAsync"/>: a strategy nobody has used, its clock, and
/// what it promises. Make a new one for each case. Members are set before the first case runs.
/// </summary>
public sealed class AuthStrategyHarness
{
    /// <summary>Makes a harness.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <exception cref="ArgumentNullException"><paramref name="strategy"/> is <see langword="null"/>.</exception>
    public AuthStrategyHarness(IAuthStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        Strategy = strategy;
    }

    /// <summary>The strategy.</summary>
    public IAuthStrategy Strategy { get; }

    /// <summary>The clock the strategy reads.</summary>
    public required SettableTimeProvider Time { get; init; }

    /// <summary>Whether it issues something that can be refreshed: a refresh token, or else the credential itself. Default: <see langword="true"/>.</summary>
    public bool CanRefresh { get; init; } = true;

    /// <summary>How long a replaced credential is answered with its successor. Default: 30 seconds; zero: not at all.</summary>
    public TimeSpan ReuseWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far past its time a credential may still be accepted, for clocks differ. Default: zero.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>What revoking a live login achieves. Default: <see cref="RevokeOutcome.Revoked"/>.</summary>
    public RevokeOutcome Revocation { get; init; } = RevokeOutcome.Revoked;

    /// <summary>Whether authenticating asks what <see cref="Break"/> breaks. Default: <see langword="true"/>.</summary>
    public bool AsksStore { get; init; } = true;

    /// <summary>Makes what the strategy stands on fail. Default: none, for strategies that stand on nothing.</summary>
    public Action? Break { get; init; }

    /// <summary>Undoes <see cref="Break"/>.</summary>
    public Action? Repair { get; init; }

    /// <summary>Texts of other strategies' kinds, which are not applicable to this one. Default: texts that are of no strategy's kind.</summary>
    public IReadOnlyList<string> ForeignCredentials { get; init; } = ["", "x", "Bearer", "not a credential", "0123456789"];

    /// <summary>How many calls at once a race has. Default: 32; at least 2.</summary>
    public int AtOnce { get; init; } = 32;

    /// <summary>What this harness offers, by what was set.</summary>
    public AuthStrategyNeeds Offers =>
        (CanRefresh ? AuthStrategyNeeds.Refresh : AuthStrategyNeeds.NoRefresh)
        | Offer(CanRefresh && ReuseWindow > TimeSpan.Zero, AuthStrategyNeeds.ReuseWindow)
        | Offer(Revocation != RevokeOutcome.NotSupported, AuthStrategyNeeds.Revocation)
        | Offer(Revocation == RevokeOutcome.Revoked, AuthStrategyNeeds.InstantRevocation)
        | Offer(Break is not null && Repair is not null, AuthStrategyNeeds.Failure)
        | Offer(AsksStore && Break is not null, AuthStrategyNeeds.AsksStore);

    private static AuthStrategyNeeds Offer(bool isOffered, AuthStrategyNeeds need) => isOffered ? need : AuthStrategyNeeds.None;
}
