using AuthStrategies.EntityFrameworkCore.Tests.Servers;

namespace AuthStrategies.EntityFrameworkCore.Tests;

/// <summary>Ends what the tests started.</summary>
[SetUpFixture]
public sealed class StopServers
{
    [OneTimeTearDown]
    public Task StopAsync() => Postgres.StopAsync();
}
