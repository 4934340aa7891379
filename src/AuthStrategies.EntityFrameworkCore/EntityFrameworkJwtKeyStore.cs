using System.Security.Cryptography;
using System.Text;
using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// Keeps the rotating keys of JWT strategies in SQLite, PostgreSQL or SQL Server through Entity Framework Core: one row for each strategy,
/// replaced by compare-and-swap. All nodes of an application share them. A thread-safe singleton.
/// </summary>
/// <typeparam name="TContext">The context; its model must call <see cref="AuthStrategyJwtKeysModel.AddAuthStrategyJwtKeys"/>.</typeparam>
/// <remarks>
/// <para>
/// The rows contain private keys. Protect them: <c>ProtectJwtKeysWithDataProtection</c> or <c>ProtectJwtKeysWithKeyEncryptionKeys</c>.
/// </para>
/// <para>
/// Each call uses a new context from <see cref="IDbContextFactory{TContext}"/>. Each write is one statement with its own condition, not part of a
/// transaction of the caller. A call that timed out took effect completely or not at all.
/// </para>
/// </remarks>
public sealed class EntityFrameworkJwtKeyStore<TContext> : IJwtKeyStore, IDisposable
    where TContext : DbContext
{
    // The strategy waits up to 15 seconds; this is the time of one of its calls.
    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(10);

    private readonly Database<TContext> _database;
    private readonly ILogger _logger;

    /// <summary>Creates the store; does not connect yet.</summary>
    /// <param name="scopes">Provides contexts: the store opens a scope and resolves <see cref="IDbContextFactory{TContext}"/> from it.</param>
    /// <param name="timeProvider">The clock that measures the time-out of a call, 10 seconds.</param>
    /// <param name="logger">Receives the log events; <see langword="null"/> logs nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scopes"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public EntityFrameworkJwtKeyStore(IServiceScopeFactory scopes, TimeProvider timeProvider, ILogger<EntityFrameworkJwtKeyStore<TContext>>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _logger = logger ?? NullLogger<EntityFrameworkJwtKeyStore<TContext>>.Instance;
#pragma warning disable CA2000 // Disposed with the store.
        _database = new(new Contexts<TContext>(scopes, pool: null, OperationTimeout), typeof(JwtKeyRow), OperationTimeout, timeProvider, _logger);
#pragma warning restore CA2000
    }

    /// <inheritdoc />
    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        return await FindAsync(IdOf(strategy), cancellationToken).ConfigureAwait(false) is not { } row ? null : Read(row, strategy);
    }

    /// <inheritdoc />
    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        ArgumentNullException.ThrowIfNull(document);
        JwtKeyRow row = new() { Id = IdOf(strategy), Strategy = strategy, Version = document.Version, Content = document.Content.ToArray() };
        return document.Version == 1
            ? await TryInsertAsync(row, cancellationToken).ConfigureAwait(false)
            : await ExecuteAsync(row, ReplaceAsync, "replace the keys", Access.Write, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Releases the resources of the store; connections belong to the contexts. Safe to call more than once.</summary>
    public void Dispose() => _database.Dispose();

    private async ValueTask<bool> TryInsertAsync(JwtKeyRow row, CancellationToken cancellationToken)
    {
        Exception? conflict = await ExecuteAsync(row, RowInsert.ExecuteAsync, "save the keys", Access.Write, cancellationToken).ConfigureAwait(false);
        if (conflict is null)
            return true;
        // Some providers report all broken constraints alike, so only a row that is there means no.
        if (await FindAsync(row.Id, cancellationToken).ConfigureAwait(false) is not null)
            return false;

        throw Failure(_database.Failure(conflict, "save the keys"));
    }

    private ValueTask<JwtKeyRow?> FindAsync(byte[] id, CancellationToken cancellationToken) => ExecuteAsync(
        id,
        static (context, id, token) => context.Set<JwtKeyRow>().AsNoTracking().Where(row => row.Id == id).FirstOrDefaultAsync(token),
        "load the keys",
        Access.Read,
        cancellationToken);

    private static Task<int> ReplaceAsync(TContext context, JwtKeyRow next, CancellationToken cancellationToken) =>
        context.Set<JwtKeyRow>()
            .Where(row => row.Id == next.Id && row.Version == next.Version - 1)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, next.Version).SetProperty(row => row.Content, next.Content), cancellationToken);

    private JwtKeyDocument Read(JwtKeyRow row, string strategy)
    {
        if (row.Version >= 1 && row.Content.Length is > 0 and <= JwtKeyDocument.MaxContentSize)
            return new(row.Version, row.Content);

        Log.UnreadableKeys(_logger);
        throw new JwtKeyStoreException($"The keys of \"{strategy}\" in the database cannot be read: the row is damaged. It is not changed.");
    }

    private async ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<TContext, TArgument, CancellationToken, Task<TResult>> send, string operation, Access access, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.ExecuteAsync(args, send, operation, access, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException exception)
        {
            throw Failure(exception);
        }
    }

    private static JwtKeyStoreException Failure(SessionStoreException exception) => new(exception.Message, exception.InnerException ?? exception);

    private static byte[] IdOf(string strategy) => SHA256.HashData(Encoding.UTF8.GetBytes(strategy));
}
