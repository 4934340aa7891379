namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>A token as a client keeps it: what is in it is known to the server alone.</summary>
internal abstract class SimulatedToken(int number)
{
    public override string ToString() => $"T{number}";
}
