using System.Security.Cryptography;
using AuthStrategies.Redis.Tests.Servers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>Stores over one server and one prefix, a clock, and what they log.</summary>
internal sealed class StoreFixture(string configuration) : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<RedisSessionStore> _stores = [];

    public string Prefix { get; init; } = Backends.NewPrefix();

    public FakeTimeProvider Time { get; } = new(Start);

    public LogCapture Log { get; } = new();

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<StoreFixture> OverAsync(Backend backend) => new(await Backends.EndPointsAsync(backend));

    /// <summary>A node: a store with its own connection.</summary>
    public RedisSessionStore Node(Action<RedisStoreOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new RedisStoreOptions { Configuration = configuration, KeyPrefix = Prefix, OperationTimeout = TimeLimits.Generous };
        configure?.Invoke(options);
        var store = new RedisSessionStore(Options.Create(options), time ?? Time, new Logger<RedisSessionStore>(Log));
        _stores.Add(store);
        return store;
    }

    /// <summary>A node on the real clock, with a short limit. It is connected: the first call, which includes that, is repeated until it has an answer.</summary>
    public async Task<RedisSessionStore> ConnectedAsync(TimeSpan limit)
    {
        RedisSessionStore store = Node(options => options.OperationTimeout = limit, TimeProvider.System);
        await AnsweredAsync(() => store.FindAsync(New().Id, default));
        return store;
    }

    /// <summary>Repeats a call until the store answers it: on a busy machine a call may take longer than its limit.</summary>
    public static async Task<T> AnsweredAsync<T>(Func<ValueTask<T>> call)
    {
        (_, T answer) = await Until.TrueAsync(() => TryAsync(call), tried => tried.IsAnswered);
        return answer;
    }

    /// <summary>Whether the store answers a call, and what.</summary>
    public static async Task<(bool IsAnswered, T Answer)> TryAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return (true, await call());
        }
        catch (SessionStoreException)
        {
            return (false, default!);
        }
    }

    public SessionRecord New(string subject = "alice", TimeSpan? expiresIn = null, byte[]? payload = null) =>
        new()
        {
            Id = new(RandomNumberGenerator.GetBytes(SessionId.Size)),
            Subject = subject,
            ExpiresAt = Now + (expiresIn ?? TimeSpan.FromHours(1)),
            AbsoluteExpiresAt = Now.AddDays(30),
            Version = 1,
            Payload = payload ?? [1, 2, 3],
        };

    public static SessionRecord Next(SessionRecord record, DateTimeOffset? expiresAt = null) =>
        new()
        {
            Id = record.Id,
            Subject = record.Subject,
            ExpiresAt = expiresAt ?? record.ExpiresAt,
            AbsoluteExpiresAt = record.AbsoluteExpiresAt,
            Version = record.Version + 1,
            Payload = record.Payload,
        };

    public RedisKey RecordKey(SessionId id) => $"{Prefix}:s:{id}";

    /// <summary>The key of a subject's index.</summary>
    public RedisKey IndexKey(string subject) =>
        $"{Prefix}:u:{Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(subject))).TrimEnd('=').Replace('+', '-').Replace('/', '_')}";

    public static async Task<IReadOnlyList<SessionRecord>> ListAsync(ISessionStore store, string subject = "alice") => await store.ListAsync(subject, default);

    public async ValueTask DisposeAsync()
    {
        foreach (RedisSessionStore store in _stores)
            await store.DisposeAsync();
        Log.Dispose();
    }
}
