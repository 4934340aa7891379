using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>Keys that are removed while many requests read them.</summary>
public sealed partial class JwtKeyProviderTests
{
    private const int Readers = 100;
    private const int Swaps = 1000;

    [Test]
    [Property("Requirement", "K-03")]
    public async Task RemoveKey_WhileAnEarlierReadIsUnderWay_IsRefusedAfterThePoll()
    {
        FaultyKeyStore store = new();
        FakeTimeProvider time = new(KeyNode.Start);
        using KeyNode here = new(store, time);
        using KeyNode there = new(store, time);
        string token = await here.IssueAsync();
        await there.ReasonAsync(token);
        time.Advance(KeyNode.PollInterval / 2);
        TaskCompletionSource release = new();
        store.LoadsWaitFor = release.Task;
        int loads = store.Loads;
        await there.ReasonAsync(token);
        while (store.Loads == loads)
            await Task.Yield();
        store.LoadsWaitFor = null;
        await here.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token));
        time.Advance(KeyNode.PollInterval);

        Task<AuthFailureReason?> asked = there.ReasonAsync(token);
        release.SetResult();

        Assert.That(await asked, Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    [Property("Requirement", "K-06")]
    public async Task Rotation_ThousandRemovalsUnderHundredReaders_NoReaderSeesAMixture()
    {
        JwtKey listed = JwtKey.Generate("HS256");
        using KeyNode node = new(configure: o =>
        {
            o.KeyRotation!.Algorithm = "HS256";
            o.VerificationKeys.Add(listed);
        });
        using KeyNode other = new(configure: o =>
        {
            o.KeyRotation = null;
            o.SigningKeys.Add(listed);
        });
        string kept = await other.IssueAsync();
        using CancellationTokenSource done = new();
        ConcurrentBag<AuthFailureReason> failures = [];
        Task[] readers = [.. Enumerable.Range(0, Readers).Select(_ => Task.Run(ReadAsync))];

        for (int i = 0; i < Swaps; i++)
        {
            string token = await node.IssueAsync();
            await node.Rotation.RemoveKeyAsync(KeyNode.KeyIdOf(token));
            Assert.That(await node.ReasonAsync(token), Is.EqualTo(AuthFailureReason.UnknownKey));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.That(failures, Is.Empty);

        async Task ReadAsync()
        {
            do
            {
                if (await node.ReasonAsync(kept) is { } reason)
                    failures.Add(reason);
                await Task.Yield();
            }
            while (!done.IsCancellationRequested);
        }
    }
}
