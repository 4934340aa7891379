using System.Runtime.CompilerServices;
using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Indexes;
using AuthStrategies.Redis.Invalidations;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>
/// Keeps sessions in Redis 6.2 or later, Valkey or Garnet: single, replicated or as a cluster. A thread-safe singleton; any number of nodes
/// share the sessions of one <see cref="RedisSessionStoreOptions.KeyPrefix"/>.
/// </summary>
/// <remarks>
/// <para>
/// Finding and replacing are one exchange on one key. Everything is asked of the primary, and in a way that a server refuses
/// when it is none (any more): no answer comes from a copy. Records go by themselves, five minutes after their
/// <see cref="SessionRecord.ExpiresAt"/>; nodes' clocks may differ by less than that.
/// </para>
/// <para>
/// The list of a subject's sessions is written before a record and cleaned after it, so that no record is ever missing from it,
/// races and crashes included; what is in it without a record means nothing.
/// </para>
/// <para>
/// Whatever is wrong with Redis is a <see cref="SessionStoreException"/> that says what to do, and an event of its own in the
/// log. A call that timed out, was cut off or was cancelled while it waited took effect whole or not at all; repeating it
/// is safe. What this release cannot read counts as no record: it is logged, and neither overwritten nor deleted unless
/// <see cref="RemoveAsync"/> or <see cref="RemoveAllAsync"/> says so.
/// </para>
/// <para>The connection is opened at the first call and comes back by itself. Options are checked at the first call: an <see cref="OptionsValidationException"/> names what is wrong.</para>
/// </remarks>
public sealed class RedisSessionStore : ISessionStore, ITimedSessionStore, ISessionInvalidations, IAsyncDisposable, IDisposable
{
    private const int Page = 64;

    private readonly IOptions<RedisSessionStoreOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lazy<Parts> _parts;

    /// <summary>Makes the store; connects to nothing yet.</summary>
    /// <param name="options">Where Redis is; read and checked at the first call, fixed from then on.</param>
    /// <param name="timeProvider">The clock that says how much time a record has left.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public RedisSessionStore(IOptions<RedisSessionStoreOptions> options, TimeProvider timeProvider, ILogger<RedisSessionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger ?? NullLogger<RedisSessionStore>.Instance;
        _parts = new(Assemble, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary><see cref="RedisSessionStoreOptions.OperationTimeout"/>.</summary>
    TimeSpan ITimedSessionStore.CallTimeout => _options.Value.OperationTimeout;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The record's subject is no valid Unicode text.</exception>
    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CreateAsync(_parts.Value, record, cancellationToken);
    }

    /// <inheritdoc />
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        Parts parts = _parts.Value;
        RedisResult answer = await parts.Redis.AskAsync(parts.Keys.Record(id), Find, "find", cancellationToken).ConfigureAwait(false);
        return Read(id, answer, out _);
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        Parts parts = _parts.Value;
        RedisResult answer = await parts.Redis.AskAsync(
            (key: parts.Keys.Record(record.Id), values: Replacement(record)),
            static (db, ask) => db.ScriptEvaluateAsync(RecordScripts.Replace, [ask.key], ask.values, CommandFlags.DemandMaster),
            "replace",
            cancellationToken).ConfigureAwait(false);
        return (int)answer switch
        {
            1 => true,
            0 => false,
            _ => throw new ArgumentException("Subject and AbsoluteExpiresAt of a session never change: make the next version with those of the stored record.", nameof(record)),
        };
    }

    /// <inheritdoc />
    public async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        Parts parts = _parts.Value;
        var condition = RemoveCondition.Version(ifVersion);
        RedisResult answer = await parts.Redis.AskAsync((key: parts.Keys.Record(id), condition), Remove, "remove", cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
            return false;

        if (Read(id, answer, out RecordTag tag) is { } removed)
            await parts.Index.DropAsync(removed.Subject, [IndexEntry.Of(removed, tag)]).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc />
    /// <remarks>The index is read in one step; then the records are read page by page.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return ListAsync(_parts.Value, subject, cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>They go one after the other. What cannot be read by this release goes as well.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return RemoveListedAsync(_parts.Value, subject, except, cancellationToken);
    }

    /// <summary>Opens a channel by publish and subscribe on the store's own connection: <c>prefix:i</c>.</summary>
    /// <inheritdoc />
    ISessionInvalidationChannel ISessionInvalidations.Open(Action<ReadOnlyMemory<byte>> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Parts parts = _parts.Value;
        InvalidationChannel channel = new(parts.Redis, parts.Keys.Invalidations, receive, _timeProvider, _logger);
        channel.Start();
        return channel;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Closes the connection if the store opened it itself; calls that come later throw <see cref="SessionStoreException"/>. May be called more than once.</summary>
    /// <returns>When closed.</returns>
    public ValueTask DisposeAsync() => _parts.IsValueCreated ? _parts.Value.Redis.DisposeAsync() : default;

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for the connection to close.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    /// <summary>Opens the connection ahead of the first call.</summary>
    internal ValueTask OpenAsync() => _parts.Value.Redis.OpenAsync(CancellationToken.None);

    private static Task<RedisResult> Find(IDatabase database, RedisKey key) => database.ExecuteAsync("GETEX", [key], CommandFlags.DemandMaster);

    private static Task<RedisResult> Remove(IDatabase database, (RedisKey Key, RemoveCondition Condition) ask) =>
        database.ScriptEvaluateAsync(RecordScripts.Remove, [ask.Key], ask.Condition.Arguments, CommandFlags.DemandMaster);

    private async ValueTask<bool> CreateAsync(Parts parts, SessionRecord record, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        var tag = RecordTag.New();
        var entry = IndexEntry.Of(record, tag);
        byte[] bytes = RecordFormat.Write(record, tag);
        var timeToLive = TimeSpan.FromMilliseconds(TimeToLive.Milliseconds(record.ExpiresAt, now, TimeToLive.Margin));

        await parts.Index.AddAsync(record, entry, now, cancellationToken).ConfigureAwait(false);
        bool created = false;
        try
        {
            created = await parts.Redis.AskAsync(
                (key: parts.Keys.Record(record.Id), bytes, timeToLive),
                static (db, ask) => db.StringSetAsync(ask.key, ask.bytes, ask.timeToLive, When.NotExists, CommandFlags.DemandMaster),
                "create",
                cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException exception) when (exception.InnerException is RedisServerException)
        {
            // Refused, so it will never be there. Where the answer is missing it may be, and the entry must stay.
            await parts.Index.DropAsync(record.Subject, [entry]).ConfigureAwait(false);
            throw;
        }

        if (!created)
            await parts.Index.DropAsync(record.Subject, [entry]).ConfigureAwait(false);
        return created;
    }

    private RedisValue[] Replacement(SessionRecord record)
    {
        byte[] bytes = RecordFormat.Write(record, default);
        byte[] before = bytes[..RecordFormat.TagAt];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(before.AsSpan(RecordFormat.VersionAt), record.Version - 1);
        return
        [
            before,
            bytes.AsMemory(RecordFormat.IdentityAt..RecordFormat.IdentityEnd(bytes)),
            bytes.AsMemory(..RecordFormat.TagAt),
            bytes.AsMemory(RecordFormat.ExpiresAt..),
            TimeToLive.Milliseconds(record.ExpiresAt, _timeProvider.GetUtcNow(), TimeToLive.Margin),
        ];
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> ListAsync(Parts parts, string subject, CancellationToken cancellationToken)
    {
        List<IndexEntry> entries = await parts.Index.ReadAsync(subject, cancellationToken).ConfigureAwait(false);
        List<SessionRecord> records = [];
        List<IndexEntry> past = [];
        foreach (IndexEntry[] page in entries.Chunk(Page))
        {
            RedisResult[] answers = await parts.Redis.AskAsync(
                page.Select(entry => parts.Keys.Record(entry.Id)), static (db, keys) => Task.WhenAll(keys.Select(key => Find(db, key))), "list", cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < page.Length; i++)
            {
                if (Read(page[i].Id, answers[i], out RecordTag tag) is { } record && tag == page[i].Tag)
                    records.Add(record);
                else if (answers[i].IsNull && page[i].IsPast(_timeProvider.GetUtcNow()))
                    past.Add(page[i]);
            }
        }

        await parts.Index.DropAsync(subject, past).ConfigureAwait(false);
        return records;
    }

    private static async ValueTask<int> RemoveListedAsync(Parts parts, string subject, SessionId? except, CancellationToken cancellationToken)
    {
        List<IndexEntry> entries = await parts.Index.ReadAsync(subject, cancellationToken).ConfigureAwait(false);
        int removed = 0;
        foreach (IndexEntry[] page in entries.Where(entry => entry.Id != except).Chunk(Page))
        {
            Task<RedisResult>[] sent = [];
            try
            {
                await parts.Redis.AskAsync(
                    page,
                    (db, page) => Task.WhenAll(sent = [.. page.Select(entry => Remove(db, (parts.Keys.Record(entry.Id), RemoveCondition.Tag(entry.Tag))))]),
                    "remove all",
                    cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                IndexEntry[] gone = [.. page.Where((_, i) => i < sent.Length && sent[i].IsCompletedSuccessfully && !sent[i].Result.IsNull)];
                removed += gone.Length;
                await parts.Index.DropAsync(subject, gone).ConfigureAwait(false);
            }
        }

        return removed;
    }

    private SessionRecord? Read(SessionId id, RedisResult answer, out RecordTag tag)
    {
        tag = default;
        if (answer.IsNull)
            return null;

        SessionRecord? record = RecordFormat.Read(id, (byte[]?)answer, out tag);
        if (record is null)
            Log.RecordUnreadable(_logger, id);
        return record;
    }

    private Parts Assemble()
    {
        RedisSessionStoreOptions options = _options.Value;
        var result = new RedisSessionStoreOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(RedisSessionStoreOptions), result.Failures);

#pragma warning disable CA2000 // Opens nothing before it is asked, and is disposed with the store.
        RedisConnection redis = new(options, _timeProvider, _logger);
#pragma warning restore CA2000
        KeySpace keys = new(options.KeyPrefix!);
        return new(redis, keys, new(redis, keys, _logger));
    }

    private sealed record Parts(RedisConnection Redis, KeySpace Keys, SubjectIndex Index);
}
