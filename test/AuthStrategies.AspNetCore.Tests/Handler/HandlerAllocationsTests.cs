using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Handler;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>Allocations are exact, so they may be enforced; times may not.</summary>
[TestFixture]
public sealed class HandlerAllocationsTests
{
    private const int Times = 200;

    // Of a request whose credential was seen before: its state, the credential's text, the principal, what connections need, and the ticket with its
    // properties. A JWT is the longer text.
    [TestCase("session", "Cookie", "__Host-auth=", 2160)]
    [TestCase("JWT", "Authorization", "Bearer ", 2576)]
    public async Task Authenticate_CredentialSeenBefore_StaysWithinItsBytes(string kind, string header, string prefix, long expected)
    {
        await using TestApplication app = await StartAsync(kind);
        string credential = (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;

        long allocated = Measure(app, header, prefix + credential, (request, _) => TicketFactory.Create(request, AuthStrategyDefaults.Scheme).Principal.Identity is not null);

        long text = 22 + (2 * credential.Length);
        await TestContext.Out.WriteLineAsync($"{allocated} B, of which the credential's text {text} B");
        Assert.That(allocated, Is.AtMost(expected));
    }

    [TestCase("session")]
    [TestCase("JWT")]
    public async Task Authenticate_NoCredential_AllocatesTheStateOfTheRequestAlone(string kind)
    {
        await using TestApplication app = await StartAsync(kind);

        long allocated = Measure(app, "X-Nothing", "sent", (request, _) => request.Outcome == AuthRequestOutcome.NoCredential);

        Assert.That(allocated, Is.AtMost(376));
    }

    [Test]
    public async Task Properties_NotLookedAt_AllocateNoItems()
    {
        await using TestApplication app = await StartAsync("session");
        string cookie = "__Host-auth=" + (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;

        long alone = Measure(app, "Cookie", cookie, (request, _) => TicketFactory.Create(request, AuthStrategyDefaults.Scheme).Properties is not null);
        long looked = Measure(app, "Cookie", cookie, (request, _) => TicketFactory.Create(request, AuthStrategyDefaults.Scheme).Properties.Items.ContainsKey(".issued"));

        Assert.That(looked - alone, Is.GreaterThan(300));
    }

    private static Task<TestApplication> StartAsync(string kind) => TestApplication.StartAsync(
        services => _ = kind == "JWT" ? services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore() : services.AddAuthStrategy().AddSession().UseAspNetCore(), _ => { });

    private static long Measure(TestApplication app, string header, string value, Func<AuthRequest, HttpContext, bool> act)
    {
        RequestAuthenticator authenticator = app.Services.GetRequiredService<RequestAuthenticator>();
        HttpContext[] contexts = [.. Enumerable.Range(0, (1 + Allocations.Rounds) * Times).Select(_ => Context(app, header, value))];
        bool all = true;
        int next = 0;
        RunNext();
        long allocated = Allocations.Least(RunNext);
        Assert.That(all, Is.True);
        return allocated / Times;

        void RunNext()
        {
            for (int i = 0; i < Times; i++)
                all &= Run(contexts[next++]);
        }

        bool Run(HttpContext context)
        {
            ValueTask<AuthRequest> request = authenticator.AuthenticateAsync(context, AuthStrategyDefaults.Scheme);
            return request.IsCompletedSuccessfully && act(request.Result, context);
        }
    }

    // The features of a request have grown before it is measured: they are the framework's.
    private static DefaultHttpContext Context(TestApplication app, string header, string value)
    {
        DefaultHttpContext context = new() { RequestServices = app.Services };
        context.Request.Method = "GET";
        context.Request.Headers[header] = value;
        context.Features.Set<IAuthRequestFeature>(new AuthRequest(new()));
        context.Features.Set<IAuthRequestFeature>(null);
        _ = context.Response.HasStarted;
        _ = context.RequestAborted;
        _ = context.GetEndpoint();
        return context;
    }
}
