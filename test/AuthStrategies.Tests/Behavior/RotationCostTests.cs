using AuthStrategies.Stores;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Rotation costs an authentication nothing while nothing is due: no call of the store and no byte.</summary>
[Property("Requirement", "M-14")]
public sealed class RotationCostTests
{
    private const int Rounds = 5;
    private const int Times = 200;

    [Test]
    public async Task Authenticate_NothingDue_CostsNoMoreThanWithoutRotation(
        [Values] bool isCookie, [Values(0, 10_000)] int cacheSize, [Values] bool isRotated)
    {
        Cost without = await MeasureAsync(TimeSpan.Zero, isCookie, cacheSize, isRotated, hasNearCache: false);
        Cost with = await MeasureAsync(TimeSpan.FromMinutes(15), isCookie, cacheSize, isRotated, hasNearCache: false);

        await TestContext.Out.WriteLineAsync($"{with}");
        Assert.That(with, Is.EqualTo(without));
        Assert.That(with.StoreCalls, Is.EqualTo(Times), "one look-up each");
    }

    [Test]
    public async Task Authenticate_NothingDueInNearCache_AsksNoStore([Values] bool isCookie, [Values] bool isRotated)
    {
        Cost without = await MeasureAsync(TimeSpan.Zero, isCookie, 10_000, isRotated, hasNearCache: true);
        Cost with = await MeasureAsync(TimeSpan.FromMinutes(15), isCookie, 10_000, isRotated, hasNearCache: true);

        Assert.That(with, Is.EqualTo(without));
        Assert.That(with.StoreCalls, Is.Zero);
    }

    [Test]
    public async Task Authenticate_CookieNotDue_CostsAsMuchAsABearer([Values(0, 10_000)] int cacheSize)
    {
        Cost bearer = await MeasureAsync(TimeSpan.FromMinutes(15), isCookie: false, cacheSize, isRotated: false, hasNearCache: false);
        Cost cookie = await MeasureAsync(TimeSpan.FromMinutes(15), isCookie: true, cacheSize, isRotated: false, hasNearCache: false);

        Assert.That(cookie, Is.EqualTo(bearer));
    }

    private static async Task<Cost> MeasureAsync(TimeSpan rotateEvery, bool isCookie, int cacheSize, bool isRotated, bool hasNearCache)
    {
        SessionFixture fixture = new(o => (o.RotateEvery, o.CredentialCacheSize) = (rotateEvery, cacheSize), SessionFixture.Silent);
        using NearCacheSessionStore? nearCache = hasNearCache ? new(fixture.Store, Options.Create(new NearCacheOptions()), fixture.Time) : null;
        SessionStrategy strategy = fixture.Node(store: nearCache);
        string token = (await strategy.IssueAsync(SessionFixture.Principal())).Value;
        if (isRotated)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(6));
            token = (await strategy.RefreshAsync(token)).Credential!.Value;
            await strategy.AuthenticateAsync(token);
        }

        ICookieRotation cookies = strategy;
        Func<bool> act = isCookie
            ? () => IsAccepted(cookies.AuthenticateCookieAsync(token))
            : () => IsAccepted(strategy.AuthenticateAsync(token));
        Assert.That(Repeat(act), Is.True);
        Cost[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Round(fixture, act))];
        return rounds.MinBy(round => round.BytesPerCall)!;
    }

    // The runtime also allocates on this thread, for example when it compiles a method anew, so the least of several rounds counts.
    private static Cost Round(SessionFixture fixture, Func<bool> act)
    {
        fixture.Store.Forget();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = Repeat(act);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(all, Is.True);
        return new(fixture.Store.Calls.Count, allocated / Times);
    }

    private static bool IsAccepted(ValueTask<AuthResult> answer) =>
        answer.IsCompletedSuccessfully && answer.Result is { Succeeded: true, RotationDue: false };

    private static bool Repeat(Func<bool> act)
    {
        bool all = true;
        for (int i = 0; i < Times; i++)
            all &= act();
        return all;
    }

    private sealed record Cost(int StoreCalls, long BytesPerCall);
}
