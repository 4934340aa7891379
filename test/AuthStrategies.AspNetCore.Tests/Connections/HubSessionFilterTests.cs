using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>Real hubs on a real Kestrel, and Microsoft's own client.</summary>
[TestFixture]
public sealed class HubSessionFilterTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Connection_SessionIsRevoked_IsClosedWithinTheInterval(string strategy)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync(strategy);
        HubClient client = await app.ConnectAsync(credential);
        string who = await client.WhoAsync();

        await app.Directory.RevokeAsync("alice", credential.SessionId!.Value);
        await app.PassAsync(Interval);

        await client.ClosedAsync();
        await app.UntilWatchedAsync(0);
        Assert.That(who, Is.EqualTo("alice"));
    }

    [TestCase("Session", "roles")]
    [TestCase("Session", "another claim")]
    [TestCase("Session", "order")]
    [TestCase("Session", "nothing")]
    [TestCase("Jwt", "roles")]
    [TestCase("Jwt", "another claim")]
    [TestCase("Jwt", "order")]
    [TestCase("Jwt", "nothing")]
    public async Task Connection_PrincipalIsReplaced_IsClosedIfItsClaimsAreOthers(string strategy, string change)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync(strategy, "reader", "admin");
        HubClient client = await app.ConnectAsync(credential);
        await app.PassAsync(Interval);
        string secret = await client.SecretAsync();

        await app.Directory.ReplacePrincipalAsync(credential.SessionId!.Value, change switch
        {
            "roles" => Logins.User("alice", "reader"),
            "another claim" => new(new System.Security.Claims.ClaimsIdentity([.. Logins.User("alice", "reader", "admin").Claims, new("tenant", "2")], "password", "name", "role")),
            "order" => Logins.User("alice", "admin", "reader"),
            _ => Logins.User("alice", "reader", "admin"),
        });
        await app.PassAsync(Interval);

        bool isClosed = change is "roles" or "another claim";
        if (isClosed)
            await client.ClosedAsync();
        else
            Assert.That(await client.SecretAsync(), Is.EqualTo("secret"));
        Assert.That((secret, client.IsOpen), Is.EqualTo(("secret", !isClosed)));
        Assert.That(await app.Directory.FindAsync(credential.SessionId!.Value), Is.Not.Null);
    }

    [Test]
    public async Task Connection_PrincipalIsReplacedBeforeTheFirstCheck_IsClosedToo()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session", "admin");
        HubClient client = await app.ConnectAsync(credential);

        await app.Directory.ReplacePrincipalAsync(credential.SessionId!.Value, Logins.User("alice"));
        await app.PassAsync(Interval);

        await client.ClosedAsync();
    }

    [TestCase(HttpTransportType.WebSockets)]
    [TestCase(HttpTransportType.ServerSentEvents)]
    [TestCase(HttpTransportType.LongPolling)]
    public async Task Connection_OfAClientThatReconnects_GoesOnWithTheNewRoles(HttpTransportType transport)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential, transport: transport, reconnects: true);
        await Assert.ThrowsAsync<HubException>(client.SecretAsync);

        await app.Directory.ReplacePrincipalAsync(credential.SessionId!.Value, Logins.User("alice", "admin"));
        await app.PassAsync(Interval);
        await client.ReconnectedAsync();
        string secret = await client.SecretAsync();
        await app.PassAsync(Interval * 3);

        Assert.That((secret, await client.SecretAsync(), client.IsOpen), Is.EqualTo(("secret", "secret", true)));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Connection_PrincipalCheckGivesOtherRoles_IsClosed(string strategy)
    {
        CheckScript script = new();
        await using HubApp app = await HubApp.StartAsync(services =>
        {
            services.AddSingleton(script);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential credential = await app.IssueAsync(strategy, "admin");
        HubClient client = await app.ConnectAsync(credential, reconnects: true);
        string secret = await client.SecretAsync();

        script.Answer = (_, _) => new(Logins.User("alice"));
        await app.PassAsync(Interval);
        await client.ReconnectedAsync();

        await Assert.ThrowsAsync<HubException>(client.SecretAsync);
        await app.PassAsync(Interval * 3);
        Assert.That((secret, await client.WhoAsync()), Is.EqualTo(("secret", "alice")));
    }

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Connection_ToAHubThatIsNoActivity_EndsWithTheIdleEnd()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential, HubApp.Quiet);

        await app.PassAsync(TimeSpan.FromMinutes(59));
        string who = await client.WhoAsync();
        await app.PassAsync(TimeSpan.FromMinutes(1));

        await client.ClosedAsync();
        Assert.That(who, Is.EqualTo("alice"));
    }

    [TestCase("Session", "refuse")]
    [TestCase("Jwt", "refuse")]
    [TestCase("Session", "throw")]
    public async Task Connection_WithAPrincipalCheck_IsCheckedWithItsSession(string strategy, string kind)
    {
        CheckScript script = new();
        await using HubApp app = await HubApp.StartAsync(services =>
        {
            services.AddSingleton(script);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential credential = await app.IssueAsync(strategy);
        HubClient client = await app.ConnectAsync(credential);
        string who = await client.WhoAsync();
        script.Answer = (_, context) =>
            kind == "refuse" && context.HttpContext is null ? new((System.Security.Claims.ClaimsPrincipal?)null) : throw new NotSupportedException("of the application");

        await app.PassAsync(Interval);

        if (kind == "refuse")
            await client.ClosedAsync();
        Assert.That((who, await app.Directory.FindAsync(credential.SessionId!.Value) is null), Is.EqualTo(("alice", kind == "refuse")));
    }

    [TestCase(HttpTransportType.WebSockets)]
    [TestCase(HttpTransportType.ServerSentEvents)]
    [TestCase(HttpTransportType.LongPolling)]
    public async Task Connection_OfEveryTransport_IsClosedWhenTheSessionIsRevoked(HttpTransportType transport)
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential, transport: transport);
        await client.WhoAsync();

        await app.Directory.RevokeAsync("alice", credential.SessionId!.Value);
        await app.PassAsync(Interval);

        await client.ClosedAsync();
    }

    [Test]
    [Property("Requirement", "D-02")]
    public async Task Connection_OfASession_CountsAsActivityUpToTheAbsoluteEnd()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential);

        await app.PassAsync(TimeSpan.FromHours(3));
        string who = await client.WhoAsync();
        await app.PassAsync(TimeSpan.FromHours(21));

        await client.ClosedAsync();
        Assert.That(who, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Connection_SessionRotates_StaysOpenAndTheSessionLives()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential);
        await app.PassAsync(TimeSpan.FromMinutes(1));
        IAuthStrategy strategy = app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session");
        IssuedCredential next = (await strategy.RefreshAsync(credential.Value)).Credential!;

        await app.PassAsync(TimeSpan.FromMinutes(30));

        Assert.That(await client.WhoAsync(), Is.EqualTo("alice"));
        Assert.That((await strategy.AuthenticateAsync(next.Value)).Succeeded, Is.True);
    }

    [TestCase("Jwt")]
    [TestCase("Stateless")]
    public async Task Connection_OfAJwt_IsClosedWhenTheTokenExpires(string strategy)
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient client = await app.ConnectAsync(await app.IssueAsync(strategy));

        await app.PassAsync(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        string who = await client.WhoAsync();
        await app.PassAsync(TimeSpan.FromSeconds(1));

        await client.ClosedAsync();
        Assert.That(who, Is.EqualTo("alice"));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Connection_StoreIsDown_StaysOpenRefusesInvocationsAndGoesOnLater()
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient client = await app.ConnectAsync(await app.IssueAsync("Session"));
        app.Store.IsBroken = true;
        string soon = await client.WhoAsync();
        await app.PassAsync(Interval);

        HubException? refusal = await Assert.ThrowsAsync<HubException>(client.WhoAsync);
        app.Store.IsBroken = false;
        string after = await client.WhoAsync();

        Assert.That(refusal!.Message, Does.Contain("temporarily unavailable"));
        Assert.That((soon, after, client.IsOpen), Is.EqualTo(("alice", "alice", true)));
    }

    [Test]
    [Property("Requirement", "F-01")]
    public async Task Connection_StoreIsDownUntilTheKnownEnd_IsClosed()
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient client = await app.ConnectAsync(await app.IssueAsync("Session"));
        app.Store.IsBroken = true;

        await app.PassAsync(TimeSpan.FromHours(1));

        await client.ClosedAsync();
    }

    [Test]
    public async Task Invocation_SessionEndedInAnOutage_IsRefusedAndTheConnectionIsClosed()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential);
        app.Store.IsBroken = true;
        await app.PassAsync(Interval);
        app.Store.IsBroken = false;
        await app.Directory.RevokeAsync("alice", credential.SessionId!.Value);

        await Assert.ThatAsync(client.WhoAsync, Throws.Exception);

        await client.ClosedAsync();
    }

    [Test]
    public async Task Connection_WithoutUser_IsNotMonitored()
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient client = await app.ConnectAsync(credential: null, HubApp.Open);

        await app.PassAsync(TimeSpan.FromHours(2));

        Assert.That((await client.WhoAsync(), app.Watch.Count), Is.EqualTo(("nobody", 0)));
    }

    [Test]
    public async Task Disconnect_ByTheClient_IsForgotten()
    {
        await using HubApp app = await HubApp.StartAsync();
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient[] clients = [await app.ConnectAsync(credential), await app.ConnectAsync(credential), await app.ConnectAsync(credential)];
        await app.UntilWatchedAsync(3);

        foreach (HubClient client in clients)
            await client.StopAsync();

        await app.UntilWatchedAsync(0);
    }

    [Test]
    public async Task Connect_HubRefusesIt_IsForgotten()
    {
        await using HubApp app = await HubApp.StartAsync();
        HubClient client = await app.ConnectAsync(await app.IssueAsync("Session"), HubApp.Open + "?refuse=1");

        await client.ClosedAsync();

        await app.UntilWatchedAsync(0);
    }
}
