namespace AuthStrategies.Sessions.Rotation;

/// <summary>One cell of the table.</summary>
internal readonly record struct RotationDecision(RotationAnswer Answer, RotationWrite Write = RotationWrite.None)
{
    /// <summary>Whether the write needs a successor of the presented token.</summary>
    public bool MakesSuccessor => Write is RotationWrite.Rotate or RotationWrite.FreshSuccessor or RotationWrite.Branch;
}
