using AuthStrategies.Tests.Jwt.Rotation;

namespace AuthStrategies.Tests;

/// <summary>What the test assembly does when a test starts it as a separate process.</summary>
internal static class Program
{
    public static Task Main(string[] args) => args switch
    {
        [KeyStoreWriter.Name, string path, string versions] => KeyStoreWriter.RunAsync(path, int.Parse(versions)),
        _ => Task.CompletedTask,
    };
}
