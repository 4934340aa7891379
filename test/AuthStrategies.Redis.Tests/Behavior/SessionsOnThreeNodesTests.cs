using System.Security.Claims;
using AuthStrategies.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Redis.Tests.Behavior;

/// <summary>A real session strategy on three nodes over one Redis.</summary>
[TestFixture(Backend.Garnet)]
[TestFixture(Backend.Redis)]
[TestFixture(Backend.Cluster)]
public sealed class SessionsOnThreeNodesTests(Backend backend)
{
    private const int Nodes = 3;

    [Test]
    [Property("Requirement", "F-17")]
    [Property("Requirement", "F-18")]
    public async Task Refresh_AHundredAtOnceOnThreeNodes_HaveOneSuccessor()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        ServiceProvider[] nodes = await NodesAsync(fixture);
        IAuthStrategy[] strategies = [.. nodes.Select(node => node.GetRequiredService<IAuthStrategy>())];
        IssuedCredential issued = await strategies[0].IssueAsync(Alice());
        fixture.Time.Advance(TimeSpan.FromMinutes(5));

        RefreshResult[] results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await strategies[i % Nodes].RefreshAsync(issued.Value))));

        Assert.That(results.All(result => result.Succeeded || result.IsUnchanged), Is.True);
        string successor = results.Single(result => result.Succeeded).Credential!.Value;
        Assert.That(successor, Is.Not.EqualTo(issued.Value));
        Assert.That((await fixture.Node().FindAsync(issued.SessionId!.Value, default))!.Version, Is.EqualTo(2), "one write");
        foreach (IAuthStrategy strategy in strategies)
            Assert.That((await strategy.AuthenticateAsync(successor)).Succeeded, Is.True);
        await EndAsync(nodes);
    }

    [Test]
    [Property("Requirement", "F-21")]
    [Property("Requirement", "S-06")]
    public async Task Revoke_OnOneNode_IsRefusedByAllFromThenOn()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        ServiceProvider[] nodes = await NodesAsync(fixture);
        IAuthStrategy[] strategies = [.. nodes.Select(node => node.GetRequiredService<IAuthStrategy>())];
        for (int i = 0; i < 30; i++)
        {
            IssuedCredential issued = await strategies[i % Nodes].IssueAsync(Alice());
            foreach (IAuthStrategy strategy in strategies)
                Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

            RevokeOutcome outcome = await strategies[(i + 1) % Nodes].RevokeAsync(issued.Value);

            Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
            foreach (IAuthStrategy strategy in strategies)
                Assert.That((await strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        }

        await EndAsync(nodes);
    }

    [Test]
    [Property("Requirement", "F-25")]
    [Property("Requirement", "S-08")]
    public async Task Issue_AHundredAtOnceAgainstALimitOfThree_LeavesThree()
    {
        await using StoreFixture fixture = await StoreFixture.OverAsync(backend);
        ServiceProvider[] nodes = await NodesAsync(fixture, limit: 3);
        IAuthStrategy[] strategies = [.. nodes.Select(node => node.GetRequiredService<IAuthStrategy>())];

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => await strategies[i % Nodes].IssueAsync(Alice()))));

        Assert.That(await StoreFixture.ListAsync(fixture.Node()), Has.Count.EqualTo(3));
        await EndAsync(nodes);
    }

    private static ClaimsPrincipal Alice() => new(new ClaimsIdentity([new Claim("sub", "alice"), new Claim("role", "admin")], "password"));

    private async Task<ServiceProvider[]> NodesAsync(StoreFixture fixture, int limit = 100)
    {
        string endPoints = await Backends.EndPointsAsync(backend);
        return [.. Enumerable.Range(0, Nodes).Select(_ => Node(fixture, endPoints, limit))];
    }

    private static ServiceProvider Node(StoreFixture fixture, string endPoints, int limit)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(fixture.Time);
        services.AddAuthStrategy().AddSession(options => options.MaxSessionsPerSubject = limit).UseRedis(options =>
        {
            options.Configuration = endPoints;
            options.KeyPrefix = fixture.Prefix;
            options.OperationTimeout = TimeLimits.Generous;
        });
        return services.BuildServiceProvider();
    }

    private static async Task EndAsync(ServiceProvider[] nodes)
    {
        foreach (ServiceProvider node in nodes)
            await node.DisposeAsync();
    }
}
