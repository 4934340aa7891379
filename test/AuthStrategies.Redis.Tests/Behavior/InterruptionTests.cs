using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>Servers and wires that break in the middle of traffic: nothing that was answered is lost, nothing is half done.</summary>
[TestFixture]
public sealed class InterruptionTests
{
    private const int Workers = 8;

    [Test]
    [Property("Requirement", "F-12")]
    public async Task Traffic_ServerKilledAndRestartedAgainAndAgain_KeepsWhatWasAnswered()
    {
        await using RedisProcess redis = await RedisServers.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var fixture = new StoreFixture(redis.EndPoint);
        var ledger = new Ledger(fixture, fixture.Node(Impatient, TimeProvider.System));

        await WhileWorkingAsync(ledger, async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                await MoreAsync(ledger);
                await redis.KillAsync();
                await redis.StartAgainAsync();
            }

            await MoreAsync(ledger);
        });

        Assert.That(ledger.Failures, Is.Positive, "the kills were felt");
        await ledger.CheckAsync(fixture.Node());
    }

    [Test]
    [Property("Requirement", "F-12")]
    public async Task Traffic_WireCutAgainAndAgain_KeepsWhatWasAnswered()
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var cut = new TcpCut(redis.Port);
        await using var fixture = new StoreFixture(cut.EndPoint);
        var ledger = new Ledger(fixture, fixture.Node(Impatient, TimeProvider.System));

        await WhileWorkingAsync(ledger, async () =>
        {
            for (int i = 0; i < 5; i++)
            {
                await MoreAsync(ledger);
                cut.Cut();
            }

            await MoreAsync(ledger);
        });

        Assert.That(ledger.Failures, Is.Positive, "the cuts were felt");
        await ledger.CheckAsync(fixture.Node());
    }

    [TestCase(Backend.Garnet)]
    [TestCase(Backend.Redis)]
    [TestCase(Backend.Cluster)]
    [Property("Requirement", "F-45")]
    public async Task Calls_CancelledAnywhere_TakeEffectWholeOrNotAtAll(Backend backend)
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        RedisSessionStore store = fixture.Node();
        for (int i = 0; i < 300; i++)
        {
            SessionRecord record = fixture.New($"subject-{i % 7}");
            using var source = new CancellationTokenSource();
            Task<bool> create = store.TryCreateAsync(record, source.Token).AsTask();
            // Later and later: somewhere on the way.
            await Task.WhenAny(create, SpinAsync(i * 20));
            await source.CancelAsync();
            bool answered = await AnsweredAsync(create);

            SessionRecord? found = await store.FindAsync(record.Id, default);
            bool listed = (await StoreFixture.ListAsync(store, record.Subject)).Any(r => r.Id == record.Id);
            if (answered)
                Assert.That(found, Is.Not.Null, "what was answered is there");
            if (found is not null)
                Assert.That(listed, Is.True, "what is found is listed");
        }
    }

    private static void Impatient(RedisStoreOptions options) => options.OperationTimeout = TimeSpan.FromSeconds(1);

    private static async Task WhileWorkingAsync(Ledger ledger, Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        Task[] working = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ledger.WorkAsync(worker, stop.Token)))];
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(working);
        }
    }

    private static async Task MoreAsync(Ledger ledger)
    {
        int before = ledger.Answered;
        await Until.TrueAsync(() => ledger.Answered > before + 100);
    }

    private static Task SpinAsync(int iterations) => Task.Run(() => Thread.SpinWait(iterations));

    private static async Task<bool> AnsweredAsync(Task<bool> call)
    {
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
