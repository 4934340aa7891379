namespace AuthStrategies.Rotation.Tests.Simulation;

internal enum Party
{
    Owner = 0,
    Thief = 1,
}
