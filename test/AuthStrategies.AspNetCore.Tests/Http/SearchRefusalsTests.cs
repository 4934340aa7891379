using AuthStrategies.AspNetCore.Tests.Authentication;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Several strategies are asked about one credential: together they make one event if none accepts it, and none otherwise.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "E-03")]
public sealed class SearchRefusalsTests
{
    private readonly RecordingEventSink _sink = new();

    [TestCase("session", "GET /me", "")]
    [TestCase("session", "POST /auth/refresh", "")]
    [TestCase("access", "GET /me", "")]
    [TestCase("refresh", "POST /auth/refresh", "")]
    [TestCase("unknown session", "GET /me", "UnknownSession")]
    [TestCase("unknown session", "POST /auth/refresh", "UnknownSession")]
    [TestCase("damaged access", "GET /me", "BadSignature")]
    [TestCase("unknown refresh", "POST /auth/refresh", "UnknownSession")]
    [TestCase("expired access", "GET /me", "Expired")]
    public async Task Credential_AskedOfSeveralStrategies_MakesOneEventOrNone(string kind, string requestLine, string reason)
    {
        foreach (bool sessionFirst in (bool[])[true, false])
        {
            await using TestHost host = await StartAsync(sessionFirst);
            IssuedCredential session = await IssueAsync(host, "Session");
            IssuedCredential jwt = await IssueAsync(host, "Jwt");
            if (kind.StartsWith("expired", StringComparison.Ordinal))
                host.App.Time.Advance(TimeSpan.FromHours(1));
            int before = (await _sink.UntilNowAsync(host)).Length;

            RawAnswer answer = kind.EndsWith("refresh", StringComparison.Ordinal)
                ? await ProofClient.RefreshAsync(host, kind.StartsWith("unknown", StringComparison.Ordinal) ? new('A', 64) : jwt.RefreshToken!)
                : await host.SendAsync(requestLine, $"Authorization: Bearer {TextOf(kind, session, jwt)}");

            CredentialRefusedEvent[] refused = [.. (await _sink.UntilNowAsync(host))[before..].OfType<CredentialRefusedEvent>()];
            Assert.That(answer.Status, reason.Length == 0 ? Is.InRange(200, 204) : Is.EqualTo(401), answer.Body);
            Assert.That(refused.Select(authEvent => authEvent.Reason.ToString()), Is.EqualTo(reason.Length == 0 ? [] : new[] { reason }), $"session first: {sessionFirst}");
            Assert.That(refused.Select(authEvent => authEvent.IsRefresh), Has.All.EqualTo(requestLine.StartsWith("POST", StringComparison.Ordinal)));
        }
    }

    private static string TextOf(string kind, IssuedCredential session, IssuedCredential jwt) => kind switch
    {
        "session" => session.Value,
        "unknown session" => new('A', 64),
        "damaged access" => jwt.Value[..^20] + (jwt.Value[^20] == 'A' ? 'B' : 'A') + jwt.Value[^19..],
        _ => jwt.Value,
    };

    private static async Task<IssuedCredential> IssueAsync(TestHost host, string strategy) =>
        await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.Alice);

    private Task<TestHost> StartAsync(bool sessionFirst) => TestHost.StartAsync(
        auth => _ = sessionFirst ? auth.AddSession().AddJwt(Logins.JwtWithRefresh) : auth.AddJwt(Logins.JwtWithRefresh).AddSession(),
        http => http.Transport = CredentialTransport.Bearer,
        services => services.AddAuthEventSink("test", _ => _sink));
}
