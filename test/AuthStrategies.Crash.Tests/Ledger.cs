using System.Globalization;

namespace AuthStrategies.Crash.Tests;

/// <summary>What the clients of a process know that was killed in the middle of its life.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<SessionId, ClientSession> _live = [];

    public Ledger(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 2);
            Read(words[0], words[1]);
        }
    }

    /// <summary>Logins that nothing was being done to.</summary>
    public IEnumerable<ClientSession> Live => _live.Values.Where(session => session != Refreshing && session != Revoking);

    public List<ClientSession> Ended { get; } = [];

    /// <summary>The session whose refresh was begun and not answered.</summary>
    public ClientSession? Refreshing { get; private set; }

    /// <summary>The session whose end was begun and not answered.</summary>
    public ClientSession? Revoking { get; private set; }

    /// <summary>By how much its clock was ahead.</summary>
    public TimeSpan Ahead { get; private set; }

    /// <summary>Every session that a client was ever told of.</summary>
    public IEnumerable<SessionId> Known => _live.Keys.Concat(Ended.Select(session => session.Id));

    private void Read(string word, string rest)
    {
        switch (word)
        {
            case OutputLines.Issued or OutputLines.Refreshed:
                var session = ClientSession.Parse(rest);
                _live[session.Id] = session;
                Refreshing = null;
                break;
            case OutputLines.Refreshes:
                Refreshing = _live[SessionId.Parse(rest)];
                break;
            case OutputLines.Revokes:
                Revoking = _live[SessionId.Parse(rest)];
                break;
            case OutputLines.Revoked:
                _live.Remove(SessionId.Parse(rest), out ClientSession? ended);
                Ended.Add(ended!);
                Revoking = null;
                break;
            case OutputLines.Ahead:
                Ahead = TimeSpan.FromSeconds(int.Parse(rest, CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException($"The word {word} is not known.");
        }
    }
}
