namespace AuthStrategies.Sessions.Rotation;

/// <summary>How a presented secret part is related to a session.</summary>
internal enum PresentedSecret
{
    /// <summary>The name part is correct, but the record does not know the secret part.</summary>
    Other = 0,

    /// <summary>C: the current part.</summary>
    Current = 1,

    /// <summary>P: the part from which C was derived.</summary>
    Previous = 2,

    /// <summary>A successor of P that a client received and that another one then replaced.</summary>
    Discarded = 3,

    /// <summary>The part before P. Only a refresh token's record keeps it.</summary>
    BeforePrevious = 4,
}
