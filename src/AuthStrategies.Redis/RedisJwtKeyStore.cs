using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using AuthStrategies.Redis.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>
/// Keeps the rotating keys of JWT strategies in Redis: one key for each strategy, replaced by compare-and-swap. All nodes of an
/// application share them. A thread-safe singleton.
/// </summary>
/// <remarks>
/// <para>
/// The documents contain private keys. Protect them: <c>ProtectJwtKeysWithDataProtection</c> or <c>ProtectJwtKeysWithKeyEncryptionKeys</c>.
/// They never expire. A server that evicts keys without a time to live (<c>allkeys-…</c>) can lose them: use <c>noeviction</c> or
/// <c>volatile-…</c>.
/// </para>
/// <para>
/// Every command goes to the primary and counts as a write, so that a replica refuses it and never answers with old data. A fail-over can
/// lose the last change. A node that has seen it then refuses the older document.
/// </para>
/// <para>
/// The first call opens a connection of the store's own, and a lost connection is restored automatically. The first call also checks the
/// options: an <see cref="OptionsValidationException"/> names each mistake.
/// </para>
/// </remarks>
public sealed class RedisJwtKeyStore : IJwtKeyStore, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger;
    private readonly Lazy<(RedisConnection Redis, string Prefix)> _parts;

    /// <summary>Creates the store; does not connect yet.</summary>
    /// <param name="options">Where Redis is. Read and checked at the first call; later changes have no effect.</param>
    /// <param name="timeProvider">The clock that measures the time-out of a call.</param>
    /// <param name="logger">Receives the log events; <see langword="null"/> logs nothing.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    public RedisJwtKeyStore(IOptions<RedisStoreOptions> options, TimeProvider timeProvider, ILogger<RedisJwtKeyStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _logger = logger ?? NullLogger<RedisJwtKeyStore>.Instance;
        _parts = new(() => Assemble(options.Value, timeProvider), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc />
    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        RedisValue stored = await ExecuteAsync(KeyOf(strategy), KeyCommands.LoadAsync, "load the keys", cancellationToken).ConfigureAwait(false);
        if (stored.IsNull)
            return null;
        if (KeyFormat.Read((byte[])stored!) is { } document)
            return document;

        Log.UnreadableKeys(_logger);
        throw new JwtKeyStoreException($"The keys of \"{strategy}\" in Redis cannot be read: they are damaged, or a newer version of this library wrote them. They are not changed.");
    }

    /// <inheritdoc />
    /// <remarks>One exchange. If the answer is lost, the change may have been made.</remarks>
    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(strategy);
        ArgumentNullException.ThrowIfNull(document);
        return await ExecuteAsync((KeyOf(strategy), document), KeyCommands.TrySaveAsync, "save the keys", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection if the store opened it. Later calls throw <see cref="JwtKeyStoreException"/>. Safe to call more than once.</summary>
    /// <returns>A task that completes when the connection is closed.</returns>
    public ValueTask DisposeAsync() => _parts.IsValueCreated ? _parts.Value.Redis.DisposeAsync() : default;

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for the connection to close.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private RedisKey KeyOf(string strategy) => KeyFormat.KeyOf(_parts.Value.Prefix, strategy);

    private async ValueTask<TResult> ExecuteAsync<TArgument, TResult>(TArgument args, Func<IDatabase, TArgument, Task<TResult>> send, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await _parts.Value.Redis.ExecuteAsync(args, send, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException exception)
        {
            // The connection reports for sessions; the reason and the advice are the same.
            throw new JwtKeyStoreException(exception.Message, exception.InnerException ?? exception);
        }
    }

    private (RedisConnection, string) Assemble(RedisStoreOptions options, TimeProvider timeProvider)
    {
        ValidateOptionsResult result = new RedisStoreOptionsValidator().Validate(Options.DefaultName, options);
        if (result.Failed)
            throw new OptionsValidationException(Options.DefaultName, typeof(RedisStoreOptions), result.Failures);

#pragma warning disable CA2000 // Not open before the first call, and disposed with the store.
        return (new RedisConnection(options, timeProvider, _logger), options.KeyPrefix!);
#pragma warning restore CA2000
    }
}
