using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>A request waits for a slow store at most twice as long as one call may: for its authentication, and for what its endpoint does.</summary>
[TestFixture]
[Property("Requirement", "F-06")]
public sealed class SlowStoreTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>In real time: the answer is on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    [Test]
    public async Task AnyEndpoint_StoreAnswersSlowly_IsAnsweredWithinTwoLimits(
        [Values("POST /login/alice", "POST /auth/logout", "POST /auth/logout-everywhere", "POST /auth/refresh", "GET /auth/sessions", "GET /me")] string request,
        [Values(100, 1_600, 10_000)] int milliseconds)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        Task wait = Task.CompletedTask;
        host.Store.Before = (_, _) => wait = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), host.App.Time);
        DateTimeOffset start = host.App.Time.GetUtcNow();

        Task<RawAnswer> answer = host.SendAsync(request, $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");
        while (!answer.IsCompleted)
        {
            await Until.TrueAsync(() => answer.IsCompleted || !wait.IsCompleted);
            TimeSpan elapsed = host.App.Time.GetUtcNow() - start;
            Assert.That(elapsed, Is.LessThan(3 * Limit), "still waiting");
            // At a limit the answer comes without the store.
            if (elapsed >= Limit)
                await Task.WhenAny(answer, Task.Delay(Patience));
            if (!answer.IsCompleted)
                host.App.Time.Advance(Step);
        }

        Assert.That(host.App.Time.GetUtcNow() - start, Is.LessThanOrEqualTo(2 * Limit));
        Assert.That((await answer).Status, milliseconds == 100 ? Is.LessThan(300).Or.EqualTo(404) : Is.EqualTo(503).Or.LessThan(300).Or.EqualTo(404));
    }
}
