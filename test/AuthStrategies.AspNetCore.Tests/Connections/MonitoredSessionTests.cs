using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Connections;

namespace AuthStrategies.AspNetCore.Tests.Connections;

/// <summary>When the claims of an open connection count as changed.</summary>
[TestFixture]
public sealed class MonitoredSessionTests
{
    // "given" is the user of the request; each check says what is stored and what the application says of a token.
    [TestCase("Session", "a", "a:,a:", "")]
    [TestCase("Session", "a", "b:", "b", Description = "changed between the request and the first check")]
    [TestCase("Session", "a", "a:,b:,b:", "b")]
    [TestCase("Session", "a", "b:,a:", "b a", Description = "changed and changed back")]
    [TestCase("Session", null, "b:,b:,c:", "c", Description = "the request was no connection: the first check is what others are compared with")]
    [TestCase("Session", "a", "-:,-:", "", Description = "a directory that knows no claims")]
    [TestCase("Jwt", "a", "b:,b:", "", Description = "an access token that is older than the last change")]
    [TestCase("Jwt", "a", "b:,c:", "c")]
    [TestCase("Jwt", "a", "b:a,b:a", "")]
    [TestCase("Jwt", "a", "b:c,b:c", "c")]
    [TestCase("Jwt", "a", "b:c,d:c", "c c", Description = "what the application says of a token counts more than the session")]
    public void TakePrincipal_OfSeveralChecks_IsNewWhenClaimsAreOthers(string kind, string? given, string checks, string expected)
    {
        using MonitorFixture fixture = new();
        RequestSession request = (kind == "Session" ? MonitorFixture.Session() : MonitorFixture.Jwt(MonitorFixture.Start.AddHours(1), hasSession: true)) with { Connection = new(User(given)!, null) };
        using MonitoredSession session = fixture.Watch.Watch(request, _ => { }, default);

        List<string?> changes = [];
        foreach (string[] check in checks.Split(',').Select(check => check.Split(':')))
        {
            if (session.TakePrincipal(User(check[0]), User(check[1])))
                changes.Add(session.NewPrincipal!.FindFirst("role")!.Value);
        }

        Assert.That(string.Join(' ', changes), Is.EqualTo(expected));
    }

    private static ClaimsPrincipal? User(string? role) =>
        role is null or "" or "-" ? null : new(new ClaimsIdentity([new("sub", "alice"), new("role", role)], "Session", "name", "role"));
}
