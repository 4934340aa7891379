using System.Diagnostics;
using System.Security.Claims;
using System.Security.Cryptography;

namespace AuthStrategies.Load.Traffic;

/// <summary>One user with several sessions, who does one thing after the other, on either node.</summary>
internal sealed class Client(string subject, Node[] nodes, TimeSpan maxStaleness, bool mayForget)
{
    private const int MaxSessions = 12;

    private readonly List<ClientSession> _live = [];
    private readonly List<ClientSession> _ended = [];

    public string Subject { get; } = subject;

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<ClientSession> Live => _live;

    public IReadOnlyList<ClientSession> Ended => _ended;

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await StepAsync();
            }
            catch (Exception exception) when (exception is SessionStoreException or OperationCanceledException)
            {
                Ledger.Unanswered++;
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    /// <summary>Asks again for every logout that was not answered.</summary>
    public async Task ResolveAsync()
    {
        foreach (ClientSession session in _live.Where(session => session.IsEnding).ToArray())
            await LogOutAsync(session);
    }

    private Task StepAsync()
    {
        int dice = RandomNumberGenerator.GetInt32(100);
        if (_live.Count == 0 || (dice < 10 && _live.Count < MaxSessions))
            return LogInAsync();

        ClientSession session = _live[RandomNumberGenerator.GetInt32(_live.Count)];
        if (session.IsEnding || dice < 18)
            return LogOutAsync(session);
        if (dice < 20)
            return LogOutOthersAsync(session);
        return dice < 40 ? RefreshAsync(session) : dice < 50 ? ReplayAsync(session) : RequestAsync(session);
    }

    private async Task LogInAsync()
    {
        string strategy = RandomNumberGenerator.GetInt32(2) == 0 ? Node.Session : Node.Jwt;
        ClaimsPrincipal user = new(new ClaimsIdentity([new("sub", Subject), new("name", Subject)], "password"));
        Ledger.Orphans++;
        IssuedCredential credential = await Any().Strategy(strategy).IssueAsync(user, cancellationToken: Patience());
        Ledger.Orphans--;
        Ledger.Logins++;
        _live.Add(new(strategy, credential));
    }

    private async Task RequestAsync(ClientSession session)
    {
        AuthResult result = await Any().Strategy(session.Strategy).AuthenticateAsync(session.Access, Patience());
        Ledger.Requests++;
        if (!result.Succeeded && !IsForgotten(session, result.Failure))
            Ledger.Wrong($"a live {session.Strategy} session was refused: {result.Failure}");
    }

    // After a failure the client still has the old credential. Each successor is in one answer only (docs/decisions/0021), so a second
    // try brings none at first; later it brings another one.
    private async Task RefreshAsync(ClientSession session)
    {
        session.IsRenewing = true;
        RefreshResult result = await Any().Strategy(session.Strategy).RefreshAsync(session.Renewal, Patience());
        session.IsRenewing = false;
        Ledger.Refreshes++;
        if (result.Succeeded)
            session.Take(result.Credential);
        else if (!result.IsUnchanged && !IsForgotten(session, result.Failure))
            Ledger.Wrong($"a live {session.Strategy} session could not be refreshed: {result.Failure}");
    }

    private async Task ReplayAsync(ClientSession session)
    {
        if (session.IsRenewing || session.Former is not { } former)
            return;

        RefreshResult result = await Any().Strategy(session.Strategy).RefreshAsync(former, Patience());
        Ledger.Refreshes++;
        if (!result.Succeeded && !result.IsUnchanged && IsForgotten(session, result.Failure))
            return;
        if (!result.Succeeded && !result.IsUnchanged)
            Ledger.Wrong($"a {session.Strategy} credential replaced a moment ago was refused: {result.Failure}");
        else if (session.RenewalIn(result.Credential) is not null)
            Ledger.Wrong($"a {session.Strategy} credential replaced a moment ago was answered with a second successor");
    }

    private async Task LogOutAsync(ClientSession session)
    {
        session.IsEnding = true;
        RevokeOutcome outcome = await Any().Strategy(session.Strategy).RevokeAsync(session.Access, Patience());
        if (outcome is not (RevokeOutcome.Revoked or RevokeOutcome.NotFound))
            Ledger.Wrong($"a logout was answered {outcome}");
        await EndedAsync(session);
    }

    private async Task LogOutOthersAsync(ClientSession kept)
    {
        ClientSession[] others = [.. _live.Where(session => session != kept)];
        foreach (ClientSession other in others)
            other.IsEnding = true;
        await Any().Directory.RevokeAllAsync(Subject, kept.Id, cancellationToken: Patience());
        foreach (ClientSession other in others)
            await EndedEverywhereAsync(other);
    }

    /// <summary>Where the list of the subject may be forgotten, sessions that are not renewed yet may be missed.</summary>
    private async Task EndedEverywhereAsync(ClientSession session)
    {
        if (!mayForget || !await IsAcceptedAsync(nodes[0], session))
        {
            await EndedAsync(session);
            return;
        }

        Ledger.Missed++;
        await LogOutAsync(session);
    }

    /// <summary>Whether the store may have forgotten the session. The client notes it as ended: it must not come back.</summary>
    public bool IsForgotten(ClientSession session, AuthFailure? failure)
    {
        if (!mayForget || failure?.Reason is not (AuthFailureReason.UnknownSession or AuthFailureReason.Revoked))
            return false;

        Ledger.Forgotten++;
        _live.Remove(session);
        _ended.Add(session);
        return true;
    }

    /// <summary>From here on no node may accept it, except a near cache for as long as it says.</summary>
    private async Task EndedAsync(ClientSession session)
    {
        _live.Remove(session);
        _ended.Add(session);
        Ledger.Logouts++;
        long acknowledged = Stopwatch.GetTimestamp();
        foreach (Node node in nodes)
        {
            while (await IsAcceptedAsync(node, session))
            {
                TimeSpan delay = Stopwatch.GetElapsedTime(acknowledged);
                Ledger.LongestDelay = delay > Ledger.LongestDelay ? delay : Ledger.LongestDelay;
                if (delay > maxStaleness)
                {
                    Ledger.Wrong($"a {session.Strategy} credential was accepted {delay.TotalMilliseconds:F0} ms after its logout");
                    return;
                }

                await Task.Delay(1);
            }
        }
    }

    private static async Task<bool> IsAcceptedAsync(Node node, ClientSession session)
    {
        try
        {
            return (await node.Strategy(session.Strategy).AuthenticateAsync(session.Access)).Succeeded;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private Node Any() => nodes[RandomNumberGenerator.GetInt32(nodes.Length)];

    // One caller in fifty hangs up within a moment.
    private static CancellationToken Patience() =>
        RandomNumberGenerator.GetInt32(50) == 0 ? new CancellationTokenSource(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(3))).Token : CancellationToken.None;
}
