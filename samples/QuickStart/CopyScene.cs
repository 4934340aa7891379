using System.Security.Claims;
using AuthStrategies;

namespace QuickStart;

/// <summary>A client, and a second client with a copy of its credential. Both keep the newest credential that they received.</summary>
/// <param name="strategy">The strategy.</param>
/// <param name="use">How a client uses its credential.</param>
internal sealed class CopyScene(IAuthStrategy strategy, CopyScene.Use use)
{
    private string _owner = "";
    private string _copy = "";

    /// <summary>Uses a credential once.</summary>
    /// <returns>The answer in words, and the new credential, if the answer carries one.</returns>
    public delegate Task<(string Answer, string? Next)> Use(string credential);

    /// <summary>A request with a cookie. A new cookie travels in the headers of the answer, without a call by the client.</summary>
    public static Use Cookie(ICookieRotation rotation) => async cookie =>
    {
        AuthResult result = await rotation.AuthenticateCookieAsync(cookie);
        if (!result.Succeeded)
            return ($"no: {result.Failure!.Reason}{OutcomeText.Told(result.Failure)}", null);

        IssuedCredential? next = result.RotationDue ? await rotation.RotateAtHeadersAsync(cookie) : null;
        string answer = next is null ? "yes, it keeps its cookie" : "yes, the answer brings a new cookie";
        return (result.AuthenticatedAt is null ? $"{answer}\ncounts as a recent login: no" : answer, next?.Value);
    };

    /// <summary>A refresh. An answer without a refresh token means: keep the one that you have.</summary>
    public static Use RefreshToken(IAuthStrategy strategy) => async refreshToken =>
    {
        RefreshResult result = await strategy.RefreshAsync(refreshToken);
        if (!result.Succeeded)
            return ($"no: {result.Failure!.Reason}{OutcomeText.Told(result.Failure)}", null);

        string next = result.Credential.RefreshToken ?? refreshToken;
        return (next == refreshToken ? "yes, it keeps its refresh token" : "yes, the answer brings a new refresh token", next);
    };

    public async Task LogInAsync(ClaimsPrincipal alice)
    {
        IssuedCredential credential = await strategy.IssueAsync(alice);
        _owner = _copy = credential.RefreshToken ?? credential.Value;
    }

    public async Task<string> OwnerAsync()
    {
        (string answer, string? next) = await use(_owner);
        _owner = next ?? _owner;
        return $"owner: {answer}";
    }

    public async Task<string> CopyAsync()
    {
        (string answer, string? next) = await use(_copy);
        _copy = next ?? _copy;
        return $"copy: {answer}";
    }

    /// <summary>The server answers, but the answer never reaches the client.</summary>
    public async Task<string> LoseAnswerAsync() => $"server: {(await use(_owner)).Answer}";
}
