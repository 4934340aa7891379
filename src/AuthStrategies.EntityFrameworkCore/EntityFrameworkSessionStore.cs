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
/// Keeps sessions in SQLite, PostgreSQL or SQL Server through Entity Framework Core. A thread-safe singleton; any number of nodes
/// share the sessions of one table.
/// </summary>
/// <typeparam name="TContext">The context whose model has <see cref="AuthStrategySessionsModel.AddAuthStrategySessions"/>.</typeparam>
/// <remarks>
/// <para>
/// Each call has a context to itself: a new one from <see cref="IDbContextFactory{TContext}"/>, which is disposed of whatever came of it, or, for
/// a look-up through the ready <see cref="AuthStrategySessionsContext"/>, one of up to 32 that are kept, until a call fails in it. No connection
/// is held between calls. A look-up is one command that is written from the model; interceptors of commands and connections see it. Every write is
/// one statement that carries its own condition, so that it is done whole or not at all and needs no transaction. It takes no part in
/// a transaction of the caller's: what was answered stands.
/// </para>
/// <para>
/// A statement that the database rolled back because of others (deadlock, serialization failure) is repeated, up to ten times in all. Nothing else
/// is: where it is not known whether a statement was done, the call ends with a <see cref="SessionStoreException"/>, and an execution
/// strategy of the context's own is kept from repeating it.
/// </para>
/// <para>
/// Whatever is wrong with the database is a <see cref="SessionStoreException"/> and an event in the log. A call that timed out, was cut off or
/// was cancelled while it waited took effect whole or not at all; repeating it is safe. What this release cannot read counts as
/// no record: it is logged, and neither overwritten nor deleted unless <see cref="RemoveAsync"/>, <see cref="RemoveAllAsync"/> or its own expiry says so.
/// </para>
/// <para>Options are checked at the first call: an <see cref="OptionsValidationException"/> names what is wrong.</para>
/// </remarks>
public sealed class EntityFrameworkSessionStore<TContext> : ISessionStore, ITimedSessionStore, IDisposable
    where TContext : DbContext
{
    private const int MaxInserts = 10;

    private readonly IServiceScopeFactory _scopes;
    private readonly IOptions<EntityFrameworkSessionStoreOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lazy<Database<TContext>> _database;

    /// <summary>Makes the store; connects to nothing yet.</summary>
    /// <param name="scopes">Where contexts come from: a scope is opened and asked for <see cref="IDbContextFactory{TContext}"/>.</param>
    /// <param name="options">Read and checked at the first call, fixed from then on.</param>
    /// <param name="timeProvider">The clock by which a call is late.</param>
    /// <param name="logger">Where trouble is told.</param>
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
        int removed = await _database.Value.AskAsync(
            (id: id.ToByteArray(), ifVersion),
            static (context, ask, token) =>
            {
                IQueryable<SessionRow> rows = context.Set<SessionRow>().Where(row => row.Id == ask.id);
                return (ask.ifVersion is long version ? rows.Where(row => row.Version == version) : rows).ExecuteDeleteAsync(token);
            },
            "remove",
            Access.Write,
            cancellationToken).ConfigureAwait(false);
        return removed > 0;
    }

    /// <inheritdoc />
    /// <remarks>The list is read by one statement.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return ListAsync(_database.Value, RowFormat.SubjectHash(subject), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>One statement: they go together or not at all. What cannot be read by this release goes as well.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return _database.Value.AskAsync(
            (hash: RowFormat.SubjectHash(subject), except: except?.ToByteArray()),
            static (context, ask, token) =>
            {
                IQueryable<SessionRow> rows = context.Set<SessionRow>().Where(row => row.SubjectHash == ask.hash);
                return (ask.except is { } except ? rows.Where(row => row.Id != except) : rows).ExecuteDeleteAsync(token);
            },
            "remove all",
            Access.Write,
            cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>A row that is renewed at the same moment stays: its expiry is looked at again by the statement that removes it.</remarks>
    public ValueTask<int> RemoveExpiredAsync(DateTimeOffset now, int batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return SweepAsync(_database.Value, now.UtcTicks, batch, cancellationToken);
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Ends what the store keeps for itself; connections are the context's. May be called more than once.</summary>
    public void Dispose()
    {
        if (_database.IsValueCreated)
            _database.Value.Dispose();
    }

    private static async ValueTask<bool> CreateAsync(Database<TContext> database, SessionRow row, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Exception? refusal = await database.AskAsync(row, InsertAsync, "create", Access.Write, cancellationToken).ConfigureAwait(false);
            if (refusal is null)
                return true;

            // Some providers report every broken constraint alike. Only a row of that id makes it a no; one that has gone meanwhile leaves room.
            if (await database.FindAsync(row.Id, "create", cancellationToken).ConfigureAwait(false) is not null)
                return false;
            if (attempt == MaxInserts)
                throw database.Trouble(refusal, "create");
        }
    }

    private static async Task<Exception?> InsertAsync(TContext context, SessionRow row, CancellationToken cancellationToken)
    {
        try
        {
            context.Add(row);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DbUpdateException exception) when (!Refusal.IsUndone(exception) && Refusal.MayBeOfKey(exception))
        {
            return exception;
        }
    }

    private static async ValueTask<bool> ReplaceAsync(Database<TContext> database, SessionRow next, CancellationToken cancellationToken)
    {
        int replaced = await database.AskAsync(
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
            : throw new ArgumentException("Subject and AbsoluteExpiresAt of a session never change: make the next version with those of the stored record.", nameof(next));
    }

    private static async ValueTask<int> SweepAsync(Database<TContext> database, long now, int batch, CancellationToken cancellationToken)
    {
        int removed = 0;
        do
        {
            removed += await database.AskAsync((now, count: batch - removed), RemoveDueAsync, "remove expired", Access.Write, cancellationToken).ConfigureAwait(false);
        }
        while (removed < batch && await database.AskAsync(now, AnyDueAsync, "remove expired", Access.Read, cancellationToken).ConfigureAwait(false));

        return removed;
    }

    private static Task<int> RemoveDueAsync(TContext context, (long Now, int Count) ask, CancellationToken cancellationToken)
    {
        DbSet<SessionRow> rows = context.Set<SessionRow>();
        IQueryable<byte[]> due = rows.Where(row => row.ExpiresAt <= ask.Now).OrderBy(row => row.ExpiresAt).Take(ask.Count).Select(row => row.Id);
        // The expiry once more: a row that is renewed after the inner query read it is judged by what it says now.
        return rows.Where(row => row.ExpiresAt <= ask.Now && due.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    private static Task<bool> AnyDueAsync(TContext context, long now, CancellationToken cancellationToken) =>
        context.Set<SessionRow>().AnyAsync(row => row.ExpiresAt <= now, cancellationToken);

    private async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(Database<TContext> database, byte[] hash, CancellationToken cancellationToken)
    {
        List<SessionRow> rows = await database.AskAsync(
            hash,
            static (context, hash, token) => context.Set<SessionRow>().AsNoTracking().Where(row => row.SubjectHash == hash).ToListAsync(token),
            "list",
            Access.Read,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(Read).OfType<SessionRecord>()];
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
        var contexts = new Contexts<TContext>(_scopes, scope.ServiceProvider.GetService<ContextPool<TContext>>(), options.OperationTimeout);
        return new(contexts, options.OperationTimeout, _timeProvider, _logger);
    }
}
