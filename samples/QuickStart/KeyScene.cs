using System.Security.Claims;
using AuthStrategies;

namespace QuickStart;

/// <summary>What the keys of a JWT strategy do by themselves, and what an operator does with one that has leaked.</summary>
internal sealed class KeyScene(IAuthStrategy strategy, IJwtKeyRotation rotation, DemoClock clock)
{
    private string _token = "";

    public async Task<string> IssueAsync(ClaimsPrincipal alice)
    {
        _token = (await strategy.IssueAsync(alice)).Value;
        return await ShowAsync();
    }

    public async Task<string> MonthLaterAsync(ClaimsPrincipal alice)
    {
        // A key is announced a day before it signs, so that verifiers elsewhere know it by then.
        clock.Advance(TimeSpan.FromDays(29));
        string announced = await ShowAsync();
        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        _token = (await strategy.IssueAsync(alice)).Value;
        return $"a day before:\n{announced}\na day later:\n{await ShowAsync()}\na new token: {OutcomeText.Result(await strategy.AuthenticateAsync(_token))}";
    }

    public async Task<string> RemoveAsync()
    {
        JwtKeyInfo leaked = (await rotation.ListAsync()).Single(key => key.State == JwtKeyState.Active);
        bool removed = await rotation.RemoveKeyAsync(leaked.KeyId);
        AuthResult result = await strategy.AuthenticateAsync(_token);
        return $"removed: {(removed ? "yes" : "no")}\nits tokens: {(result.Succeeded ? "yes" : $"no: {result.Failure!.Reason}")}\nthe keys now:\n{await ShowAsync()}";
    }

    private async Task<string> ShowAsync() =>
        string.Join("\n", (await rotation.ListAsync()).Select(key => $"{key.KeyId[..8]}… {key.Algorithm}: {key.State}"));
}
