using System.Reflection;
using StackExchange.Redis;

namespace AuthStrategies.Redis;

/// <summary>
/// How sessions are kept in Redis. Exactly one of <see cref="Configuration"/>, <see cref="ConfigurationOptions"/> and
/// <see cref="ConnectionMultiplexerFactory"/> says where.
/// </summary>
/// <remarks>
/// On connections that the store makes itself, three things of StackExchange.Redis are set whatever the configuration says:
/// <c>AbortOnConnectFail</c> is off, so that they come back by themselves; <c>AsyncTimeout</c> and <c>SyncTimeout</c> are <see cref="OperationTimeout"/>;
/// <c>IncludeDetailInExceptions</c> is off, so that no key shows in an exception. With a connection string, which cannot say it, a lost connection is
/// tried again after at most 2 seconds (<c>ReconnectRetryPolicy</c>); a <see cref="ConfigurationOptions"/> object says it itself.
/// </remarks>
public sealed class RedisSessionStoreOptions
{
    /// <summary>A connection string as StackExchange.Redis reads it, for example <c>localhost:6379,password=…,ssl=true</c>. Default: none.</summary>
    public string? Configuration { get; set; }

    /// <summary>A configuration as an object; copied when the connection is opened. Default: none.</summary>
    public ConfigurationOptions? ConfigurationOptions { get; set; }

    /// <summary>
    /// Gives the application's own connection. Called at the first call, again if it threw, and by one thread at a time. The connection stays the
    /// application's: the store never disposes or changes it. Default: none.
    /// </summary>
    public Func<Task<IConnectionMultiplexer>>? ConnectionMultiplexerFactory { get; set; }

    /// <summary>
    /// What every key begins with: from 1 to 128 letters, digits, dots, hyphens, underscores and colons. Default: the
    /// name of the entry assembly, so that two applications on one server do not meet. Applications that mean to share
    /// sessions set the same one.
    /// </summary>
    public string? KeyPrefix { get; set; } = Assembly.GetEntryAssembly()?.GetName().Name;

    /// <summary>
    /// How long one exchange with Redis may take, connecting included; afterwards the call ends with a
    /// <see cref="SessionStoreException"/>. From 50 milliseconds to 1 minute; default 2 seconds. Creating and removing are
    /// two exchanges, finding and replacing one.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
