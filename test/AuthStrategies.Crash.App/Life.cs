using System.Globalization;

namespace AuthStrategies.Crash;

/// <summary>Logs in, refreshes and logs out without end, and says each time what begins and what the client was told, until somebody kills the process.</summary>
internal sealed class Life(string subject, Node node, TextWriter output)
{
    private readonly List<ClientLogin> _logins = [];

    public async Task RunAsync()
    {
        for (int i = 0; ; i++)
        {
            await LoginAsync();
            await RefreshAsync(_logins[i % _logins.Count]);
            if (i % 2 == 1)
                await LogoutAsync(_logins[i % _logins.Count]);
        }
    }

    private async Task LoginAsync()
    {
        ClientLogin login = await node.LoginAsync(subject);
        _logins.Add(login);
        await TellAsync(OutputLines.Issued, login.ToLine());
    }

    private async Task RefreshAsync(ClientLogin login)
    {
        // Past the window of the last rotation, so that this is one.
        node.Clock.Advance(2 * Node.Window);
        await TellAsync(OutputLines.Ahead, ((int)node.Clock.Ahead.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        await TellAsync(OutputLines.Refreshes, $"{login.Id}");
        RefreshResult result = await node.Strategy.RefreshAsync(login.Lasting);
        if (!result.Succeeded)
            throw new InvalidOperationException($"A good token was not refreshed: {result}");

        ClientLogin next = ClientLogin.Of(result.Credential);
        _logins[_logins.IndexOf(login)] = next;
        await TellAsync(OutputLines.Refreshed, next.ToLine());
    }

    private async Task LogoutAsync(ClientLogin login)
    {
        await TellAsync(OutputLines.Revokes, $"{login.Id}");
        RevokeOutcome outcome = await node.Strategy.RevokeAsync(login.Lasting);
        if (outcome != RevokeOutcome.Revoked)
            throw new InvalidOperationException($"A live login was not revoked: {outcome}");

        _logins.Remove(login);
        await TellAsync(OutputLines.Revoked, $"{login.Id}");
    }

    private async Task TellAsync(string word, string rest)
    {
        await output.WriteLineAsync($"{word} {rest}");
        await output.FlushAsync();
    }
}
