namespace AuthStrategies.Rotation.Tests.Simulation;

/// <summary>What one browser, app or thief keeps of the session, and what it kept before.</summary>
internal sealed class CookieJar
{
    private readonly List<(double At, SimulatedToken Token)> _history = [];

    public CookieJar(SimulatedToken token)
    {
        Token = token;
        _history.Add((0, token));
    }

    public SimulatedToken Token { get; private set; }

    /// <summary>How often the process that owns it has died. Answers to an earlier one reach no one.</summary>
    public int Process { get; private set; }

    public void Set(SimulatedToken token, double now)
    {
        if (ReferenceEquals(token, Token))
            return;

        Token = token;
        _history.Add((now, token));
    }

    /// <summary>The process dies, and the next one starts with an older token.</summary>
    public void Crash(SimulatedToken restored, double now)
    {
        Process++;
        Set(restored, now);
    }

    public SimulatedToken At(double time) => _history.FindLast(entry => entry.At <= time).Token ?? _history[0].Token;
}
