namespace AuthStrategies.Sessions.Rotation;

/// <summary>The secret part that the last rotation replaced: its hash, and the salt from which its successor was derived.</summary>
internal sealed class PreviousSecret(in Bytes32 hash, in Bytes32 salt)
{
    public Bytes32 Hash { get; } = hash;

    public Bytes32 Salt { get; } = salt;
}
