using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Fit.Tests.Web;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Elsewhere;

/// <summary>Another application, which knows nothing of this library and verifies our tokens by our metadata.</summary>
[TestFixture]
public sealed class JwtBearerTests
{
    private static readonly TimeSpan Announce = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    [Property("Requirement", "F-32")]
    public async Task JwtBearer_OfTheFramework_AcceptsOursAndFollowsARotation()
    {
        await using TestApplication issuer = await StartIssuerAsync();
        await using TestApplication verifier = await StartVerifierAsync(issuer);
        using HttpClient client = verifier.CreateClient();
        Answer first = await client.AskAsync("GET /me", await IssueAsync(issuer));
        await issuer.Services.GetRequiredService<IJwtKeyRotation>().RotateNowAsync();
        issuer.Time.Advance(Announce - TimeSpan.FromMinutes(2));
        string before = await IssueAsync(issuer);
        issuer.Time.Advance(TimeSpan.FromMinutes(4));
        string after = await IssueAsync(issuer);

        Answer second = await AskInTimeAsync(client, after);

        Answer old = await client.AskAsync("GET /me", before);
        Assert.That((first.Short, second.Short, old.Short), Is.EqualTo(((200, "alice"), (200, "alice"), (200, "alice"))), verifier.Log.Text);
        Assert.That(after.Split('.')[0], Is.Not.EqualTo(before.Split('.')[0]));
    }

    [Test]
    public async Task JwtBearer_ATokenOfAnotherKey_IsRefused()
    {
        await using TestApplication issuer = await StartIssuerAsync();
        await using TestApplication stranger = await StartIssuerAsync();
        await using TestApplication verifier = await StartVerifierAsync(issuer);
        using HttpClient client = verifier.CreateClient();

        Answer answer = await client.AskAsync("GET /me", await IssueAsync(stranger));

        Assert.That(answer.Status, Is.EqualTo(401));
    }

    private static Task<TestApplication> StartIssuerAsync() => TestApplication.StartAsync(
        services => services.AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience) = ("https://issuer.example", "tests");
            options.RotateKeys(TimeSpan.FromDays(30), Announce, TimeSpan.FromHours(1));
        }).UseAspNetCore(),
        app =>
        {
            app.MapJwks();
            app.MapAuthMetadata();
        });

    private static Task<TestApplication> StartVerifierAsync(TestApplication issuer) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthentication().AddJwtBearer(options =>
            {
                options.MetadataAddress = $"{issuer.Origin}/.well-known/openid-configuration";
                options.Audience = "tests";
                options.MapInboundClaims = false;
                options.RefreshInterval = TimeSpan.FromSeconds(1);
                // The issuer's clock is not the machine's.
                options.TokenValidationParameters.LifetimeValidator = (_, expires, _, _) => expires > issuer.Time.GetUtcNow();
#pragma warning disable CA5359, CA5400, CA2000 // The certificate is made for this run; the options keep the handler.
                options.BackchannelHttpHandler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5359, CA5400, CA2000
            });
            services.AddAuthorization();
        },
        app => app.MapGet("/me", (HttpContext context) => context.User.FindFirst("sub")?.Value ?? "nobody").RequireAuthorization());

    private static async Task<string> IssueAsync(TestApplication issuer) => (await issuer.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Users.Named("alice"))).Value;

    /// <summary>Asks again while the framework's handler fetches the new keys, which it does beside the requests.</summary>
    private static async Task<Answer> AskInTimeAsync(HttpClient client, string token)
    {
        using CancellationTokenSource impatience = new(Patience);
        Answer answer = await client.AskAsync("GET /me", token);
        while (answer.Status == 401 && !impatience.IsCancellationRequested)
        {
            await Task.Delay(200);
            answer = await client.AskAsync("GET /me", token);
        }

        return answer;
    }
}
