using AuthStrategies.Redis.Tests.Servers;

namespace AuthStrategies.Redis.Tests;

/// <summary>Leaves no server behind.</summary>
[SetUpFixture]
public sealed class StopServers
{
    /// <summary>Runs after the last test.</summary>
    [OneTimeTearDown]
    public static Task StopAsync() => Backends.StopAsync();
}
