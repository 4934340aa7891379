namespace AuthStrategies.EntityFrameworkCore.Tests.Servers;

/// <summary>One server for all tests that do it no harm: started when first asked for, ended after the last test.</summary>
internal static class Postgres
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresProcess? s_running;

    public static async Task<string> ConnectionStringAsync()
    {
        await Gate.WaitAsync();
        try
        {
            s_running ??= await PostgresProcess.StartAsync();
            return s_running.ConnectionString;
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task StopAsync()
    {
        if (s_running is not null)
            await s_running.DisposeAsync();
        s_running = null;
    }
}
