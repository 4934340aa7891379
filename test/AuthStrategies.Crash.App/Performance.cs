using System.Globalization;
using AuthStrategies.Crash.KillPoints;

namespace AuthStrategies.Crash;

/// <summary>One act, and what the client is told of it.</summary>
internal sealed class Performance(ChildArguments orders, Node node, KillPoint killPoint, TextReader input, TextWriter output)
{
    public async Task RunAsync()
    {
        ClientLogin login = ClientLogin.Parse((await input.ReadLineAsync())!);
        ClientLogin other = ClientLogin.Parse((await input.ReadLineAsync())!);
        string told = orders.Act switch
        {
            Act.Login => $"{OutputLines.Issued} {(await node.LoginAsync(orders.Subject, login.Access)).ToLine()}",
            Act.Refresh => await RefreshAsync(login),
            Act.Logout => await LogoutAsync(login),
            Act.LogoutOthers => $"{OutputLines.RevokedOthers} {await node.Directory.RevokeAllAsync(orders.Subject, other.Id)}",
            _ => throw new InvalidOperationException($"{orders.Act} is no single act."),
        };

        killPoint.At(Moment.Returned);
        await output.WriteLineAsync(told);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{OutputLines.Exchanges} {killPoint.Exchanges}"));
        await output.FlushAsync();
        killPoint.At(Moment.ClientLog);
    }

    private async Task<string> RefreshAsync(ClientLogin login)
    {
        RefreshResult result = await node.Strategy.RefreshAsync(login.Lasting);
        return result.Succeeded ? $"{OutputLines.Refreshed} {ClientLogin.Of(result.Credential).ToLine()}" : throw new InvalidOperationException($"A good token was not refreshed: {result}");
    }

    private async Task<string> LogoutAsync(ClientLogin login)
    {
        RevokeOutcome outcome = await node.Strategy.RevokeAsync(login.Access);
        return outcome == RevokeOutcome.Revoked ? $"{OutputLines.Revoked} {login.Id}" : throw new InvalidOperationException($"A live login was not revoked: {outcome}");
    }
}
