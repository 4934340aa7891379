namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>How slow and lossy the way between client and server is.</summary>
internal sealed class SimulatedNetwork
{
    /// <summary>How probably a message takes 30 s to 10 min.</summary>
    public double SlowRate { get; set; } = 1e-4;

    /// <summary>How probably a message takes some seconds.</summary>
    public double SluggishRate { get; set; } = 1e-3;

    /// <summary>How probably an answer is lost.</summary>
    public double LossRate { get; set; } = 0.003;

    public double Delay(SimulationRandom random)
    {
        double draw = random.NextDouble();
        if (draw < SlowRate)
            return random.Between(30, 600);
        if (draw < SlowRate + SluggishRate)
            return 1 + random.Exponential(6);

        return 0.01 + random.Exponential(0.05);
    }
}
