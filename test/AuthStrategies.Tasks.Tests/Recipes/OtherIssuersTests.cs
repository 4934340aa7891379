using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using AuthStrategies.Issuers;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>docs/recipes/other-issuers.md: issuers without a network, which sign as Entra and Auth0 do.</summary>
[TestFixture]
public sealed class OtherIssuersTests
{
    private const string EntraIssuer = "https://login.microsoftonline.com/tenant/v2.0";
    private const string Auth0Issuer = "https://shop.eu.auth0.com/";

    private static readonly JwtKey Key = TestKeys.Of("RS256");

    [TestCase(EntraIssuer, "client", "roles", HttpStatusCode.OK)]
    [TestCase(Auth0Issuer, "https://api.shop.example", "permissions", HttpStatusCode.OK)]
    [TestCase(EntraIssuer, "another client", "roles", HttpStatusCode.Unauthorized)]
    [TestCase("https://login.microsoftonline.com/another/v2.0", "client", "roles", HttpStatusCode.Unauthorized)]
    [TestCase("https://shop.eu.auth0.com", "https://api.shop.example", "permissions", HttpStatusCode.Unauthorized)]
    [TestCase(EntraIssuer, "client", "groups", HttpStatusCode.Forbidden)]
    public async Task Token_OfAnIssuer_CountsWhereThePolicyNamesIt(string issuer, string audience, string roles, HttpStatusCode expected)
    {
        await using Site site = await StartAsync();
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync(site, issuer, audience, roles));

        HttpStatusCode purchases = await client.GetAsync("/purchases").StatusAsync();
        HttpStatusCode account = await client.GetAsync("/account").StatusAsync();

        Assert.That((purchases, account), Is.EqualTo((expected, HttpStatusCode.Unauthorized)));
    }

    [Test]
    public async Task Session_OfAnOwnUser_CountsForTheAccountOnly()
    {
        await using Site site = await StartAsync();
        Browser browser = site.OpenBrowser();
        HttpStatusCode login = await browser.FetchAsync(HttpMethod.Post, "/login", JsonContent.Create(new LoginForm("alice", "right"))).StatusAsync();

        HttpStatusCode account = await browser.FetchAsync(HttpMethod.Get, "/account").StatusAsync();
        HttpStatusCode purchases = await browser.FetchAsync(HttpMethod.Get, "/purchases").StatusAsync();

        Assert.That((login, account, purchases), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
    }

    private static Task<Site> StartAsync() => Site.StartAsync(
        builder =>
        {
            builder.Configuration["Entra:TenantId"] = "tenant";
            builder.Configuration["Entra:ClientId"] = "client";
            OtherIssuers.Add(builder);
            foreach (string name in (string[])["Entra", "Auth0"])
                builder.Services.Configure<IssuerKeysOptions>(name, o => o.BackchannelHttpHandler = new Publisher());
        },
        OtherIssuers.Map);

    // Signed by a strategy that writes what the issuer writes.
    private static async Task<string> TokenAsync(Site site, string issuer, string audience, string roles)
    {
        ServiceCollection services = new();
        services.AddSingleton(site.Services.GetRequiredService<TimeProvider>());
        services.AddLogging();
        services.AddAuthStrategy().AddJwt(o =>
        {
            o.Issuer = issuer;
            o.Audience = audience;
            o.TokenType = "JWT";
            o.SigningKeys.Add(Key);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        ClaimsIdentity user = new([new Claim("sub", "partner-7"), new Claim("scp", "purchases"), new Claim(roles, "purchases.read")], "test");
        return (await provider.GetRequiredService<IAuthStrategy>().IssueAsync(new(user))).Value;
    }

    private sealed class Publisher : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string address = request.RequestUri!.AbsoluteUri;
            string issuer = address.Contains("auth0", StringComparison.Ordinal) ? Auth0Issuer : EntraIssuer;
            string body = address.EndsWith("/keys", StringComparison.Ordinal)
                ? $$"""{"keys":[{{Key.ExportPublicJwk()}}]}"""
                : $$"""{"issuer":"{{issuer}}","jwks_uri":"{{issuer.TrimEnd('/')}}/keys"}""";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request });
        }
    }
}
