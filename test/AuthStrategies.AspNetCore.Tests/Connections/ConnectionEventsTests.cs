using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>The check of an open connection makes events with the client that opened it.</summary>
[TestFixture]
[Property("Requirement", "E-03")]
public sealed class ConnectionEventsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [TestCase("Session", HttpTransportType.WebSockets, "refuse")]
    [TestCase("Session", HttpTransportType.LongPolling, "refuse")]
    [TestCase("Jwt", HttpTransportType.WebSockets, "refuse")]
    [TestCase("Session", HttpTransportType.WebSockets, "replace")]
    public async Task Connection_PrincipalCheckChangesItsSession_MakesTheEventWithItsClient(string strategy, HttpTransportType transport, string kind)
    {
        CheckScript script = new();
        RecordingEventSink sink = new();
        await using HubApp app = await HubApp.StartAsync(services =>
        {
            services.AddSingleton(script);
            services.AddAuthEventSink("test", _ => sink);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential credential = await app.IssueAsync(strategy);
        HubClient client = await app.ConnectAsync(credential, transport: transport);
        await client.WhoAsync();
        script.Answer = (principal, context) => new(context.HttpContext is not null ? principal : kind == "refuse" ? null : Logins.User("alice", "admin"));

        await app.PassAsync(Interval);

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        AuthEvent made = kind == "refuse"
            ? await sink.FirstAsync<SessionEndedEvent>(null, limit.Token)
            : await sink.FirstAsync<ClaimsReplacedEvent>(null, limit.Token);
        Assert.That((made.Client?.Address, made.SessionId), Is.EqualTo(("127.0.0.0", credential.SessionId)));
        Assert.That(made.Client?.UserAgent, Does.StartWith("Microsoft SignalR/"));
        if (made is SessionEndedEvent ended)
            Assert.That((ended.Reason, ended.EndedBy, ended.Code), Is.EqualTo((SessionEndReason.Application, SessionEndedBy.Application, "principal-check")));
    }
}
