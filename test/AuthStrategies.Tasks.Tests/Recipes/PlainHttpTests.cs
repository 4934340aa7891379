using System.Net.Http.Json;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Migration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>A reader runs the code of a page with <c>dotnet run</c>, whose first launch profile is plain HTTP in Development.</summary>
[TestFixture]
public sealed class PlainHttpTests
{
    [TestCase("next-auth", "/login")]
    [TestCase("iron-session", "/login")]
    [TestCase("express-session", "/login")]
    [TestCase("other issuers", "/login")]
    [TestCase("same-site application", "/api/login")]
    [TestCase("behind a proxy", "/api/login")]
    [TestCase("mounted key", "/login")]
    [TestCase("key file", "/login")]
    public async Task Login_OverPlainHttpInDevelopment_IsAnswered(string page, string path)
    {
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"plain-http-{Guid.NewGuid():N}", "keys.json");
        await using Site site = await StartAsync(page, file);
        Browser browser = new(site, new("http://localhost"), "http://localhost");

        using HttpResponseMessage login = await browser.FetchAsync(HttpMethod.Post, path, JsonContent.Create(new LoginForm("alice", "right")));

        Assert.That((int)login.StatusCode, Is.LessThan(400), await login.Content.ReadAsStringAsync());
        Assert.That(login.Headers.Contains("Set-Cookie") || (await login.Content.ReadAsStringAsync()).Contains("accessToken", StringComparison.Ordinal));
    }

    private static Task<Site> StartAsync(string page, string file)
    {
        (Action<WebApplicationBuilder> add, Action<WebApplication> map) = page switch
        {
            "next-auth" => ((Action<WebApplicationBuilder>)NextAuth.Add, (Action<WebApplication>)NextAuth.Map),
            "iron-session" => (IronSession.Add, IronSession.Map),
            "express-session" => (ExpressSession.Add, ExpressSession.Map),
            "other issuers" => (OtherIssuers.Add, OtherIssuers.Map),
            "same-site application" => (SpaSameSite.Add, SpaSameSite.Map),
            "behind a proxy" => (WithoutRedis(BehindAProxy.Add), BehindAProxy.Map),
            "mounted key" => (Containers.AddMountedKey, Containers.Map),
            _ => (Containers.AddKeyFile, Containers.Map),
        };
        return Site.StartAsync(
            builder =>
            {
                builder.Configuration["Entra:TenantId"] = "tenant";
                builder.Configuration["Entra:ClientId"] = "client";
                builder.Configuration["ConnectionStrings:Redis"] = "localhost:1";
                builder.Configuration["Proxy"] = "192.0.2.7";
                builder.Configuration["KeyFile"] = file;
                builder.Configuration["Auth:Strategy"] = "Jwt";
                builder.Configuration["Auth:Jwt:Issuer"] = "https://api.example";
                builder.Configuration["Auth:Jwt:Audience"] = "mobile";
                builder.Configuration["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS256";
                builder.Configuration["Auth:Jwt:SigningKeys:0:Secret"] = Convert.ToBase64String(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());
                add(builder);
            },
            map,
            "Development");
    }

    // The developer's machine has none; the page says what it is for.
    private static Action<WebApplicationBuilder> WithoutRedis(Action<WebApplicationBuilder> add) => builder =>
    {
        add(builder);
        builder.Services.AddAuthStrategy().UseInMemorySessionStore(_ => { });
    };
}
