using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Challenges;

/// <summary>Each 401 names a scheme that the application reads (RFC 9110 §15.5.2): every transport, at every endpoint, for every refusal.</summary>
[TestFixture]
public sealed class ChallengeSchemeTests
{
    private const string Unknown = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly (string Name, Action<IAuthStrategyBuilder> Strategies, Action<AuthHttpOptions>? Http, string Scheme)[] Applications =
    [
        ("a session in a cookie", b => b.AddSession(), null, "Cookie"),
        ("a session over bearer", b => b.AddSession(), o => o.Transport = CredentialTransport.Bearer, "Bearer"),
        ("a session in a header", b => b.AddSession(), InHeader, "ApiKey"),
        ("a JWT over bearer", b => b.AddJwt(Logins.JwtWithRefresh), null, "Bearer"),
        ("a JWT in a cookie", b => b.AddJwt(Logins.JwtWithRefresh), o => o.Transport = CredentialTransport.Cookie, "Cookie"),
        ("both", b => b.AddSession("Web").AddJwt("Api", Logins.JwtWithRefresh), null, "Bearer"),
    ];

    private static readonly string[] Requests = ["GET /me", "POST /auth/refresh", "GET /auth/session", "GET /auth/sessions", "DELETE /auth/sessions/x", "POST /auth/logout-everywhere"];

    private static readonly string[] Credentials = ["X-Nothing: sent", $"Cookie: __Host-auth={Unknown}", "Cookie: __Host-auth=garbage", $"Authorization: Bearer {Unknown}", $"X-Api-Key: {Unknown}"];

    private static void InHeader(AuthHttpOptions options)
    {
        AuthStrategyHttpOptions session = options.Strategy("Session");
        (session.Sources, session.Transport) = (CredentialSources.None, CredentialTransport.Bearer);
        session.AcceptHeader("X-Api-Key");
    }

    [Test]
    public async Task Refusals_NameTheSchemeOfTheApplication()
    {
        List<string> seen = [];
        List<string> wrong = [];
        foreach ((string name, Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions>? http, string scheme) in Applications)
        {
            await using TestHost host = await TestHost.StartAsync(strategies, http);
            foreach (string request in Requests)
            {
                foreach (string credential in Credentials)
                {
                    RawAnswer answer = await host.SendAsync(request, credential);
                    string[] named = [.. answer.All("WWW-Authenticate").Select(value => value.Split(' ')[0])];
                    if (answer.Status == 401)
                        seen.Add($"{name}: {request}");
                    if (answer.Status is not (400 or 401) || (answer.Status == 401 && !named.SequenceEqual([scheme])))
                        wrong.Add($"{name}: {request}, {credential}: {answer.Status} {string.Join(", ", named)}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(seen.Distinct().Count(), Is.EqualTo(Applications.Length * Requests.Length));
    }
}
