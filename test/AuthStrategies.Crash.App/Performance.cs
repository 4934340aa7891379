using System.Globalization;
using AuthStrategies.Crash.KillPoints;

namespace AuthStrategies.Crash;

/// <summary>One act, and what the client is told of it.</summary>
internal sealed class Performance(ChildArguments arguments, Node node, KillPoint killPoint, TextReader input, TextWriter output)
{
    public async Task RunAsync()
    {
        ClientSession session = ClientSession.Parse((await input.ReadLineAsync())!);
        ClientSession other = ClientSession.Parse((await input.ReadLineAsync())!);
        string told = arguments.Act switch
        {
            Act.Login => $"{OutputLines.Issued} {(await node.LoginAsync(arguments.Subject, session.Access)).ToLine()}",
            Act.Refresh => await RefreshAsync(session),
            Act.Logout => await LogoutAsync(session),
            Act.LogoutOthers => $"{OutputLines.RevokedOthers} {await node.Directory.RevokeAllAsync(arguments.Subject, other.Id)}",
            _ => throw new InvalidOperationException($"{arguments.Act} is no single act."),
        };

        killPoint.At(Moment.Returned);
        await output.WriteLineAsync(told);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{OutputLines.Exchanges} {killPoint.Exchanges}"));
        await output.FlushAsync();
        killPoint.At(Moment.ClientLog);
    }

    private async Task<string> RefreshAsync(ClientSession session)
    {
        RefreshResult result = await node.Strategy.RefreshAsync(session.Lasting);
        return result.Succeeded ? $"{OutputLines.Refreshed} {ClientSession.Of(result.Credential).ToLine()}" : throw new InvalidOperationException($"A good token was not refreshed: {result}");
    }

    private async Task<string> LogoutAsync(ClientSession session)
    {
        RevokeOutcome outcome = await node.Strategy.RevokeAsync(session.Access);
        return outcome == RevokeOutcome.Revoked ? $"{OutputLines.Revoked} {session.Id}" : throw new InvalidOperationException($"A live session was not revoked: {outcome}");
    }
}
