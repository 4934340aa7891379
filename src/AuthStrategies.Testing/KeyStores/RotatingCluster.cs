using System.Text.Json;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.KeyStores;

/// <summary>
/// Nodes that share a key store over more than two rotations. In each step every node publishes its keys, issues a token and is asked about every
/// token that has not expired. Killed nodes are replaced by new processes.
/// </summary>
internal sealed class RotatingCluster : IDisposable
{
    private static readonly TimeSpan Step = RotationNode.PollInterval / 2;

    private readonly SettableTimeProvider _time = new();
    private readonly IJwtKeyStore[] _stores;
    private readonly TimeProvider[] _clocks;
    private readonly RotationNode[] _nodes;
    private readonly KeyFaults _faults;
    private readonly List<(string Token, string KeyId, DateTimeOffset ExpiresAt)> _tokens = [];
    private readonly HashSet<string> _signed = [];
    private readonly HashSet<string> _removed = [];
    private readonly HashSet<string> _unannounced = [];

    public RotatingCluster(JwtKeyStoreHarness harness, int count, KeyFaults faults)
    {
        _faults = faults;
        _stores = [.. Enumerable.Range(0, count).Select(_ => harness.OpenStore())];
        // The last one is ahead.
        _clocks = [.. Enumerable.Range(0, count).Select(number => new OffsetTimeProvider(_time, number == count - 1 ? TimeSpan.FromSeconds(5) : TimeSpan.Zero))];
        _nodes = [.. Enumerable.Range(0, count).Select(Start)];
    }

    public async Task RunAsync()
    {
        DateTimeOffset end = _time.GetUtcNow() + (2.5 * RotationNode.RotationPeriod);
        DateTimeOffset removal = _time.GetUtcNow() + (1.2 * RotationNode.RotationPeriod);
        while (_time.GetUtcNow() < end)
        {
            await StepAsync();
            if (_time.GetUtcNow() >= removal && _removed.Count == 0)
                await RemoveActiveAsync();
            _time.Advance(Step);
        }

        await ComeToRestAsync();
    }

    public void Dispose()
    {
        foreach (RotationNode node in _nodes)
            node.Dispose();
    }

    private RotationNode Start(int number) => new(_stores[number], _faults, _clocks[number]);

    private async Task StepAsync()
    {
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (!_nodes[i].IsKilled)
                continue;

            _nodes[i].Dispose();
            _nodes[i] = Start(i);
        }

        HashSet<string>[] published = await PublishedAsync();
        foreach (RotationNode node in _nodes)
            await IssueAsync(node, published);

        _tokens.RemoveAll(token => token.ExpiresAt <= _time.GetUtcNow());
        foreach (RotationNode node in _nodes)
        {
            foreach ((string token, string keyId, _) in _tokens)
            {
                AuthResult result = await node.AuthenticateAsync(token);
                Check.That(!result.IsApplicable || result.Succeeded, $"a token of key {keyId} was refused within its life: {result.Failure?.Reason}");
            }
        }
    }

    // A node that cannot tell publishes nothing and refuses nothing.
    private async Task<HashSet<string>[]> PublishedAsync()
    {
        List<HashSet<string>> all = [];
        foreach (RotationNode node in _nodes)
        {
            if (await node.JwksAsync() is not { } jwks)
                continue;

            using var json = JsonDocument.Parse(jwks);
            all.Add([.. json.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)]);
        }

        return [.. all];
    }

    private async Task IssueAsync(RotationNode node, HashSet<string>[] published)
    {
        if (await node.IssueAsync() is not { } token)
            return;

        Check.That(UnverifiedJwt.TryRead(token, out UnverifiedJwt? read), "no token was issued");
        string keyId = read!.UnverifiedHeader.GetProperty("kid").GetString()!;
        // The very first key, and the one that takes the place of a removed key, sign without having been announced.
        if (_signed.Count == 0 || (_removed.Count > 0 && _unannounced.Count == 1 && !_signed.Contains(keyId)))
            _unannounced.Add(keyId);
        Check.That(!_removed.Contains(keyId), "a removed key signs");
        Check.That(_unannounced.Contains(keyId) || published.All(keys => keys.Contains(keyId)), $"a node signs with key {keyId}, which others do not know");
        _signed.Add(keyId);
        _tokens.Add((token, keyId, _time.GetUtcNow() + RotationNode.TokenLifetime - TimeSpan.FromSeconds(5)));
    }

    private async Task RemoveActiveAsync()
    {
        // Without faults, because it must then be known whether the key was removed.
        (string leaked, string active, _) = _tokens[^1];
        _faults.IsOn = false;
        Check.That(await _nodes[0].RemoveAsync(active), "a key could not be removed");
        _removed.Add(active);
        _tokens.RemoveAll(token => token.KeyId == active);
        _time.Advance(RotationNode.PollInterval);
        foreach (RotationNode node in _nodes)
            Check.Equal(AuthFailureReason.UnknownKey, (await node.AuthenticateAsync(leaked)).Failure?.Reason, "a token of a removed key, one poll later");
        _faults.IsOn = true;
    }

    private async Task ComeToRestAsync()
    {
        _faults.IsOn = false;
        _time.Advance(RotationNode.PollInterval);
        HashSet<string>[] published = await PublishedAsync();
        Check.Equal(_nodes.Length, published.Length, "nodes that publish their keys in the end");
        Check.That(published.All(keys => keys.SetEquals(published[0])), "the nodes publish different keys in the end");
        Check.That(!published[0].Overlaps(_removed), "a removed key came back");
        Check.That(_signed.Count >= 3, $"only {_signed.Count} keys signed in two and a half rotation periods");
    }
}
