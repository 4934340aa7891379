using System.Collections.Concurrent;
using System.Security.Claims;
using AuthStrategies.Benchmarks.Stores;
using AuthStrategies.Benchmarks.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Benchmarks.Growth;

/// <summary>How the cost of sessions in memory grows: live sessions, sessions of one subject, threads.</summary>
internal static class SessionGrowth
{
    private const int Seen = 1_000;
    private const int Capacity = 5_100_000;

    private static readonly int[] Live = [1_000, 10_000, 100_000, 1_000_000, 5_000_000];
    private static readonly int[] OfOne = [1, 10, 100, 1_000, 3_000, 9_900];
    private static readonly int[] Limits = [128, 1_000, 3_000, 10_000];

    public static IEnumerable<GrowthRow> Rows =>
    [
        new("authenticate a session, the same thousand", "live sessions", Order.Constant, Live, (size, owned) => AmongOthers(owned, size)),
        new("look up a session, each another one", "live sessions", Order.Constant, Live, (size, _) => LookUp(size)),
        new("look up in a ConcurrentDictionary, each another one", "live sessions", Order.None, Live, (size, _) => LookUpInDictionary(size)),
        new("create and remove a session", "live sessions", Order.Logarithmic, Live, (size, _) => CreateAndRemove(size)),
        new("sweep when none is due", "live sessions", Order.Constant, Live, (size, _) => Sweep(size)),
        new("end all sessions", "live sessions", Order.Constant, [1_000, 10_000, 100_000, 1_000_000], (size, owned) => EndAll(owned, size)),
        new("log in and out in memory", "sessions of the subject", Order.Constant, OfOne, (size, owned) => LogIn(owned, size, 10_000)),
        new("log in and out in memory, at the limit", "sessions of the subject", Order.Linear, Limits, (size, owned) => LogIn(owned, size, size)),
        new("authenticate a session", "threads", Order.Constant, [1, 2], OnThreads),
    ];

    public static Func<int, long> Authenticate(Stack<IDisposable> owned, ClaimsPrincipal user)
    {
        IAuthStrategy strategy = Services(owned).GetRequiredService<IAuthStrategy>();
        string token = Wait.For(strategy.IssueAsync(user)).Value;
        return operations => Authenticate(strategy, [token], operations);
    }

    private static long Authenticate(IAuthStrategy strategy, string[] tokens, int operations)
    {
        long found = 0;
        for (int n = 0, i = 0; n < operations; n++, i = i + 1 == tokens.Length ? 0 : i + 1)
            found += Wait.For(strategy.AuthenticateAsync(tokens[i])).Principal is null ? 0 : 1;
        return found;
    }

    private static Func<int, long> AmongOthers(Stack<IDisposable> owned, int size)
    {
        ServiceProvider services = Services(owned);
        ISessionStore store = services.GetRequiredService<ISessionStore>();
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        foreach (SessionRecord record in Sample.Records(size - Seen))
            Now.Of(store.TryCreateAsync(record, default));
        string[] tokens = [.. Enumerable.Range(0, Seen).Select(_ => TokenSample.Issue(strategy, Guid.NewGuid().ToString()))];
        return operations => Authenticate(strategy, tokens, operations);
    }

    private static Func<int, long> LookUp(int size)
    {
        InMemorySessionStore store = Filled(size, out SessionRecord[] records);
        int[] order = Sample.Shuffled(size);
        SessionId[] ids = [.. order.Take(100_000).Select(i => records[i].Id)];
        int i = 0;
        return operations =>
        {
            // The next key depends on what was found: look-ups of different requests do not overlap inside one core.
            for (int n = 0; n < operations; n++)
                i = (i + (int)Now.Of(store.FindAsync(ids[i], default))!.Version) % ids.Length;
            return i;
        };
    }

    /// <summary>What the caches of the processor alone make of it: no table finds a key that is in none of them without waiting for the memory.</summary>
    private static Func<int, long> LookUpInDictionary(int size)
    {
        SessionRecord[] records = Sample.Records(size);
        ConcurrentDictionary<SessionId, SessionRecord> table = new(records.Select(record => KeyValuePair.Create(record.Id, record)));
        SessionId[] ids = [.. Sample.Shuffled(size).Take(100_000).Select(i => records[i].Id)];
        int i = 0;
        return operations =>
        {
            for (int n = 0; n < operations; n++)
                i = (i + (int)table[ids[i]].Version) % ids.Length;
            return i;
        };
    }

    private static Func<int, long> CreateAndRemove(int size)
    {
        InMemorySessionStore store = Filled(size, out _);
        SessionRecord[] others = Sample.Records(1_000, "other-");
        return operations =>
        {
            long removed = 0;
            for (int n = 0; n < operations; n++)
            {
                SessionRecord record = others[n % others.Length];
                Now.Of(store.TryCreateAsync(record, default));
                removed += Now.Of(store.RemoveAsync(record.Id, null, default)) ? 1 : 0;
            }

            return removed;
        };
    }

    private static Func<int, long> Sweep(int size)
    {
        InMemorySessionStore store = Filled(size, out _);
        return operations =>
        {
            long removed = 0;
            for (int n = 0; n < operations; n++)
                removed += Now.Of(store.RemoveExpiredAsync(Sample.Start, 1_000, default));
            return removed;
        };
    }

    private static Func<int, long> EndAll(Stack<IDisposable> owned, int size)
    {
        ServiceProvider services = Services(owned);
        ISessionStore store = services.GetRequiredService<ISessionStore>();
        foreach (SessionRecord record in Sample.Records(size))
            Now.Of(store.TryCreateAsync(record, default));
        ISessionDirectory directory = services.GetRequiredService<ISessionDirectory>();
        return operations =>
        {
            for (int n = 0; n < operations; n++)
                directory.RevokeEverythingAsync().AsTask().GetAwaiter().GetResult();
            return operations;
        };
    }

    private static Func<int, long> LogIn(Stack<IDisposable> owned, int size, int limit)
    {
        IAuthStrategy strategy = Services(owned, limit).GetRequiredService<IAuthStrategy>();
        return LogInAndOut.Of(strategy, size, logsOut: size < limit);
    }

    private static Func<int, long> OnThreads(int threads, Stack<IDisposable> owned)
    {
        IAuthStrategy strategy = Services(owned).GetRequiredService<IAuthStrategy>();
        string[] tokens = [.. Enumerable.Range(0, Seen).Select(_ => TokenSample.Issue(strategy, Guid.NewGuid().ToString()))];
        return operations =>
        {
            // Each thread makes all the operations, so twice the work in the same time is constant.
            Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(() => Authenticate(strategy, tokens, operations)))];
            foreach (Thread thread in others)
                thread.Start();
            long found = Authenticate(strategy, tokens, operations);
            foreach (Thread thread in others)
                thread.Join();
            return found;
        };
    }

    /// <summary>The same capacity at each size, as in an application: the number of the table's parts depends on it.</summary>
    private static InMemorySessionStore Filled(int size, out SessionRecord[] records)
    {
        InMemorySessionStore store = new(Options.Create(new InMemorySessionStoreOptions { Capacity = Capacity }), TimeProvider.System);
        records = Sample.Records(size);
        foreach (SessionRecord record in records)
            Now.Of(store.TryCreateAsync(record, default));
        return store;
    }

    private static ServiceProvider Services(Stack<IDisposable> owned, int limit = 100)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        services.Configure<InMemorySessionStoreOptions>(o => o.Capacity = Capacity);
        services.AddAuthStrategy().AddSession(o => o.MaxSessionsPerSubject = limit);
        ServiceProvider provider = services.BuildServiceProvider();
        owned.Push(provider);
        return provider;
    }
}
