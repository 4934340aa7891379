namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>SplitMix64: small, fast and the same on every platform, so that a trace comes back by its seed.</summary>
internal sealed class SimulationRandom(int seed)
{
    private ulong _state = (ulong)seed * 0x9E37_79B9_7F4A_7C15;

    public ulong NextUInt64()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        return Mix(_state);
    }

    /// <summary>From 0 up to, but not including, 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public int Next(int count) => (int)(NextDouble() * count);

    public bool Chance(double probability) => NextDouble() < probability;

    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>An exponentially distributed time.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
