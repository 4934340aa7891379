namespace AuthStrategies.Sessions.Rotation;

/// <summary>What changes in the record: at most one of these, in one compare-and-swap.</summary>
internal enum RotationWrite
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><see cref="RotationState.MarkUsed"/>. A lost write is not tried again.</summary>
    MarkUsed = 1,

    /// <summary><see cref="RotationState.Rotate"/>.</summary>
    Rotate = 2,

    /// <summary><see cref="RotationState.ReplaceUnused"/>.</summary>
    FreshSuccessor = 3,

    /// <summary><see cref="RotationState.Branch"/>.</summary>
    Branch = 4,

    /// <summary><see cref="RotationState.Win"/>.</summary>
    Win = 5,

    /// <summary>The record is removed, on the version that was decided about.</summary>
    End = 6,
}
