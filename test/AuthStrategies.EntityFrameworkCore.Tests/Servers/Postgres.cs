using AuthStrategies.Tests.Servers;

namespace AuthStrategies.EntityFrameworkCore.Tests.Servers;

/// <summary>One server for all tests that do it no harm: started when first asked for, ended after the last test.</summary>
internal static class Postgres
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static PostgresProcess? _running;

    public static async Task<string> ConnectionStringAsync()
    {
        await Starting.WaitAsync();
        try
        {
            _running ??= await StartOwnAsync();
            return _running.ConnectionString;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>Starts a server for one test, or ignores the test where none is installed.</summary>
    public static Task<PostgresProcess> StartOwnAsync()
    {
        if (PostgresProcess.Missing is { } missing)
            Assert.Ignore(missing);
        return PostgresProcess.StartAsync("-F", "-c", "max_connections=300", "-c", "deadlock_timeout=200ms");
    }

    public static async Task StopAsync()
    {
        if (_running is not null)
            await _running.DisposeAsync();
        _running = null;
    }
}
