using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>A session id as the parameter of an endpoint of the application.</summary>
[TestFixture]
public sealed class SessionIdRouteTests
{
    [TestCase("GET /ended/AAECAwQFBgcICQoLDA0ODw", 200, "\"AAECAwQFBgcICQoLDA0ODw\"")]
    [TestCase("GET /ended?id=AAECAwQFBgcICQoLDA0ODw", 200, "\"AAECAwQFBgcICQoLDA0ODw\"")]
    [TestCase("GET /ended", 200, "")]
    [TestCase("GET /ended/AAECAwQFBgcICQoLDA0ODx", 400, "")]
    [TestCase("GET /ended/x", 400, "")]
    public async Task SessionId_AsAParameter_IsItsText(string request, int status, string body)
    {
        await using TestHost host = await TestHost.StartAsync(map: app =>
        {
            app.MapGet("/ended/{id}", (SessionId id) => id);
            app.MapGet("/ended", (SessionId? id) => id is { } given ? TypedResultsOf(given) : Microsoft.AspNetCore.Http.Results.Ok());
        });

        RawAnswer answer = await host.SendAsync(request);

        Assert.That(answer.Status, Is.EqualTo(status));
        if (body.Length > 0)
            Assert.That(answer.Body, Does.Contain(body));
    }

    private static Microsoft.AspNetCore.Http.IResult TypedResultsOf(SessionId id) => Microsoft.AspNetCore.Http.Results.Ok(id);
}
