using System.Net;
using System.Net.Http.Json;
using AuthStrategies.Tasks.Tests.Hosting;
using AuthStrategies.Tasks.Tests.Recipes;
using AuthStrategies.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tasks.Tests.Tasks;

/// <summary>Task 3: sessions in a Redis with three Sentinels survive the death of the primary.</summary>
[TestFixture]
[Page("docs/redis.md#Fail-over")]
public sealed class RedisWithSentinelsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task TheTask_IsSolved()
    {
        if (RedisProcess.Missing is { } missing)
            Assert.Ignore(missing);
        await using RedisProcess primary = await RedisProcess.StartAsync();
        await using RedisProcess replica = await RedisProcess.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await Until.TrueAsync(() => replica.SayAsync("ROLE"), role => role.Contains("connected", StringComparison.Ordinal), Limit);
        SentinelProcess[] sentinels = await SentinelProcess.StartAsync(3, primary.Port, 1);
        try
        {
            string servers = string.Join(',', sentinels.Select(sentinel => sentinel.EndPoint));
            await using Site site = await Site.StartAsync(
                builder =>
                {
                    SpaSameSite.Add(builder);
                    builder.Services.AddAuthStrategy().UseRedis($"{servers},serviceName=sessions");
                },
                SpaSameSite.Map);
            Browser browser = site.OpenBrowser();
            HttpStatusCode login = await browser.FetchAsync(HttpMethod.Post, "/api/login", JsonContent.Create(new LoginForm("alice", "right"))).StatusAsync();
            await primary.SayAsync("WAIT 1 5000");

            await primary.KillAsync();
            List<HttpStatusCode> answers = [];
            await Until.TrueAsync(
                async () =>
                {
                    answers.Add(await browser.FetchAsync(HttpMethod.Get, "/api/session").StatusAsync());
                    site.Time.Advance(TimeSpan.FromSeconds(1));
                    return answers.Count > 1 && answers[^1] == HttpStatusCode.OK && await sentinels[0].PrimaryAsync() == replica.Port;
                },
                done => done,
                Limit);

            Assert.That(login, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answers.Distinct(), Is.SubsetOf((HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]), "no user is logged out");
        }
        finally
        {
            foreach (SentinelProcess sentinel in sentinels)
                await sentinel.DisposeAsync();
        }
    }
}
