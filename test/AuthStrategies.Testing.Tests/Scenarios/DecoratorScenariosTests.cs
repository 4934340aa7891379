using AuthStrategies.Testing.Scenarios;
using AuthStrategies.Testing.Stores;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Testing.Tests.Scenarios;

/// <summary>The cases pass over a decorator that derives from <see cref="DelegatingSessionStore"/>, and each one finds a wrong decorator.</summary>
public sealed class DecoratorScenariosTests
{
    private static IEnumerable<SessionStoreCase> Cases => SessionStoreConformance.Cases.Where(c => c.Name.StartsWith("Decorated_", StringComparison.Ordinal));

    [TestCaseSource(nameof(Cases))]
    public async Task RightDecorator_OverNearCacheAndMessages_Passes(SessionStoreCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await using SessionStoreHarness harness = Harness(TimeSpan.FromSeconds(30));

        await @case.RunAsync(harness);
    }

    [Test]
    public async Task Messages_DecoratorWithoutAbilities_Fails()
    {
        await using SessionStoreHarness harness = Harness(TimeSpan.FromSeconds(1));
        StoreUnderTest h = new(await harness.OpenStoreAsync(), harness);

        await Assert.ThrowsAsync<ConformanceException>(() => DecoratorScenarios.MessagesArriveAsync(h, store => new WrongDecorator(store, passesAll: false)));
    }

    [Test]
    public async Task Loss_DecoratorWithoutAbilities_Fails()
    {
        await using SessionStoreHarness harness = new(new LosingStore(Memory(new SettableTimeProvider())));
        StoreUnderTest h = new(await harness.OpenStoreAsync(), harness);

        Assert.Throws<ConformanceException>(() => DecoratorScenarios.LossIsPassedOn(h, new WrongDecorator(h.Store, passesAll: false)));
        Assert.DoesNotThrow(() => DecoratorScenarios.LossIsPassedOn(h, new LosingStore(h.Store)));
    }

    [Test]
    public async Task HiddenRecord_DecoratorThatPassesTheCacheOn_Fails()
    {
        await using SessionStoreHarness harness = Harness(TimeSpan.FromSeconds(1));
        StoreUnderTest h = new(await harness.OpenStoreAsync(), harness);
        WrongDecorator decorated = new(h.Store, passesAll: true);

        await Assert.ThrowsAsync<ConformanceException>(() => DecoratorScenarios.HiddenIsRefusedAsync(h, decorated, () => decorated.Hides = true));
    }

    [Test]
    public async Task NoAnswer_DecoratorThatPassesTheTimeOutOn_Fails()
    {
        SettableTimeProvider time = new();
        await using SessionStoreHarness harness = new(Memory(time)) { Time = time, Patience = TimeSpan.FromSeconds(1) };
        StoreUnderTest h = new(await harness.OpenStoreAsync(), harness);
        WrongDecorator decorated = new(h.Store, passesAll: true);

        await Assert.ThrowsAsync<ConformanceException>(() => DecoratorScenarios.WaitingIsLimitedAsync(h, decorated, () => decorated.Waits = true));
    }

    private static InMemorySessionStore Memory(TimeProvider time) => new(Options.Create(new InMemorySessionStoreOptions()), time);

    private sealed class LosingStore(ISessionStore inner) : DelegatingSessionStore(inner), IEvictingSessionStore
    {
        public bool MayEvict => true;
    }

    private static SessionStoreHarness Harness(TimeSpan patience)
    {
        SettableTimeProvider time = new();
        NearCacheSessionStore store = new(new MessagingStore(Memory(time), new()), Options.Create(new NearCacheOptions()), time);
        return new(store) { Time = time, Patience = patience };
    }
}
