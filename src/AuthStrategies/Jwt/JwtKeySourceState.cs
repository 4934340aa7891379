namespace AuthStrategies;

/// <summary>How old the keys of an <see cref="IJwtKeySource"/> are. Immutable.</summary>
public sealed class JwtKeySourceState
{
    /// <summary>When the keys were last fetched. UTC.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>When newer keys are fetched at the latest. After it the keys are used only because the issuer does not answer. UTC.</summary>
    public required DateTimeOffset RefreshBy { get; init; }

    /// <summary>Until when the keys are used if the issuer does not answer. UTC.</summary>
    public required DateTimeOffset UsableUntil { get; init; }
}
