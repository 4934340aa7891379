using System.Collections.Concurrent;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Jwt.Encryption;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Tests.Behavior;

/// <summary>Nothing of an encrypted token, of what is in it or of its key gets out.</summary>
[NonParallelizable]
public sealed class EncryptedSecrecyTests
{
    private const int Window = 8;

    [Test]
    [Property("Requirement", "L-01")]
    [Property("Requirement", "L-04")]
    public async Task EveryVerb_AnyToken_LeaksNothing()
    {
        ConcurrentQueue<string> said = new();
        JwtFixture fixture = new(options => options.EncryptionKey = JweForge.Key, LogLevel.Trace);
        IssuedCredential issued = await fixture.Strategy.IssueAsync(JweFixture.Alice);
        said.Enqueue($"{issued} {JweForge.Key}");
        string signed = JweForge.Open(issued.Value)!;
        string[] tokens =
        [
            issued.Value,
            issued.Value[..^2] + "AA",
            JweForge.Around("{\"sub\":\"claims-in-the-open\"}").Seal(),
            JweForge.Around(signed[..^2] + "AA").Seal(),
            JweForge.WithHeader("""{"alg":"thief-of-alg","enc":"A256CBC-HS512"}""").Seal(),
            JweForge.WithHeader("""{"alg":"dir","enc":"A256CBC-HS512","kid":"thief-of-kid\r\n2026 admin logged in"}""").Seal(),
            JweForge.WithHeaderMembers("\"crit\":[\"thief-of-crit\"]").Seal(),
        ];

        foreach (string token in tokens)
        {
            AuthResult result = fixture.Authenticate(token);
            said.Enqueue($"{result} {result.Failure} {await fixture.Strategy.RefreshAsync(token)} {await fixture.Strategy.RevokeAsync(token)}");
        }

        string[] secrets =
        [
            .. tokens, signed, Convert.ToBase64String(JweForge.Secret), "very-secret-illness", "subject-5f0c6a7e", "claims-in-the-open",
            "thief-of-alg", "thief-of-kid", "thief-of-crit",
        ];
        HashSet<string> windows = [.. secrets.SelectMany(Windows)];
        string all = string.Join('\n', said.Concat(fixture.Log.Lines));
        Assert.That(all, Does.Contain("Undecryptable").And.Contain("UnsupportedAlgorithm").And.Contain("BadSignature"));
        Assert.That(Windows(all).FirstOrDefault(windows.Contains), Is.Null);
    }

    private static IEnumerable<string> Windows(string text)
    {
        for (int i = 0; i + Window <= text.Length; i++)
            yield return text.Substring(i, Window);
    }
}
