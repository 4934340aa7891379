using System.Globalization;

namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>How many days are simulated: an environment variable, or a number that a test run has time for.</summary>
internal static class ModelSettings
{
    public static int Get(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
