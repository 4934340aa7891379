using System.Net;
using System.Net.Http.Json;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 4: the signing key has leaked. Its tokens count no more, and users log in again.</summary>
[TestFixture]
[Page("docs/jwt.md#Drill: replace a leaked key")]
[Page("docs/operations.md#A signing key leaked")]
public sealed class RotateALeakedKeyTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task TheTask_IsSolved(bool allKeys)
    {
        await using Site site = await Site.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<Users>().AddAuthStrategy()
                    .AddJwt(o =>
                    {
                        o.Issuer = "https://api.example";
                        o.Audience = "mobile";
                        o.RotateKeys();
                    })
                    .UseAspNetCore();
                // Everyone is the administrator here.
                builder.Services.AddAuthorizationBuilder().AddPolicy("admin", policy => policy.RequireAssertion(_ => true));
                Operations.AddHealthAndMetrics(builder);
            },
            app =>
            {
                Containers.Map(app);
                Operations.MapReplaceKeys(app);
            });
        using HttpClient client = site.Client();
        string stolen = await LogInAsync(client);
        HttpStatusCode before = await MeAsync(client, stolen);

        if (allKeys)
        {
            using HttpResponseMessage replaced = await client.PostAsync("/admin/replace-keys", null);
            Assert.That((await replaced.JsonAsync()).GetProperty("ended").GetString(), Is.EqualTo("NotSupported"), "tokens without a session cannot be ended otherwise");
        }
        else
        {
            IJwtKeyRotation rotation = site.Services.GetRequiredService<IJwtKeyRotation>();
            JwtKeyInfo active = (await rotation.ListAsync()).Single(key => key.State == JwtKeyState.Active);
            await rotation.RemoveKeyAsync(active.KeyId);
        }

        HttpStatusCode after = await MeAsync(client, stolen);
        HttpStatusCode again = await MeAsync(client, await LogInAsync(client));

        Assert.That((before, after, again), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        Assert.That(site.Log.Entries.Where(entry => entry.Category == "AuthStrategies").Select(entry => entry.Id), Has.Member(23), "the line that the drill names");
    }

    private static async Task<string> LogInAsync(HttpClient client)
    {
        using HttpResponseMessage login = await client.PostAsJsonAsync("/login", new LoginForm("alice", "right"));
        return (await login.JsonAsync()).GetProperty("accessToken").GetString()!;
    }

    private static async Task<HttpStatusCode> MeAsync(HttpClient client, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/me");
        request.Headers.Authorization = new("Bearer", token);
        return await client.SendAsync(request).StatusAsync();
    }
}
