using System.Collections.Concurrent;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>Keys that are removed while many requests read them.</summary>
public sealed partial class JwtKeyProviderTests
{
    private const int Readers = 100;
    private const int Swaps = 1000;

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
