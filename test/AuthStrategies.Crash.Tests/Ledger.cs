using System.Globalization;

namespace AuthStrategies.Crash.Tests;

/// <summary>What the clients of a process know that was killed in the middle of its life.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<SessionId, ClientLogin> _live = [];

    public Ledger(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', 2);
            Read(words[0], words[1]);
        }
    }

    /// <summary>Logins that nothing was being done to.</summary>
    public IEnumerable<ClientLogin> Live => _live.Values.Where(login => login != Refreshing && login != Revoking);

    public List<ClientLogin> Ended { get; } = [];

    /// <summary>The login whose refresh was begun and not answered.</summary>
    public ClientLogin? Refreshing { get; private set; }

    /// <summary>The login whose end was begun and not answered.</summary>
    public ClientLogin? Revoking { get; private set; }

    /// <summary>By how much its clock was ahead.</summary>
    public TimeSpan Ahead { get; private set; }

    /// <summary>Every login that a client was ever told of.</summary>
    public IEnumerable<SessionId> Known => _live.Keys.Concat(Ended.Select(login => login.Id));

    private void Read(string word, string rest)
    {
        switch (word)
        {
            case OutputLines.Issued or OutputLines.Refreshed:
                var login = ClientLogin.Parse(rest);
                _live[login.Id] = login;
                Refreshing = null;
                break;
            case OutputLines.Refreshes:
                Refreshing = _live[SessionId.Parse(rest)];
                break;
            case OutputLines.Revokes:
                Revoking = _live[SessionId.Parse(rest)];
                break;
            case OutputLines.Revoked:
                _live.Remove(SessionId.Parse(rest), out ClientLogin? ended);
                Ended.Add(ended!);
                Revoking = null;
                break;
            case OutputLines.Ahead:
                Ahead = TimeSpan.FromSeconds(int.Parse(rest, CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException($"Nobody says {word}.");
        }
    }
}
