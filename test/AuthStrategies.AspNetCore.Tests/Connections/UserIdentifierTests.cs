using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>SignalR finds a user's connections by the long name of the subject, with every strategy and either name of the login.</summary>
[TestFixture]
public sealed class UserIdentifierTests
{
    [Test]
    public async Task ClientsUser_SubjectOfALogin_ReachesTheUser([Values("Session", "Jwt", "Stateless")] string strategy, [Values("sub", ClaimTypes.NameIdentifier)] string type)
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient alice = await app.ConnectAsync(await IssueAsync(app, strategy, type, "alice"));
        HubClient bob = await app.ConnectAsync(await IssueAsync(app, strategy, type, "bob"));

        await bob.TellAsync("alice", "for alice");
        await alice.TellAsync("bob", "for bob");

        Assert.That((await alice.HeardAsync(), await bob.HeardAsync()), Is.EqualTo(("for alice", "for bob")));
    }

    private static async Task<IssuedCredential> IssueAsync(HubApp app, string strategy, string type, string subject) =>
        await app.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(new(new ClaimsIdentity([new(type, subject)], "password")));
}
