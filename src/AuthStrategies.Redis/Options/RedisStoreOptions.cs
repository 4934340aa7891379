using System.Reflection;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>
/// Where Redis is, and how it is called: for sessions (<c>UseRedis</c>) and for keys (<c>UseRedisJwtKeyStore</c>). Set exactly
/// one of <see cref="Configuration"/>, <see cref="ConfigurationOptions"/> and <see cref="ConnectionMultiplexerFactory"/>. Not thread-safe.
/// </summary>
/// <remarks>
/// On connections that the store opens, three settings of StackExchange.Redis always have these values:
/// <c>AbortOnConnectFail</c> is off, so that lost connections are restored; <c>AsyncTimeout</c> and <c>SyncTimeout</c> are <see cref="OperationTimeout"/>;
/// <c>IncludeDetailInExceptions</c> is off, so that exceptions contain no key. A connection string cannot set <c>ReconnectRetryPolicy</c>: with one, a lost
/// connection is retried after at most 2 seconds. A <see cref="ConfigurationOptions"/> object keeps its own policy. Without a <c>SocketManager</c>
/// the connections use <c>SocketManager.ThreadPool</c>, which costs half of the processor time of dedicated threads.
/// </remarks>
public sealed class RedisStoreOptions
{
    /// <summary>A connection string in the format of StackExchange.Redis, for example <c>localhost:6379,password=…,ssl=true</c>. Default: none.</summary>
    public string? Configuration { get; set; }

    /// <summary>A configuration object; copied when the connection is opened. Default: none.</summary>
    public ConfigurationOptions? ConfigurationOptions { get; set; }

    /// <summary>
    /// Returns a connection that the application owns. Called by the first call, and again after it threw; never by two threads at the same time.
    /// The store never disposes or changes this connection. Default: none.
    /// </summary>
    public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }

    /// <summary>
    /// The prefix of every key: 1 to 128 letters, digits, dots, hyphens, underscores and colons. Default: the
    /// name of the entry assembly, so that two applications on one server stay apart. Applications that share
    /// sessions must set the same prefix.
    /// </summary>
    public string? KeyPrefix { get; set; } = Assembly.GetEntryAssembly()?.GetName().Name;

    /// <summary>
    /// How long a call of the store may take: all its exchanges with Redis together, and the time to connect. After it the call throws a
    /// <see cref="SessionStoreException"/>, or of the keys a <see cref="JwtKeyStoreException"/>. From 50 milliseconds to 1 minute; default 2 seconds.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
