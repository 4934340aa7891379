using System.Reflection;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Requests of which every part is recognisable: the event of a refusal, and its line in the log, has none of them but the client.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "L-01")]
public sealed class RefusalSecrecyTests
{
    private readonly RecordingEventSink _sink = new();

    [TestCase("GET /me?key=recognisable-query", "Cookie: __Host-auth=recognisable-one; __Host-auth=recognisable-two")]
    [TestCase("GET /me?key=recognisable-query", "Cookie: $Version=1; __Host-auth=recognisable-one")]
    [TestCase("GET /recognisable-path", "Cookie: __Host-auth=recognisable-one; __Host%2Dauth=recognisable-two")]
    [TestCase("GET /me", "Authorization: Bearer recognisable-one recognisable-two")]
    [TestCase("GET /me", "Authorization: Bearer recognisable-one", "Authorization: Bearer recognisable-two")]
    [TestCase("GET /me", "Authorization: Bearer recognisable-one", "Cookie: __Host-auth=recognisable-two")]
    [TestCase("GET /me", "Authorization: Bearer recognisable-one")]
    [TestCase("GET /me", "Authorization: DPoP recognisable-one", "DPoP: recognisable-proof")]
    [TestCase("GET /me", "Authorization: Bearer recognisable-one", "DPoP: recognisable-proof")]
    [TestCase("POST /me?key=recognisable-query", "Cookie: __Host-auth=recognisable-one", "Origin: https://recognisable-origin.example")]
    [TestCase("POST /login/recognisable-user", "Sec-Fetch-Site: cross-site", "Referer: https://recognisable-referer.example")]
    [TestCase("POST /auth/logout", "Authorization: Bearer recognisable-one recognisable-two")]
    [TestCase("POST /auth/refresh", "Authorization: Bearer recognisable-one", "Content-Type: application/json", "Content-Length: 35", "", "{\"refreshToken\":\"recognisable-one\"}")]
    public async Task Refusal_EveryPartRecognisable_SaysNothingOfIt(string requestLine, params string[] lines)
    {
        int body = Array.IndexOf(lines, "");
        string[] headers = body < 0 ? lines : [.. lines[..body].Where(line => !line.StartsWith("Content-Length", StringComparison.Ordinal))];
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().UseDPoP(),
            o => o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer,
            services => services.AddAuthEventSink("test", _ => _sink).AddAuthEventLog());

        await host.App.SendRawAsync(requestLine, [.. headers, "User-Agent: Firefox/140.0", "X-Other: recognisable-header"], body < 0 ? "" : lines[^1]);

        host.App.Services.GetRequiredService<IAuthEventPublisher>().Publish(new TokenRotatedEvent { Strategy = "marker", Time = host.App.Time.GetUtcNow() });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _sink.FirstAsync<TokenRotatedEvent>(null, limit.Token);
        AuthEvent[] made = [.. _sink.Events.Where(one => one is RequestRefusedEvent or CredentialRefusedEvent)];
        Assert.That(made, Is.Not.Empty, "or nothing was looked at");
        foreach (string text in made.SelectMany(Said))
            Assert.That(text, Does.Not.Contain("recognisable"));
        Assert.That(made.Select(one => one.Client?.UserAgent), Has.All.EqualTo("Firefox/140.0"));
        Assert.That(host.App.Log.Text.Split('\n').Where(line => line.Contains("AuthStrategies.Events", StringComparison.Ordinal)), Has.None.Contains("recognisable"));
    }

    private static IEnumerable<string> Said(AuthEvent authEvent) => authEvent.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.GetValue(authEvent) is { } value ? value is ClientFacts client ? $"{client.Address} {client.UserAgent}" : value.ToString()! : "")
        .Append(authEvent.ToString());
}
