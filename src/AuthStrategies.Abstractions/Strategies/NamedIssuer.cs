namespace AuthStrategies;

/// <summary>What a credential says about its issuer, without proof.</summary>
public enum NamedIssuer
{
    /// <summary>Nothing that the strategy can read: the credential has another form, names no issuer, or is encrypted for another.</summary>
    Unknown = 0,

    /// <summary>It names an issuer whose credentials the strategy accepts.</summary>
    Accepted = 1,

    /// <summary>It names an issuer whose credentials the strategy never accepts.</summary>
    Other = 2,
}
