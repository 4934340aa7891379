using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Testing.Fakes;

/// <summary>The sessions of all fakes in one application, guarded by one lock.</summary>
internal sealed class FakeSessions
{
    private readonly OrderedDictionary<SessionId, FakeSession> _sessions = [];
    private readonly Dictionary<SessionId, (SessionEnd End, int LastNumber)> _ends = [];
    private long _made;
    private long _added;

    public Lock Lock { get; } = new();

    public bool IsBroken { get; set; }

    /// <summary>The names of the fakes.</summary>
    public HashSet<string> Strategies { get; } = new(StringComparer.Ordinal);

    public IEnumerable<FakeSession> All => _sessions.Values;

    public void ThrowIfBroken()
    {
        if (IsBroken)
            throw new SessionStoreException("The fake is broken on command.", new IOException("Injected fault."));
    }

    /// <summary>Ids look like real ones and are the same in every run.</summary>
    public SessionId NewId() => new(SHA256.HashData(Encoding.UTF8.GetBytes("fake " + (++_made).ToString(CultureInfo.InvariantCulture))).AsSpan(0, SessionId.Size));

    public void Add(FakeSession session)
    {
        session.Number = ++_added;
        _sessions.Add(session.Id, session);
    }

    public FakeSession? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <param name="id">The session.</param>
    /// <param name="end">What its client is told; <see langword="null"/> for nothing.</param>
    public bool Remove(SessionId id, SessionEnd? end = null)
    {
        if (end is not null && Find(id) is { } session)
            _ends[id] = (end, session.Tokens.Last);
        return _sessions.Remove(id);
    }

    /// <summary>How a session ended, for a credential that it has given out.</summary>
    public SessionEnd? FindEnd(SessionId id, int number) => _ends.TryGetValue(id, out (SessionEnd End, int LastNumber) ended) && number <= ended.LastNumber ? ended.End : null;

    /// <summary>Removes the session that a credential belongs to, of any fake.</summary>
    public void Replace(string? credential, DateTimeOffset now)
    {
        if (credential is not null && FakeCredential.TryParse(credential, out _, out SessionId id, out _))
            Remove(id, new() { Reason = SessionEndReason.ReplacedByLogin, EndedBy = SessionEndedBy.User, EndedAt = now });
    }
}
