using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>A request waits for a slow store at most twice as long as one call may: for its authentication, and for what its endpoint does.</summary>
[TestFixture]
[Property("Requirement", "F-06")]
public sealed class SlowStoreTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Test]
    public async Task AnyEndpoint_StoreAnswersSlowly_IsAnsweredWithinTwoLimits(
        [Values("POST /login/alice", "POST /auth/logout", "POST /auth/logout-everywhere", "POST /auth/logout-others", "POST /auth/refresh", "GET /auth/sessions", "GET /me")] string request,
        [Values(100, 1_600, 10_000)] int milliseconds)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession());
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(6));
        // The store has another clock, so that the limits of the callers are the only ones on the other.
        FakeTimeProvider storeClock = new();
        Task wait = Task.CompletedTask;
        host.Store.Before = (_, _) => wait = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), storeClock);
        DateTimeOffset start = host.App.Time.GetUtcNow();

        Task<RawAnswer> answer = host.SendAsync(request, $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Site: same-origin");
        while (!answer.IsCompleted && host.App.Time.GetUtcNow() - start < 3 * Limit)
        {
            await Until.TrueAsync(() => answer.IsCompleted || (host.App.Time.HasLimit && !wait.IsCompleted));
            if (answer.IsCompleted)
                break;
            (int reached, int calls) = (host.App.Time.Reached, host.Store.Calls.Count);
            host.App.Time.Advance(Step);
            storeClock.Advance(Step);
            // The request goes on, while a call that several requests wait for may still have time.
            for (int i = 0; i < 1_000 && host.App.Time.Reached != reached && host.Store.Calls.Count == calls && !answer.IsCompleted; i++)
                await Task.Delay(10);
        }

        Assert.That(answer.IsCompleted, Is.True, "still waiting");
        // The clock may move once between each call of the store and the start of its limit.
        Assert.That(host.App.Time.GetUtcNow() - start, Is.LessThanOrEqualTo((2 * Limit) + (10 * Step)));
        Assert.That((await answer).Status, milliseconds == 100 ? Is.InRange(200, 299) : Is.EqualTo(503).Or.InRange(200, 299));
    }
}
