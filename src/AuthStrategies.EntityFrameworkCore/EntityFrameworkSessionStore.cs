using AuthStrategies.EntityFrameworkCore.Databases;
using AuthStrategies.EntityFrameworkCore.Diagnostics;
using AuthStrategies.EntityFrameworkCore.Records;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.EntityFrameworkCore;

/// <summary>
/// Keeps sessions in SQLite, PostgreSQL or SQL Server through Entity Framework Core. A thread-safe singleton. Any number of nodes
/// share the sessions of one table.
/// </summary>
/// <typeparam name="TContext">The context; its model must call <see cref="AuthStrategySessionsModel.AddAuthStrategySessions"/>.</typeparam>
/// <remarks>
/// <para>
/// Each call uses a context that no other call uses: a new one from <see cref="IDbContextFactory{TContext}"/>, which is disposed after the call.
/// Look-ups with the ready-made <see cref="AuthStrategySessionsContext"/>, and in SQLite with a context of <c>AddPooledDbContextFactory</c>, reuse up to 32
/// contexts, which nothing else uses; a context in which a call failed is not reused.
/// No connection stays open between calls. A look-up is one command that the store writes from the model; command and connection interceptors see
/// it. Every write is one statement with its own condition, so it takes effect completely or not at all and needs no transaction. It is not part
/// of a transaction of the caller: a rollback there does not undo it.
/// </para>
/// <para>
/// A statement that the database rolled back because of other transactions (deadlock, serialization failure) is tried up to ten times. Nothing else
/// is repeated: if it is unknown whether a statement took effect, the call throws a <see cref="SessionStoreException"/>, and the context's own
/// execution strategy is not allowed to repeat it.
/// </para>
/// <para>
/// Every failure of the database becomes a <see cref="SessionStoreException"/> and a log event. A call that timed out, lost its connection or
/// was cancelled while it waited took effect completely or not at all; repeating it is safe. A record that this release cannot read counts as
/// missing: it is logged, and it is never overwritten. Only <see cref="RemoveAsync"/>, <see cref="RemoveAllAsync"/> and its expiry delete it.
/// </para>
/// <para>The first call checks the options: an <see cref="OptionsValidationException"/> names each mistake.</para>
/// </remarks>
// Past 250 lines, because a third of them is the public documentation; each verb only chooses a statement and asks the database.
public sealed class EntityFrameworkSessionStore<TContext> : ISessionStore, ITimedSessionStore, ISessionEnumerator, ISessionCounter, IDisposable
    where TContext : DbContext
{
    private const int MaxInserts = 10;

    private readonly IServiceScopeFactory _scopes;
    private readonly IOptions<EntityFrameworkSessionStoreOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lazy<Database<TContext>> _database;

    /// <summary>Creates the store; does not connect yet.</summary>
    /// <param name="scopes">Provides contexts: the store opens a scope and resolves <see cref="IDbContextFactory{TContext}"/> from it.</param>
    /// <param name="options">Read and checked at the first call; later changes have no effect.</param>
    /// <param name="timeProvider">The clock that measures the time-out of a call.</param>
    /// <param name="logger">Receives the log events; <see langword="null"/> logs nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scopes"/>, <paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public EntityFrameworkSessionStore(IServiceScopeFactory scopes, IOptions<EntityFrameworkSessionStoreOptions> options, TimeProvider timeProvider, ILogger<EntityFrameworkSessionStore<TContext>>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _scopes = scopes;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger ?? NullLogger<EntityFrameworkSessionStore<TContext>>.Instance;
        _database = new(Assemble, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary><see cref="EntityFrameworkSessionStoreOptions.OperationTimeout"/>.</summary>
    TimeSpan ITimedSessionStore.CallTimeout => _options.Value.OperationTimeout;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The record's subject is no valid Unicode text.</exception>
    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CreateAsync(_database.Value, RowFormat.Write(record), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        SessionRow? row = await _database.Value.FindAsync(id.ToByteArray(), "find", cancellationToken).ConfigureAwait(false);
        return row is null ? null : Read(row);
    }

    /// <inheritdoc />
    public ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return ReplaceAsync(_database.Value, RowFormat.Write(record), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        int removed = await _database.Value.ExecuteAsync(
            (id: id.ToByteArray(), ifVersion),
            static (context, args, token) =>
            {
                IQueryable<SessionRow> rows = context.Set<SessionRow>().Where(row => row.Id == args.id);
                return (args.ifVersion is long version ? rows.Where(row => row.Version == version) : rows).ExecuteDeleteAsync(token);
            },
            "remove",
            Access.Write,
            cancellationToken).ConfigureAwait(false);
        return removed > 0;
    }

    /// <inheritdoc />
    /// <remarks>One statement reads the list.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return ListAsync(_database.Value, RowFormat.SubjectHash(subject), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>One statement removes all records or none. Records that this release cannot read are removed too.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return _database.Value.ExecuteAsync(
            (hash: RowFormat.SubjectHash(subject), except: except?.ToByteArray()),
            static (context, args, token) =>
            {
                IQueryable<SessionRow> rows = context.Set<SessionRow>().Where(row => row.SubjectHash == args.hash);
                return (args.except is { } except ? rows.Where(row => row.Id != except) : rows).ExecuteDeleteAsync(token);
            },
            "remove all",
            Access.Write,
            cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>A row that is renewed at the same moment stays: the statement that removes rows checks the expiry again.</remarks>
    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return ExpiredRows.RemoveAsync(_database.Value, now.UtcTicks, batch, cancellationToken);
    }

    /// <summary>Lists a page of the records of all subjects, in the order of their ids.</summary>
    /// <remarks>One statement reads a page; a record never appears twice. A page has fewer records than rows if this release cannot read some of them.</remarks>
    ValueTask<SessionPage> ISessionEnumerator.ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, SessionPage.MaxSize);
        if (continuation is null)
            return ListAllAsync(_database.Value, null, pageSize, cancellationToken);

        return RowPages.TryParse(continuation, out byte[]? last)
            ? ListAllAsync(_database.Value, last, pageSize, cancellationToken)
            : throw new ArgumentException(OptionMessages.ForeignContinuation(continuation), nameof(continuation));
    }

    /// <inheritdoc />
    /// <remarks>The database counts the entries of the subject's index; no record is read.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    ValueTask<bool> ISessionCounter.MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _database.Value.ExecuteAsync(
            (hash: RowFormat.SubjectHash(subject), count),
            static async (context, args, token) => await context.Set<SessionRow>().CountAsync(row => row.SubjectHash == args.hash, token).ConfigureAwait(false) > args.count,
            "count",
            Access.Read,
            cancellationToken);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Releases the resources of the store; connections belong to the contexts. Safe to call more than once.</summary>
    public void Dispose()
    {
        if (_database.IsValueCreated)
            _database.Value.Dispose();
    }

    private static async ValueTask<bool> CreateAsync(Database<TContext> database, SessionRow row, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Exception? conflict = await database.ExecuteAsync(row, RowInsert.ExecuteAsync, "create", Access.Write, cancellationToken).ConfigureAwait(false);
            if (conflict is null)
                return true;

            // Some providers report all broken constraints alike. The answer is false only
            // if a row of that id exists; if the row is gone again, the insert is repeated.
            if (await database.FindAsync(row.Id, "create", cancellationToken).ConfigureAwait(false) is not null)
                return false;
            if (attempt == MaxInserts)
                throw database.Failure(conflict, "create");
        }
    }

    private static async ValueTask<bool> ReplaceAsync(Database<TContext> database, SessionRow next, CancellationToken cancellationToken)
    {
        int replaced = await database.ExecuteAsync(
            next,
            static (context, next, token) => context.Set<SessionRow>()
                .Where(row => row.Id == next.Id && row.Version == next.Version - 1 && row.SubjectHash == next.SubjectHash && row.Subject == next.Subject && row.AbsoluteExpiresAt == next.AbsoluteExpiresAt)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Version, next.Version).SetProperty(row => row.ExpiresAt, next.ExpiresAt).SetProperty(row => row.Payload, next.Payload),
                    token),
            "replace",
            Access.Write,
            cancellationToken).ConfigureAwait(false);
        if (replaced > 0)
            return true;

        SessionRow? stored = await database.FindAsync(next.Id, "replace", cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Version != next.Version - 1 || RowFormat.Read(stored) is null)
            return false;
        return stored.Subject.AsSpan().SequenceEqual(next.Subject) && stored.AbsoluteExpiresAt == next.AbsoluteExpiresAt
            ? false
            : throw new ArgumentException("The Subject and AbsoluteExpiresAt of a session never change. Create the next version with the values of the stored record.", nameof(next));
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(Database<TContext> database, byte[] hash, CancellationToken cancellationToken)
    {
        List<SessionRow> rows = await database.ExecuteAsync(
            hash,
            static (context, hash, token) => context.Set<SessionRow>().AsNoTracking().Where(row => row.SubjectHash == hash).ToListAsync(token),
            "list",
            Access.Read,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(Read).OfType<SessionRecord>()];
    }

    private async ValueTask<SessionPage> ListAllAsync(Database<TContext> database, byte[]? after, int pageSize, CancellationToken cancellationToken)
    {
        List<SessionRow> rows = await database.ExecuteAsync((after, pageSize), RowPages.ReadAsync, "list all", Access.Read, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Records = [.. rows.Select(Read).OfType<SessionRecord>()],
            Continuation = rows.Count < pageSize ? null : RowPages.Continuation(rows[^1]),
        };
    }

    private SessionRecord? Read(SessionRow row)
    {
        SessionRecord? record = RowFormat.Read(row);
        if (record is null)
            Log.RecordUnreadable(_logger, System.Buffers.Text.Base64Url.EncodeToString(row.Id));
        return record;
    }

    private Database<TContext> Assemble()
    {
        EntityFrameworkSessionStoreOptions options = _options.Value;
        ValidateOptionsResult result = new EntityFrameworkSessionStoreOptionsValidator<TContext>(_scopes).Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(EntityFrameworkSessionStoreOptions), result.Failures);

        using IServiceScope scope = _scopes.CreateScope();
        ContextPool<TContext>? ready = scope.ServiceProvider.GetService<ContextPool<TContext>>();
#pragma warning disable CA2000 // Disposed with the store.
        var contexts = new Contexts<TContext>(_scopes, ready ?? OwnPool.Of<TContext>(scope.ServiceProvider), options.OperationTimeout, isOurs: ready is null, _logger);
#pragma warning restore CA2000
        return new(contexts, typeof(SessionRow), options.OperationTimeout, _timeProvider, _logger);
    }
}
