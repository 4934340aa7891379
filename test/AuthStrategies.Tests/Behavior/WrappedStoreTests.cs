using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Two nodes with near caches whose stores are inside wrappers: a wrapper costs a node no invalidation message.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WrappedStoreTests
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly SpyRecordStore _store = new();
    private readonly MessageBus _bus = new();

    private static IEnumerable<TestCaseData> Wrappers()
    {
        yield return Case("none", store => store);
        yield return Case("FaultySessionStore", store => new FaultySessionStore(store));
        yield return Case("FaultySessionStore twice", store => new FaultySessionStore(new FaultySessionStore(store)));
        yield return Case("a user's own", store => new Counted(store));
        yield return Case("a user's own around FaultySessionStore", store => new Counted(new FaultySessionStore(store)));
        yield return Case("FaultySessionStore around a user's own", store => new FaultySessionStore(new Counted(store)));

        static TestCaseData Case(string name, Func<ISessionStore, ISessionStore> wrap) => new TestCaseData(wrap).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Wrappers))]
    [Property("Requirement", "V-04")]
    public async Task Revoke_StoreInsideWrappers_OtherNodeRefusesAtOnce(Func<ISessionStore, ISessionStore> wrap)
    {
        await using ServiceProvider here = Node(wrap);
        await using ServiceProvider there = Node(wrap);
        IssuedCredential issued = await StrategyOf(here).IssueAsync(TestPrincipals.Of("alice"));
        Assert.That((await StrategyOf(there).AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(there.GetRequiredService<NearCacheSessionStore>().TryFindCached(issued.SessionId!.Value, out _), Is.True, "or the test would show nothing");

        await StrategyOf(here).RevokeAsync(issued.Value);

        Assert.That((await StrategyOf(there).AuthenticateAsync(issued.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    private static IAuthStrategy StrategyOf(ServiceProvider node) => node.GetRequiredService<IAuthStrategy>();

    private ServiceProvider Node(Func<ISessionStore, ISessionStore> wrap)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        services.AddAuthStrategy().AddSession().UseNearCache().UseSessionStore(_ => wrap(new MessagingStore(_store, _bus)));
        return services.BuildServiceProvider();
    }

    private sealed class Counted(ISessionStore inner) : DelegatingSessionStore(inner);
}
