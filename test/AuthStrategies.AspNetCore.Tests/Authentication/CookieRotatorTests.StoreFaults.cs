using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>A store that fails, hangs or is cancelled while the headers of a response are sent changes nothing for the client.</summary>
public sealed partial class CookieRotatorTests
{
    [Test]
    [Property("Requirement", "M-14")]
    public async Task Response_StoreFailsAtHeaders_GoesOutUnchangedAndALaterOneRotates([Values("find", "replace")] string operation, [Values] bool isCancelled)
    {
        await using TestHost host = await StartFaultyAsync(store => store.Before = Fail(operation, isCancelled ? new OperationCanceledException("The driver gave up.") : new SessionStoreException("The store is broken.")));
        string cookie = await DueCookieAsync(host);

        RawAnswer failed = await host.SendAsync("GET /faulty", $"Cookie: __Host-auth={cookie}", Browser);
        Repair(host);
        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", Browser);

        RequireUnchanged(failed);
        Assert.That(host.App.Log.Text, Does.Contain("a later request tries again"));
        Assert.That((later.Status, later.CookieValue("__Host-auth")?.Length), Is.EqualTo((200, 64)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Response_StoreHangsAtHeaders_GoesOutUnchangedAfterTheTimeout([Values("find", "replace")] string operation)
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = await StartFaultyAsync(store => store.Before = Hang(store, operation, entered));
        string cookie = await DueCookieAsync(host);

        Task<RawAnswer> answer = host.SendAsync("GET /faulty", $"Cookie: __Host-auth={cookie}", Browser);
        await TimeOutAsync(host, entered);
        RawAnswer failed = await answer;
        Repair(host);
        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", Browser);

        RequireUnchanged(failed);
        Assert.That((later.Status, later.CookieValue("__Host-auth")?.Length), Is.EqualTo((200, 64)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Response_StoreWritesButDoesNotAnswer_GoesOutUnchangedAndTheClientGoesOn([Values] bool hangs)
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = await StartFaultyAsync(store => store.After = hangs ? Hang(store, "replace", entered) : Fail("replace", new SessionStoreException("The answer is lost.")));
        string cookie = await DueCookieAsync(host);

        Task<RawAnswer> answer = host.SendAsync("GET /faulty", $"Cookie: __Host-auth={cookie}", Browser);
        if (hangs)
            await TimeOutAsync(host, entered);

        RawAnswer failed = await answer;
        Repair(host);
        RawAnswer atOnce = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", Browser);
        host.App.Time.Advance(TimeSpan.FromSeconds(30));
        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", Browser);

        RequireUnchanged(failed);
        Assert.That((atOnce.Status, atOnce.All("Set-Cookie").Any()), Is.EqualTo((200, false)));
        Assert.That((later.Status, later.CookieValue("__Host-auth")?.Length), Is.EqualTo((200, 64)));
    }

    [Test]
    [Property("Requirement", "M-14")]
    [Property("Requirement", "F-45")]
    public async Task Client_HangsUpAtHeaders_SessionGoesOn([Values("find", "replace")] string operation)
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = await StartFaultyAsync(store => store.Before = Hang(store, operation, entered, cancelled));
        string cookie = await DueCookieAsync(host);
        using HttpClient client = host.App.CreateClient();
        using CancellationTokenSource patience = new();
        using HttpRequestMessage request = new(HttpMethod.Get, "/faulty");
        request.Headers.Add("Cookie", $"__Host-auth={cookie}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

#pragma warning disable CA2025 // The task is awaited below, by the assertion.
        Task<HttpResponseMessage> answer = client.SendAsync(request, patience.Token);
#pragma warning restore CA2025
        await entered.Task;
        await patience.CancelAsync();
        await cancelled.Task;
        await Assert.ThatAsync(() => answer, Throws.InstanceOf<OperationCanceledException>());
        Repair(host);
        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", Browser);

        Assert.That((later.Status, later.CookieValue("__Host-auth")?.Length), Is.EqualTo((200, 64)));
        Assert.That(host.App.Log.Text, Does.Not.Contain("a later request tries again"), "a client that has gone is no trouble of the store");
    }

    private static void RequireUnchanged(RawAnswer answer) => Assert.That(
        (answer.Status, answer.Body, answer.One("Cache-Control"), answer.All("Set-Cookie").Any()), Is.EqualTo((200, "alice", "private", false)));

    /// <summary>A host whose endpoint <c>/faulty</c> spoils the store after the request was authenticated.</summary>
    private static Task<TestHost> StartFaultyAsync(Action<SpyStore> spoil) => TestHost.StartAsync(map: app => app.MapGet("/faulty", async (HttpContext context, ISessionStore store) =>
    {
        spoil((SpyStore)store);
        context.Response.Headers.CacheControl = "private";
        await context.Response.WriteAsync(context.User.Identity!.Name!);
    }).RequireAuthorization());

    private static async Task<string> DueCookieAsync(TestHost host)
    {
        string cookie = await host.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        return cookie;
    }

    /// <summary>Ends the time of the call that hangs, when its limit runs: the store is entered before that.</summary>
    private static async Task TimeOutAsync(TestHost host, TaskCompletionSource entered)
    {
        await entered.Task;
        await Until.TrueAsync(() => host.App.Time.HasLimit);
        host.App.Time.Advance(new SessionStoreCallOptions().Timeout);
    }

    private static void Repair(TestHost host) => (host.Store.Before, host.Store.After) = (null, null);

    private static Func<string, int, Task> Fail(string operation, Exception exception) =>
        (called, _) => called == operation ? Task.FromException(exception) : Task.CompletedTask;

    private static Func<string, int, Task> Hang(SpyStore store, string operation, TaskCompletionSource entered, TaskCompletionSource? cancelled = null) => async (called, _) =>
    {
        if (called != operation)
            return;

        entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, store.LastToken);
        }
        finally
        {
            cancelled?.TrySetResult();
        }
    };
}
