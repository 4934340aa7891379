namespace AuthStrategies.EntityFrameworkCore.Tests.Servers;

/// <summary>One server for all tests that do it no harm: started when first asked for, ended after the last test.</summary>
internal static class Postgres
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresProcess? _running;

    public static async Task<string> ConnectionStringAsync()
    {
        await Gate.WaitAsync();
        try
        {
            _running ??= await PostgresProcess.StartAsync();
            return _running.ConnectionString;
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task StopAsync()
    {
        if (_running is not null)
            await _running.DisposeAsync();
        _running = null;
    }
}
