using AuthStrategies.Jwt.Rotation;

namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>
/// Nodes that share one timeline, each with its own clock and a copy of the timeline that is at most one poll old.
/// The last token of each key is offered to every node until it expires.
/// </summary>
internal sealed class KeyTimelineFixture(RotationPeriods periods, DateTimeOffset start)
{
    private static readonly TimeSpan[] Clocks = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(-2)];
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    private readonly KeyTimeline[] _entries = [KeyTimeline.Empty, KeyTimeline.Empty, KeyTimeline.Empty];
    private readonly DateTimeOffset[] _copiedAt = new DateTimeOffset[3];
    private readonly HashSet<StoredKey> _removed = [];
    private readonly HashSet<StoredKey> _mayHurry = [];
    private readonly Dictionary<StoredKey, DateTimeOffset> _lastTokens = [];
    private KeyTimeline _stored = KeyTimeline.Empty;
    private DateTimeOffset _now = start;
    private int _made;

    public void Run(IEnumerable<KeyTimelineStep> steps)
    {
        for (int node = 0; node < Clocks.Length; node++)
            Load(node);
        foreach (KeyTimelineStep step in steps)
        {
            Wait(step.Act == 2 ? periods.RotationPeriod / 3 : TimeSpan.FromSeconds(step.Wait / 10.0));
            if (step.Act == 0)
                Remove(step.Node, step.Key);
            if (step.Act == 1)
                Save(step.Node, Advance(step.Node).RotateNow(periods, Clock(step.Node), CreateKey));
            Check();
        }
    }

    private DateTimeOffset Clock(int node) => _now + Clocks[node];

    private void Wait(TimeSpan time)
    {
        DateTimeOffset until = _now + time;
        while (_now < until)
        {
            TimeSpan poll = periods.PollInterval;
            _now = until - _now > poll ? _now + poll : until;
            for (int node = 0; node < Clocks.Length; node++)
            {
                // As late as it may.
                if (_now - _copiedAt[node] >= poll)
                    Load(node);
            }

            Check();
        }
    }

    private void Load(int node) => Save(node, Advance(node));

    private KeyTimeline Advance(int node) => _stored.Advance(periods, Clock(node), CreateKey);

    private void Save(int node, KeyTimeline timeline)
    {
        Assert.That(KeyTimelineCodec.IsInOrder(timeline.Keys), Is.True);
        if (_stored.Keys.IsEmpty)
            _mayHurry.Add(timeline.Keys[0].Key);
        _stored = timeline;
        _entries[node] = timeline;
        _copiedAt[node] = _now;
    }

    private void Remove(int node, int number)
    {
        StoredKey key = _stored.Keys[number % _stored.Keys.Length].Key;
        bool isActive = _stored.ActiveKey(Clock(node)).Key == key;
        _removed.Add(key);
        KeyTimeline rest = _stored.Remove(key.KeyId, periods, Clock(node), CreateKey);
        if (isActive)
            _mayHurry.Add(rest.ActiveKey(Clock(node)).Key);
        Save(node, rest.Advance(periods, Clock(node), CreateKey));
    }

    private void Check()
    {
        for (int node = 0; node < Clocks.Length; node++)
        {
            KeyTimeline cached = _entries[node];
            DateTimeOffset now = Clock(node);
            Assert.That(cached.Keys.Count(period => cached.StateOf(period, periods, now) == JwtKeyState.Active), Is.EqualTo(1), "exactly one signs");
            Assert.That(cached.MaySign(periods, now), Is.True, "as long as the store answers there is a key to sign with");
            Sign(cached.ActiveKey(now), now);
        }

        foreach ((StoredKey key, DateTimeOffset expiresAt) in _lastTokens.Where(token => !_removed.Contains(token.Key)))
        {
            for (int node = 0; node < Clocks.Length; node++)
            {
                if (Clock(node) - Skew < expiresAt)
                    Assert.That(Verifies(node, key) || IsNews(key), Is.True, $"{key} verifies until its tokens have expired");
            }
        }
    }

    private void Sign(RotatingKey active, DateTimeOffset now)
    {
        if (!_mayHurry.Contains(active.Key) && !_removed.Contains(active.Key))
        {
            Assert.That(now - active.AnnouncedAt, Is.AtLeast(periods.LeadTime - TimeSpan.FromSeconds(4)), "announced long enough");
            for (int node = 0; node < Clocks.Length; node++)
                Assert.That(_entries[node].Keys.Any(period => period.Key == active.Key), Is.True, "every node knows the key");
        }

        DateTimeOffset expiresAt = now + periods.RetirementPeriod - Skew;
        if (_lastTokens.GetValueOrDefault(active.Key) < expiresAt)
            _lastTokens[active.Key] = expiresAt;
    }

    private bool Verifies(int node, StoredKey key) =>
        _entries[node].Keys.FirstOrDefault(period => period.Key == key) is { } period && _entries[node].StateOf(period, periods, Clock(node)) != JwtKeyState.Removed;

    // A key that signs without having been announced is found by its unknown id, or a poll later.
    private bool IsNews(StoredKey key) => _mayHurry.Contains(key) && _stored.Keys.Any(period => period.Key == key);

    private StoredKey CreateKey() => new($"key-{++_made}", "ES256", "never opened");
}
