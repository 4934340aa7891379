namespace AuthStrategies.Sessions.Rotation;

/// <summary>The change of the record: at most one, by one compare-and-swap.</summary>
internal enum RotationWrite
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><see cref="RotationState.MarkUsed"/>. A lost write is not repeated.</summary>
    MarkUsed = 1,

    /// <summary><see cref="RotationState.Rotate"/>.</summary>
    Rotate = 2,

    /// <summary><see cref="RotationState.ReplaceUnused"/>.</summary>
    FreshSuccessor = 3,

    /// <summary><see cref="RotationState.Branch"/>.</summary>
    Branch = 4,

    /// <summary><see cref="RotationState.Win"/>.</summary>
    Win = 5,

    /// <summary>The record is removed, if it is still the version of the decision.</summary>
    End = 6,
}
