using AuthStrategies.Sessions.Rotation;

namespace AuthStrategies.Rotation.Tests.Servers;

/// <summary>How many writes of each kind a server has made. A renewal is a write that only moves the idle end.</summary>
internal readonly record struct WriteCounts(int Renewals, int FirstUses, int Rotations, int FreshSuccessors, int Branches, int Wins)
{
    public int Total => Renewals + FirstUses + Rotations + FreshSuccessors + Branches + Wins;

    /// <summary>One more write; <see cref="RotationWrite.None"/> is a renewal.</summary>
    public WriteCounts Plus(RotationWrite write) => write switch
    {
        RotationWrite.None => this with { Renewals = Renewals + 1 },
        RotationWrite.MarkUsed => this with { FirstUses = FirstUses + 1 },
        RotationWrite.Rotate => this with { Rotations = Rotations + 1 },
        RotationWrite.FreshSuccessor => this with { FreshSuccessors = FreshSuccessors + 1 },
        RotationWrite.Branch => this with { Branches = Branches + 1 },
        RotationWrite.Win => this with { Wins = Wins + 1 },
        _ => this,
    };
}
