using System.Data.Common;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// Asks for a session that does not exist when the application has started, so that an operator learns before the first sign-in that
/// the table is missing, and what creates it. In the background; it changes and stops nothing.
/// </summary>
internal sealed class TableCheck<TContext>(IServiceProvider services, ILogger<TableCheck<TContext>>? logger = null) : IHostedLifecycleService, IDisposable
    where TContext : DbContext
{
    private readonly ILogger _logger = logger ?? NullLogger<TableCheck<TContext>>.Instance;
    // Never disposed of: a host may be stopped while it is disposed of, and again after that. Without a timer it holds nothing.
#pragma warning disable CA2213
    private readonly CancellationTokenSource _stop = new();
#pragma warning restore CA2213

    /// <summary>The check; only tests wait for it.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    // After all other services have started: one of them may create the table.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // A later registration may have chosen another store.
        if (services.GetService(typeof(ISessionStore)) is EntityFrameworkSessionStore<TContext> store)
            Running = Task.Run(() => CheckAsync(store, _stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Cancel();

    private async Task CheckAsync(EntityFrameworkSessionStore<TContext> store, CancellationToken cancellationToken)
    {
        try
        {
            _ = await store.FindAsync(default, cancellationToken).ConfigureAwait(false);
            // The first query of a list takes long to prepare. The first login, which begins with one, has two seconds for all it does.
            _ = await store.ListAsync(SessionRecord.SystemSubjectPrefix, cancellationToken).ConfigureAwait(false);
            await ReadColumnsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SessionStoreException or DbException)
        {
            await ExplainAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Some builds of SQLite take the quoted name of a column that is missing for a text. The context writes each name with its table.
    private Task ReadColumnsAsync(CancellationToken cancellationToken) => UseContextAsync(
        context =>
        {
            byte[] none = new byte[16];
            return context.Set<SessionRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == none, cancellationToken);
        },
        cancellationToken);

    // The failure itself is already logged.
    private Task ExplainAsync(CancellationToken cancellationToken) => UseContextAsync(
        async context =>
        {
            if (await context.Database.CanConnectAsync(cancellationToken).ConfigureAwait(false))
                Log.TableMissing(_logger, MissingTable.NameOf(context, typeof(SessionRow)), MissingTable.CommandsFor(typeof(SessionRow), typeof(TContext).Name));
            else
                Log.NoAnswerAtStart(_logger, typeof(TContext).Name);
        },
        cancellationToken);

    private async Task UseContextAsync(Func<TContext, Task> use, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        TContext context = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = context.ConfigureAwait(false);
        await use(context).ConfigureAwait(false);
    }
}
