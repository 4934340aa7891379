using AuthStrategies.Crash.Tests.Stores;

namespace AuthStrategies.Crash.Tests;

/// <summary>Leaves no server and no file behind.</summary>
[SetUpFixture]
public sealed class StopStores
{
    /// <summary>Runs after the last test.</summary>
    [OneTimeTearDown]
    public static Task StopAsync() => AllStores.StopAsync();
}
