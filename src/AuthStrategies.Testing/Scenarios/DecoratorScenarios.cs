using AuthStrategies.Testing.Conformance;
using AuthStrategies.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Testing.Scenarios;

/// <summary>The store under test inside a decorator: which abilities pass through it and which must not.</summary>
internal static class DecoratorScenarios
{
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static IEnumerable<SessionStoreCase> All =>
    [
        new("Decorated_InvalidationMessages_Arrive", "A store inside a decorator keeps its invalidation messages: what one node sends, a decorated node receives.", [], h =>
            MessagesArriveAsync(h, store => new Decorator(store))),

        new("Decorated_LossOfData_IsPassedOn", "A store inside a decorator that may lose data is still known as one: otherwise \"log out everywhere\" would miss sessions.", [], async h =>
            LossIsPassedOn(h, new Decorator(await h.Harness.OpenStoreAsync()))),

        new("Decorated_RecordHidden_IsRefused", "What a decorator hides is refused, even if the store inside has a cached record of it.", [], h =>
        {
            Decorator decorated = new(h.Store);
            return HiddenIsRefusedAsync(h, decorated, decorated.HideAll);
        }),

        new("Decorated_NeverAnswers_IsLimited", "A decorator that does not answer is limited by the library's time-out, even if the store inside limits its own calls.", [], h =>
        {
            Decorator decorated = new(h.Store);
            return WaitingIsLimitedAsync(h, decorated, decorated.WaitForEver);
        }),
    ];

    public static async Task MessagesArriveAsync(StoreUnderTest h, Func<ISessionStore, ISessionStore> decorate)
    {
        ISessionStore decorated = decorate(await h.Harness.OpenStoreAsync());
        ISessionInvalidations? passed = decorated.GetService<ISessionInvalidations>();
        if (h.Store.GetService<ISessionInvalidations>() is not { } sender)
        {
            Check.That(passed is null, "a decorated store has invalidation messages that the store inside does not have");
            return;
        }

        Check.That(passed is not null, "a decorated store lost its invalidation messages");
        TaskCompletionSource received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ISessionInvalidationChannel from = sender.Open(_ => { });
        using ISessionInvalidationChannel to = passed!.Open(_ => received.TrySetResult());
        var patience = Task.Delay(h.Harness.Patience, TimeProvider.System);
        // Each channel subscribes in the background, so the first messages may be lost.
        while (!received.Task.IsCompleted && !patience.IsCompleted)
        {
            from.Publish(StoreUnderTest.NewId().ToByteArray());
            await Task.WhenAny(received.Task, Task.Delay(Pause, TimeProvider.System));
        }

        Check.That(received.Task.IsCompleted, "no message arrived at a decorated store");
    }

    public static void LossIsPassedOn(StoreUnderTest h, ISessionStore decorated)
    {
        bool? inside = h.Store.GetService<IEvictingSessionStore>()?.MayEvict;
        bool? outside = decorated.GetService<IEvictingSessionStore>()?.MayEvict;
        Check.That(inside == outside, $"IEvictingSessionStore.MayEvict is {inside?.ToString() ?? "missing"} for the store, but {outside?.ToString() ?? "missing"} for the decorated one");
        Check.That(inside == h.Store.GetService<IEvictingSessionStore>()?.MayEvict, "IEvictingSessionStore.MayEvict changed");
    }

    public static async Task HiddenIsRefusedAsync(StoreUnderTest h, ISessionStore decorated, Action hide)
    {
        await using ServiceProvider services = Services(h, decorated);
        var strategy = services.GetRequiredService<IAuthStrategy>();
        IssuedCredential session = await strategy.IssueAsync(TestPrincipals.Of("alice"));
        // The second read makes sure that a cache has the record.
        await h.Store.FindAsync(session.SessionId!.Value, default);
        Check.That((await strategy.AuthenticateAsync(session.Value)).Succeeded, "a good token was refused");
        hide();
        AuthResult result = await strategy.AuthenticateAsync(session.Value);
        Check.That(result.Failure is not null, $"a token whose record the decorator hides: expected to be refused, was {result}");
    }

    public static async Task WaitingIsLimitedAsync(StoreUnderTest h, ISessionStore decorated, Action stall)
    {
        await using ServiceProvider services = Services(h, decorated);
        var strategy = services.GetRequiredService<IAuthStrategy>();
        IssuedCredential session = await strategy.IssueAsync(TestPrincipals.Of("alice"));
        stall();
        var call = strategy.AuthenticateAsync(session.Value).AsTask();
        var patience = Task.Delay(h.Harness.Patience, TimeProvider.System);
        while (!call.IsCompleted && !patience.IsCompleted)
        {
            h.Time.Advance(ClockStep);
            await Task.WhenAny(call, Task.Delay(Pause, TimeProvider.System));
        }

        Check.That(call.IsCompleted, "a call of a decorator that does not answer was not ended");
        await Check.ThrowsAsync<SessionStoreException>(() => call, "authenticating");
    }

    private static ServiceProvider Services(StoreUnderTest h, ISessionStore store)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(h.Time);
        services.AddAuthStrategy().AddSession().UseSessionStore(_ => store);
        return services.BuildServiceProvider();
    }
}
