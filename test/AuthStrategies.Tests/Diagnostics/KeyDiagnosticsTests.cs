using System.Text;
using System.Text.Json;
using AuthStrategies.Tests.Jwt.Rotation;

namespace AuthStrategies.Tests.Diagnostics;

/// <summary>What the outside hears of keys, and what it must not.</summary>
[TestFixture]
public sealed class KeyDiagnosticsTests
{
    [Test]
    [Property("Requirement", "L-03")]
    public async Task Life_WholePeriod_EachChangeIsLoggedOnce()
    {
        using KeyNode node = new();
        string first = KeyNode.KeyIdOf(await node.IssueAsync());
        JwtKeyInfo next = await node.Rotation.RotateNowAsync();
        node.Time.SetUtcNow(next.SignsFrom);
        await node.IssueAsync();
        node.Time.Advance(KeyNode.RetirementPeriod);
        await node.IssueAsync();
        await node.Rotation.RemoveKeyAsync(next.KeyId);

        string[] lines = [.. node.Log.Lines.Where(line => line.StartsWith("[2", StringComparison.Ordinal) && line[3] == ']')];

        Assert.That(lines.Select(line => line[..4]), Is.EqualTo(new[] { "[21]", "[20]", "[21]", "[22]", "[21]", "[23]" }));
        Assert.That(lines[0], Does.Contain(first));
        Assert.That(lines[1], Does.Contain(next.KeyId));
        Assert.That(lines[2], Does.Contain(next.KeyId));
        Assert.That(lines[3], Does.Contain(first));
        Assert.That(lines[5], Does.Contain(next.KeyId).And.StartWith("[23] Warning"));
    }

    [TestCase("HS256")]
    [TestCase("ES256")]
    [Property("Requirement", "L-01")]
    public async Task Life_Everywhere_NoPieceOfAKeyIsShown(string algorithm)
    {
        FaultyKeyStore store = new();
        using KeyNode node = new(store, configure: o => o.KeyRotation!.Algorithm = algorithm);
        await node.IssueAsync();
        JwtKeyDocument document = (await store.LoadAsync("Jwt", default))!;
        List<string> shown = [document.ToString()];
        store.Change = real => new(real!.Version + 1, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(real.Content.Span).Replace("\"signs\"", "\"sings\"", StringComparison.Ordinal)));
        node.Time.Advance(KeyNode.PollInterval);
        await node.IssueAsync();
        shown.Add((await Assert.ThrowsAsync<JwtKeyStoreException>(async () => await node.Rotation.ListAsync()))!.ToString());
        store.Change = null;
        IReadOnlyList<JwtKeyInfo> keys = await node.Rotation.ListAsync();
        shown.AddRange(keys.Select(key => key.ToString()!));
        shown.Add(await node.KeySet.GetJwksAsync());
        shown.AddRange(node.Log.Lines);

        string text = string.Join('\n', shown);

        // The public half of an EC key is published, and so may not be told from the private one in the PEM's tail: the private number comes first.
        using JsonDocument content = JsonDocument.Parse(document.Content);
        string key = content.RootElement.GetProperty("keys")[0].GetProperty("key").GetString()!.Replace("\n", "", StringComparison.Ordinal);
        string secret = algorithm == "HS256" ? key : key["-----BEGIN PRIVATE KEY-----".Length..][48..88];
        Assert.That(text, Does.Contain("[24] Error"));
        for (int i = 0; i + 8 <= secret.Length; i++)
            Assert.That(text.AsSpan().Contains(secret.AsSpan(i, 8), StringComparison.Ordinal), Is.False);
    }
}
