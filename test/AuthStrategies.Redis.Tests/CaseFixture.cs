using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Servers;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Tests;

/// <summary>A fresh store for one case, with the handles that its server offers.</summary>
internal sealed class CaseFixture : IAsyncDisposable
{
    private const SessionStoreNeeds OfTheServer = SessionStoreNeeds.Failure | SessionStoreNeeds.Stall | SessionStoreNeeds.Limit;

    private readonly StoreFixture _store;
    private readonly ConnectionMultiplexer _look;
    private readonly RedisProcess? _own;
    private readonly List<RedisSessionStore> _open = [];

    private CaseFixture(StoreFixture store, ConnectionMultiplexer look, RedisProcess? own)
    {
        _store = store;
        _look = look;
        _own = own;
    }

    public SettableTimeProvider Time { get; } = new();

    /// <summary>Over the server of all tests, or, where the case ill-treats it, over a separate redis-server.</summary>
    public static async Task<CaseFixture> OverAsync(Backend backend, SessionStoreCase @case)
    {
        if (backend != Backend.Redis || (@case.Needs & OfTheServer) == SessionStoreNeeds.None)
            return new(await StoreFixture.OverAsync(backend), await Backends.ConnectAsync(backend), own: null);

        RedisProcess own = await RedisServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        return new(new(own.EndPoint), await own.ConnectAsync(), own);
    }

    /// <param name="wrap">Puts something in front of each node's store, for example a cache.</param>
    /// <param name="maxStaleness">How long that may lag behind.</param>
    public SessionStoreHarness Harness(Func<RedisSessionStore, ISessionStore>? wrap = null, TimeSpan maxStaleness = default) => new(_ => OpenAsync(wrap))
    {
        Time = Time,
        OffersEnumeration = true,
        MaxStaleness = maxStaleness,
        Rounds = 20,
        RemovesExpired = false,
        DamageAsync = async (id, _) => await _look.GetDatabase().StringSetAsync(_store.RecordKey(id), "half of it"),
        EvictAsync = async (id, _) => await _look.GetDatabase().KeyDeleteAsync(_store.RecordKey(id)),
        BreakAsync = OnServer(server => server.KillAsync()),
        RepairAsync = OnServer(RepairAsync),
        // Look-ups count as writes.
        StallAsync = OnServer(server => server.SayAsync("CLIENT PAUSE 60000 WRITE")),
        ResumeAsync = OnServer(server => server.SayAsync("CLIENT UNPAUSE")),
        FillAsync = OnServer(server => server.SayAsync("CONFIG SET maxmemory 1")),
    };

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _look.DisposeAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    private async ValueTask<ISessionStore> OpenAsync(Func<RedisSessionStore, ISessionStore>? wrap)
    {
        // A server that is down is to be told soon; one that stands still must not be told before the call is cancelled.
        RedisSessionStore store = _store.Node(options => options.OperationTimeout = _own is null ? TimeLimits.Generous : TimeSpan.FromSeconds(2), Time);
        _open.Add(store);
        await StoreFixture.AnsweredAsync(() => store.FindAsync(_store.New().Id, default));
        return wrap is null ? store : wrap(store);
    }

    /// <summary>Repaired is what is connected again; how long that takes is the client library's business.</summary>
    private async Task RepairAsync(RedisProcess server)
    {
        await server.StartAgainAsync();
        foreach (RedisSessionStore store in _open)
            await StoreFixture.AnsweredAsync(() => store.FindAsync(_store.New().Id, default));
    }

    private Func<CancellationToken, ValueTask>? OnServer(Func<RedisProcess, Task> act) => _own is null ? null : async _ => await act(_own);
}
