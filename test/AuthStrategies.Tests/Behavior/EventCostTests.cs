using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>What events cost a request: nothing without a sink, and nothing for an accepted credential with one. Allocations are exact, so they may be enforced.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class EventCostTests : IDisposable
{
    private readonly SessionScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Authenticate_AcceptedCredential_AllocatesTheSameWithAndWithoutASink(string strategy)
    {
        Application without = Create(hasSink: false);
        Application with = Create(hasSink: true);
        string token = (await without[strategy].IssueAsync(SessionScenario.Principal(), new() { Client = new() { Address = "192.0.2.0", UserAgent = "Firefox/140.0" } })).Value;

        Assert.That(Measure(() => Accepts(with[strategy], token)), Is.EqualTo(Measure(() => Accepts(without[strategy], token))));
    }

    [Test]
    public async Task Authenticate_SessionThatKeepsItsClient_AllocatesTheSameAsWithout([Values("Session", "Jwt")] string strategy, [Values] bool requiresLiveSession)
    {
        Application app = _scenario.Application(auth => auth.AddSession().AddJwt(options =>
        {
            SessionScenario.Configure(options);
            options.RequireLiveSession = requiresLiveSession;
        }));
        string without = (await app[strategy].IssueAsync(SessionScenario.Principal())).Value;
        string with = (await app[strategy].IssueAsync(SessionScenario.Principal(), new() { Client = new() { Address = "192.0.2.0", UserAgent = "Firefox/140.0" } })).Value;

        Assert.That(Measure(() => Accepts(app[strategy], with)), Is.EqualTo(Measure(() => Accepts(app[strategy], without))));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Authenticate_RefusedCredential_MakesAnEventOnlyForASink(string strategy)
    {
        Application without = Create(hasSink: false);
        Application with = Create(hasSink: true);
        string token = (await without[strategy].IssueAsync(SessionScenario.Principal())).Value;
        string wrong = strategy == "Session" ? new string('A', 64) : token[..^8] + "AAAAAAAA";

        long refused = Measure(() => Refuses(without[strategy], wrong));

        Assert.That(Measure(() => Refuses(with[strategy], wrong)), Is.GreaterThan(refused), "or the measure sees no event");
    }

    private Application Create(bool hasSink) => _scenario.Application(
        auth => auth.AddSession().AddJwt(SessionScenario.Configure),
        more: services => _ = hasSink ? services.AddAuthEventSink("test", _ => new NoSink()) : services);

    private static bool Accepts(IAuthStrategy strategy, string token) => IsAccepted(strategy.AuthenticateAsync(token));

    private static bool Refuses(IAuthStrategy strategy, string token) => IsRefused(strategy.AuthenticateAsync(token));

    private static bool IsAccepted(ValueTask<AuthResult> answer) => answer.IsCompletedSuccessfully && answer.Result.Succeeded;

    private static bool IsRefused(ValueTask<AuthResult> answer) => answer.IsCompletedSuccessfully && answer.Result.Failure is not null;

    // The smallest of several rounds: a log that grows, or a cache, may add to one.
    private static long Measure(Func<bool> act)
    {
        for (int i = 0; i < 50; i++)
            Assert.That(act(), Is.True);
        return Enumerable.Range(0, 20).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            act();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    private sealed class NoSink : IAuthEventSink
    {
        public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
