namespace AuthStrategies.Sessions;

/// <summary>What ending everything achieves for one strategy.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Outcome">What happens to its credentials.</param>
/// <param name="HasGeneration">Whether its sessions or tokens carry a generation. A custom strategy has none.</param>
/// <param name="IsUsed">Whether the application uses the strategy, or only its configuration describes it.</param>
/// <param name="OnlyVerifies">Whether it issues nothing: what it accepts is of another issuer or another node.</param>
internal readonly record struct RevokeReach(string Strategy, RevokeOutcome Outcome, bool HasGeneration, bool IsUsed = true, bool OnlyVerifies = false)
{
    /// <summary>
    /// Whether the answer for all strategies depends on this one. It does not on credentials that no strategy in use accepts, nor on those that
    /// the application did not issue and keeps no session of: the application could never end them.
    /// </summary>
    public bool Counts => IsUsed && !IsOfOthers;

    /// <summary>Whether its credentials are issued elsewhere and have no session in this application's store.</summary>
    public bool IsOfOthers => OnlyVerifies && Outcome == RevokeOutcome.NotSupported;

    /// <summary>Why its credentials stay valid, and what changes that.</summary>
    public string WhyNotSupported => this switch
    {
        { OnlyVerifies: true } => "it only verifies what another issuer or another node signs, and looks no session up. End them where they are issued, or remove the keys of that issuer",
        { HasGeneration: true } => "they have no session that is looked up, or the options of the strategy are not valid. Set ObserveRevokeAll to true to end such tokens the next time",
        _ => "it is a strategy of the application, and only the application can end its credentials",
    };
}
