using System.Globalization;

namespace AuthStrategies.Crash;

/// <summary>Logs in, refreshes and logs out without end, and says each time what begins and what the client was told, until the process is killed.</summary>
internal sealed class Life(string subject, Node node, TextWriter output)
{
    private readonly List<ClientSession> _sessions = [];

    public async Task RunAsync()
    {
        for (int i = 0; ; i++)
        {
            await LoginAsync();
            await RefreshAsync(_sessions[i % _sessions.Count]);
            if (i % 2 == 1)
                await LogoutAsync(_sessions[i % _sessions.Count]);
        }
    }

    private async Task LoginAsync()
    {
        ClientSession session = await node.LoginAsync(subject);
        _sessions.Add(session);
        await TellAsync(OutputLines.Issued, session.ToLine());
    }

    private async Task RefreshAsync(ClientSession session)
    {
        // Past the window of the last rotation, so that this is one.
        node.Clock.Advance(2 * Node.Window);
        await TellAsync(OutputLines.Ahead, ((int)node.Clock.Ahead.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        await TellAsync(OutputLines.Refreshes, $"{session.Id}");
        RefreshResult result = await node.Strategy.RefreshAsync(session.Lasting);
        if (!result.Succeeded)
            throw new InvalidOperationException($"A good token was not refreshed: {result}");

        ClientSession next = ClientSession.Of(result.Credential);
        _sessions[_sessions.IndexOf(session)] = next;
        await TellAsync(OutputLines.Refreshed, next.ToLine());
    }

    private async Task LogoutAsync(ClientSession session)
    {
        await TellAsync(OutputLines.Revokes, $"{session.Id}");
        RevokeOutcome outcome = await node.Strategy.RevokeAsync(session.Lasting);
        if (outcome != RevokeOutcome.Revoked)
            throw new InvalidOperationException($"A live session was not revoked: {outcome}");

        _sessions.Remove(session);
        await TellAsync(OutputLines.Revoked, $"{session.Id}");
    }

    private async Task TellAsync(string word, string rest)
    {
        await output.WriteLineAsync($"{word} {rest}");
        await output.FlushAsync();
    }
}
