using System.Diagnostics;
using System.Security.Claims;
using System.Security.Cryptography;

namespace AuthStrategies.Load.Traffic;

/// <summary>One user with several devices, who does one thing after the other, on either node.</summary>
internal sealed class Client(string subject, Node[] nodes, TimeSpan staleFor)
{
    private const int MostLogins = 12;

    private readonly List<Login> _live = [];
    private readonly List<Login> _ended = [];

    public string Subject { get; } = subject;

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<Login> Live => _live;

    public IReadOnlyList<Login> Ended => _ended;

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

    /// <summary>Asks again for every logout that nobody has answered.</summary>
    public async Task ResolveAsync()
    {
        foreach (Login login in _live.Where(login => login.IsEnding).ToArray())
            await LogOutAsync(login);
    }

    private Task StepAsync()
    {
        int dice = RandomNumberGenerator.GetInt32(100);
        if (_live.Count == 0 || (dice < 10 && _live.Count < MostLogins))
            return LogInAsync();

        Login login = _live[RandomNumberGenerator.GetInt32(_live.Count)];
        if (login.IsEnding || dice < 18)
            return LogOutAsync(login);
        if (dice < 20)
            return LogOutOthersAsync(login);
        return dice < 40 ? RefreshAsync(login) : dice < 50 ? ReplayAsync(login) : RequestAsync(login);
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

    private async Task RequestAsync(Login login)
    {
        AuthResult result = await Any().Strategy(login.Strategy).AuthenticateAsync(login.Access, Patience());
        Ledger.Requests++;
        if (!result.Succeeded)
            Ledger.Wrong($"a live {login.Strategy} login was refused: {result.Failure}");
    }

    // After a failure the old credential is still what the client holds: presenting it again must give the one successor.
    private async Task RefreshAsync(Login login)
    {
        login.IsRenewing = true;
        RefreshResult result = await Any().Strategy(login.Strategy).RefreshAsync(login.Renewal, Patience());
        login.IsRenewing = false;
        Ledger.Refreshes++;
        if (result.Succeeded)
            login.Take(result.Credential);
        else
            Ledger.Wrong($"a live {login.Strategy} login could not be refreshed: {result.Failure}");
    }

    private async Task ReplayAsync(Login login)
    {
        if (login.IsRenewing || login.Former is not { } former)
            return;

        RefreshResult result = await Any().Strategy(login.Strategy).RefreshAsync(former, Patience());
        Ledger.Refreshes++;
        string? given = result.Credential?.RefreshToken ?? result.Credential?.Value;
        if (given != login.Renewal)
            Ledger.Wrong($"a credential replaced a moment ago was not answered with its one successor: {result.Failure?.ToString() ?? "another one"}");
    }

    private async Task LogOutAsync(Login login)
    {
        login.IsEnding = true;
        RevokeOutcome outcome = await Any().Strategy(login.Strategy).RevokeAsync(login.Access, Patience());
        if (outcome is not (RevokeOutcome.Revoked or RevokeOutcome.NotFound))
            Ledger.Wrong($"a logout was answered {outcome}");
        await EndedAsync(login);
    }

    private async Task LogOutOthersAsync(Login kept)
    {
        Login[] others = [.. _live.Where(login => login != kept)];
        foreach (Login other in others)
            other.IsEnding = true;
        await Any().Directory.RevokeAllAsync(Subject, kept.Id, Patience());
        foreach (Login other in others)
            await EndedAsync(other);
    }

    /// <summary>From here on nobody may accept it, except a near cache for as long as it says.</summary>
    private async Task EndedAsync(Login login)
    {
        _live.Remove(login);
        _ended.Add(login);
        Ledger.Logouts++;
        long acknowledged = Stopwatch.GetTimestamp();
        foreach (Node node in nodes)
        {
            while (await IsAcceptedAsync(node, login))
            {
                TimeSpan delay = Stopwatch.GetElapsedTime(acknowledged);
                Ledger.LongestDelay = delay > Ledger.LongestDelay ? delay : Ledger.LongestDelay;
                if (delay > staleFor)
                {
                    Ledger.Wrong($"a {login.Strategy} credential was accepted {delay.TotalMilliseconds:F0} ms after its logout");
                    return;
                }

                await Task.Delay(1);
            }
        }
    }

    private static async Task<bool> IsAcceptedAsync(Node node, Login login)
    {
        try
        {
            return (await node.Strategy(login.Strategy).AuthenticateAsync(login.Access)).Succeeded;
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
