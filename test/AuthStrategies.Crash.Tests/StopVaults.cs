using AuthStrategies.Crash.Tests.Vaults;

namespace AuthStrategies.Crash.Tests;

/// <summary>Leaves no server and no file behind.</summary>
[SetUpFixture]
public sealed class StopVaults
{
    /// <summary>Runs after the last test.</summary>
    [OneTimeTearDown]
    public static Task StopAsync() => AllVaults.StopAsync();
}
