using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Interop.Tests;

/// <summary>A service in Node that fetches our keys over HTTP and keeps them, across a rotation.</summary>
[TestFixture]
public sealed class RemoteKeysTests
{
    private static readonly TimeSpan Announce = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    [Property("Requirement", "F-32")]
    public async Task RemoteSet_OfJose_FollowsARotation()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(options =>
            {
                (options.Issuer, options.Audience) = (InteropFixture.Issuer, InteropFixture.Audience);
                options.RotateKeys(TimeSpan.FromDays(30), Announce, TimeSpan.FromHours(1));
            }).UseAspNetCore(),
            web => web.MapJwks(),
            https: false);
        string address = $"{app.Origin}/.well-known/jwks.json";
        JsonElement first = await VerifyAsync(app, address, await IssueAsync(app));
        await app.Services.GetRequiredService<IJwtKeyRotation>().RotateNowAsync();
        app.Time.Advance(Announce - TimeSpan.FromMinutes(2));
        string before = await IssueAsync(app);
        app.Time.Advance(TimeSpan.FromMinutes(4));
        string after = await IssueAsync(app);

        JsonElement second = await VerifyInTimeAsync(app, address, after);

        JsonElement old = await VerifyAsync(app, address, before);
        Assert.That(KeyOf(second), Is.Not.EqualTo(KeyOf(first)));
        Assert.That((KeyOf(old), old.GetProperty("payload").GetProperty("sub").GetString()), Is.EqualTo((KeyOf(first), "alice")));
    }

    private static string? KeyOf(JsonElement verified) => verified.GetProperty("header").GetProperty("kid").GetString();

    private static async Task<string> IssueAsync(TestApplication app) => (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(InteropFixture.Alice)).Value;

    private static Task<JsonElement> VerifyAsync(TestApplication app, string address, string token) => NodeSetUp.Peer.AskAsync("joseVerifyByAddress", new
    {
        token,
        address,
        cooldown = 500,
        alg = "ES256",
        issuer = InteropFixture.Issuer,
        audience = InteropFixture.Audience,
        typ = "at+jwt",
        now = app.Time.GetUtcNow().ToUnixTimeSeconds(),
    });

    /// <summary>Asks again while jose still waits before it fetches anew.</summary>
    private static async Task<JsonElement> VerifyInTimeAsync(TestApplication app, string address, string token)
    {
        using CancellationTokenSource impatience = new(Patience);
        while (true)
        {
            try
            {
                return await VerifyAsync(app, address, token);
            }
            catch (NodeRefusedException refused) when (refused.Message.Contains("ERR_JWKS_NO_MATCHING_KEY", StringComparison.Ordinal))
            {
                await Task.Delay(100, impatience.Token);
            }
        }
    }
}
