namespace AuthStrategies.Sessions.Rotation;

/// <summary>What a presented secret part is to a session.</summary>
internal enum PresentedSecret
{
    /// <summary>The right name part with a secret part that the record does not know.</summary>
    Other = 0,

    /// <summary>The current one, C.</summary>
    Current = 1,

    /// <summary>The one that C was derived from, P.</summary>
    Previous = 2,

    /// <summary>A successor of P that was handed out and then gave way to another one.</summary>
    Discarded = 3,

    /// <summary>The one before P. Only a refresh token's record keeps it.</summary>
    BeforePrevious = 4,
}
