using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Enumeration;
using AuthStrategies.Redis.Indexes;
using AuthStrategies.Redis.Invalidations;
using AuthStrategies.Redis.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

// Past 250 lines, because it implements each interface of a session store with one short method.
/// <summary>
/// Keeps sessions in Redis 6.2 or later, Valkey or Garnet: single, replicated or as a cluster. A thread-safe singleton. Any number of nodes
/// share the sessions of one <see cref="RedisStoreOptions.KeyPrefix"/>.
/// </summary>
/// <remarks>
/// <para>
/// Finding needs one exchange on one key. Every command goes to the primary and counts as a write, so that a replica
/// refuses it and never answers with old data. Redis removes a record five minutes after its
/// <see cref="SessionRecord.ExpiresAt"/>; the clocks of two nodes must differ by less than that.
/// </para>
/// <para>
/// The index of a subject's sessions is written before the record and cleaned after it, so that it never misses a record,
/// not even after a race or a crash. An index entry without a record is ignored. A server that evicts keys may lose an index;
/// each replacement adds its session to it again, and the library does not rely on it alone (<see cref="IEvictingSessionStore"/>).
/// </para>
/// <para>
/// Every failure of Redis becomes a <see cref="SessionStoreException"/> that says what to do. Each kind of failure has its
/// own log event. A call that timed out, lost its connection or was cancelled while it waited took effect completely or not
/// at all; repeating it is safe. A record that this release cannot read counts as missing: it is logged, and it is never
/// overwritten. Only <see cref="RemoveAsync"/>, <see cref="RemoveAllAsync"/> and its expiry delete it.
/// </para>
/// <para>
/// The first call opens the connection; a lost connection is restored automatically. The first call also checks the options: an
/// <see cref="OptionsValidationException"/> names each mistake.
/// </para>
/// </remarks>
public sealed class RedisSessionStore : ISessionStore, ITimedSessionStore, ISessionInvalidations, ISessionEnumerator, ISessionCounter, IEvictingSessionStore, IAsyncDisposable, IDisposable
{
    private readonly IOptions<RedisStoreOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lazy<Parts> _parts;

    /// <summary>Creates the store; does not connect yet.</summary>
    /// <param name="options">Where Redis is. Read and checked at the first call; later changes have no effect.</param>
    /// <param name="timeProvider">The clock that tells how much time a record has left.</param>
    /// <param name="logger">Receives the log events; <see langword="null"/> logs nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public RedisSessionStore(IOptions<RedisStoreOptions> options, TimeProvider timeProvider, ILogger<RedisSessionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger ?? NullLogger<RedisSessionStore>.Instance;
        _parts = new(Assemble, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary><see cref="RedisStoreOptions.OperationTimeout"/>.</summary>
    TimeSpan ITimedSessionStore.CallTimeout => _options.Value.OperationTimeout;

    /// <summary>Always: the server's policy can change at any time, and it need not tell it.</summary>
    bool IEvictingSessionStore.MayEvict => true;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The record's subject is no valid Unicode text.</exception>
    public ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CreateAsync(_parts.Value, record, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        Parts parts = _parts.Value;
        CallBudget call = parts.Redis.Begin("find", cancellationToken);
        if (parts.Redis.Ready is not { } server || cancellationToken.IsCancellationRequested)
            return FindAsync(parts, id, call);

        return new QuickCall<(Parts Parts, SessionId Id), RedisResult, SessionRecord?>(
            parts.Redis, server, (parts, id), static (args, answer) => args.Parts.Reader.Read(args.Id, answer, out _), call)
            .Start(static (server, args) => RecordCommands.FindAsync(server, args.Parts.Keys.Record(args.Id)));
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        Parts parts = _parts.Value;
        CallBudget call = parts.Redis.Begin("replace", cancellationToken);
        RedisResult answer = await parts.Redis.ExecuteAsync(
            (key: parts.Keys.Record(record.Id), values: Replacement(record)),
            static (db, args) => db.ScriptEvaluateAsync(RecordScripts.Replace, [args.key], args.values, CommandFlags.DemandMaster),
            call).ConfigureAwait(false);
        switch ((int)answer[0])
        {
            case 1:
                var entry = IndexEntry.Of(record, RecordTag.Read((byte[]?)answer[1]));
                await parts.Index.RestoreAsync(record, entry, _timeProvider.GetUtcNow(), call).ConfigureAwait(false);
                return true;
            case 0:
                return false;
            default:
                throw new ArgumentException("The Subject and AbsoluteExpiresAt of a session never change. Create the next version with the values of the stored record.", nameof(record));
        }
    }

    /// <inheritdoc />
    public async ValueTask<bool> RemoveAsync(SessionId id, long? ifVersion, CancellationToken cancellationToken)
    {
        Parts parts = _parts.Value;
        CallBudget call = parts.Redis.Begin("remove", cancellationToken);
        var condition = RemoveCondition.Version(ifVersion);
        RedisResult answer = await parts.Redis.ExecuteAsync((key: parts.Keys.Record(id), condition), RecordCommands.RemoveAsync, call).ConfigureAwait(false);
        if (answer.IsNull)
            return false;

        if (parts.Reader.Read(id, answer, out RecordTag tag) is { } removed)
            await parts.Index.DropAsync(removed.Subject, [IndexEntry.Of(removed, tag)], call).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc />
    /// <remarks>The index is read in one step; the records are then read page by page.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return _parts.Value.Subjects.ListAsync(subject, cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>The records are removed one after the other. Records that this release cannot read are removed too.</remarks>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/>, empty or no valid Unicode text.</exception>
    public ValueTask<int> RemoveAllAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return _parts.Value.Subjects.RemoveAsync(subject, except, cancellationToken);
    }

    /// <summary>Asks whether the index of a subject has more entries than a number.</summary>
    /// <remarks>It reads at most 64 entries of sessions that should have ended, and cleans these up. So the index has about as many entries as the subject has sessions.</remarks>
    /// <inheritdoc />
    ValueTask<bool> ISessionCounter.MayHaveMoreThanAsync(string subject, int count, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return _parts.Value.Subjects.MayHaveMoreThanAsync(subject, count, cancellationToken);
    }

    /// <summary>Lists a page of the records of all subjects: of the one primary, or of each primary of a cluster in turn.</summary>
    /// <remarks>
    /// Redis may move keys during an enumeration, so a record can appear twice. If the primaries or their slots change, the call throws a
    /// <see cref="SessionStoreException"/>, and the caller begins again. A page has at most about 1,000 records. Keys that are no
    /// records are passed: a call makes up to 16 steps until it finds a record, and then answers with an empty page. The Redis user needs the
    /// command SCAN.
    /// </remarks>
    ValueTask<SessionPage> ISessionEnumerator.ListAllAsync(string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, SessionPage.MaxSize);
        if (continuation is null)
            return _parts.Value.Enumeration.ListAsync(null, pageSize, cancellationToken);

        return ScanPosition.TryParse(continuation, out ScanPosition position)
            ? _parts.Value.Enumeration.ListAsync(position, pageSize, cancellationToken)
            : throw new ArgumentException(OptionMessages.ForeignContinuation(continuation), nameof(continuation));
    }

    /// <summary>Opens a publish/subscribe channel on the store's own connection: <c>prefix:i</c>.</summary>
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

    /// <summary>Closes the connection if the store opened it. Later calls throw <see cref="SessionStoreException"/>. Safe to call more than once.</summary>
    /// <returns>A task that completes when the connection is closed.</returns>
    public ValueTask DisposeAsync() => _parts.IsValueCreated ? _parts.Value.Redis.DisposeAsync() : default;

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for the connection to close.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    /// <summary>Opens the connection before the first call.</summary>
    internal async ValueTask OpenAsync() => _ = await _parts.Value.Redis.OpenAsync("connect", CancellationToken.None).ConfigureAwait(false);

    private static async ValueTask<SessionRecord?> FindAsync(Parts parts, SessionId id, CallBudget call)
    {
        RedisResult answer = await parts.Redis.ExecuteAsync(parts.Keys.Record(id), RecordCommands.FindAsync, call).ConfigureAwait(false);
        return parts.Reader.Read(id, answer, out _);
    }

    private async ValueTask<bool> CreateAsync(Parts parts, SessionRecord record, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        var tag = RecordTag.New();
        var entry = IndexEntry.Of(record, tag);
        byte[] bytes = RecordFormat.Write(record, tag);
        var timeToLive = TimeSpan.FromMilliseconds(TimeToLive.Milliseconds(record.ExpiresAt, now, TimeToLive.Margin));

        CallBudget call = parts.Redis.Begin("create", cancellationToken);
        await parts.Index.AddAsync(record, entry, now, call).ConfigureAwait(false);
        bool created = false;
        try
        {
            created = await parts.Redis.ExecuteAsync(
                (key: parts.Keys.Record(record.Id), bytes, timeToLive),
                static (db, args) => db.StringSetAsync(args.key, args.bytes, args.timeToLive, When.NotExists, CommandFlags.DemandMaster),
                call).ConfigureAwait(false);
        }
        catch (SessionStoreException exception) when (exception.InnerException is RedisServerException)
        {
            // Refused, so no record will follow. When the answer is missing, a record may exist, and the entry must stay.
            await parts.Index.DropAsync(record.Subject, [entry], call).ConfigureAwait(false);
            throw;
        }

        if (!created)
            await parts.Index.DropAsync(record.Subject, [entry], call).ConfigureAwait(false);
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

    private Parts Assemble()
    {
        RedisStoreOptions options = _options.Value;
        var result = new RedisStoreOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(RedisStoreOptions), result.Failures);

#pragma warning disable CA2000 // Not open before the first call, and disposed with the store.
        RedisConnection redis = new(options, _timeProvider, _logger);
#pragma warning restore CA2000
        KeySpace keys = new(options.KeyPrefix!);
        RecordReader reader = new(_logger);
        SubjectIndex index = new(redis, keys, _logger);
        return new(redis, keys, reader, index, new(redis, keys, index, reader, _timeProvider, _logger), new(redis, keys, reader));
    }

    private sealed record Parts(RedisConnection Redis, KeySpace Keys, RecordReader Reader, SubjectIndex Index, SubjectRecords Subjects, RecordEnumeration Enumeration);
}
