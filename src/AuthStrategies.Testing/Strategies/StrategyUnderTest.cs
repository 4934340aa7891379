using System.Security.Claims;
using AuthStrategies.Testing.Conformance;

namespace AuthStrategies.Testing.Strategies;

/// <summary>What a case works with: the strategy, its harness, and assertions.</summary>
internal sealed class StrategyUnderTest(AuthStrategyHarness harness)
{
    public AuthStrategyHarness Harness => harness;

    public IAuthStrategy Strategy => harness.Strategy;

    public ICookieRotation Rotation => harness.Strategy.GetService<ICookieRotation>()!;

    public IRefreshTokenAuthentication RefreshTokens => harness.Strategy.GetService<IRefreshTokenAuthentication>()!;

    public SettableTimeProvider Time => harness.Time;

    public static string Lasting(IssuedCredential credential) => credential.RefreshToken ?? credential.Value;

    public async Task<IssuedCredential> IssueAsync(string subject = "alice", IssueOptions? options = null) =>
        await Strategy.IssueAsync(TestPrincipals.Of(subject, "reader", "writer"), options);

    public async Task<IssuedCredential> RenewAsync(IssuedCredential credential)
    {
        RefreshResult result = await Strategy.RefreshAsync(Lasting(credential));
        Check.That(result.Succeeded, $"a good credential was not refreshed: {result}");
        return result.Credential!;
    }

    /// <summary>Uses a credential and refreshes it when it is old enough to be replaced.</summary>
    public async Task<IssuedCredential> ReplaceAsync(IssuedCredential credential)
    {
        await AcceptedAsync(credential.Value, "a credential in use");
        PassRefreshAge();
        IssuedCredential next = await RenewAsync(credential);
        Check.That(Lasting(next) != Lasting(credential), "the credential was not replaced");
        return next;
    }

    /// <summary>Presents a credential that must be accepted, in the way in which its client presents it: a refresh token is refreshed.</summary>
    public async Task UsedAsync(IssuedCredential credential, string what)
    {
        if (credential.RefreshToken is null)
        {
            await AcceptedAsync(credential.Value, what);
            return;
        }

        RefreshResult result = await Strategy.RefreshAsync(credential.RefreshToken);
        Check.That(result.Failure is null && result.Principal is not null, $"{what}: expected to be accepted, was {result}");
    }

    /// <summary>What a client has after a refresh: the old credential, if it was handed none.</summary>
    public static IssuedCredential NextOf(IssuedCredential presented, RefreshResult result) =>
        result.Credential is { } next && (presented.RefreshToken is null || next.RefreshToken is not null) ? next : presented;

    public async Task<ClaimsPrincipal> AcceptedAsync(string credential, string what)
    {
        AuthResult result = await Strategy.AuthenticateAsync(credential);
        Check.That(result.Succeeded, $"{what}: expected to be accepted, was {result}");
        Check.That(result.IsApplicable && result.Failure is null, $"{what}: a success is applicable and no failure");
        return result.Principal!;
    }

    public async Task RefusedAsync(string credential, string what, params AuthFailureReason[] reasons)
    {
        AuthResult result = await Strategy.AuthenticateAsync(credential);
        Check.That(result.Failure is not null && !result.Succeeded && result.Principal is null, $"{what}: expected to be refused, was {result}");
        Check.That(reasons.Length == 0 || reasons.Contains(result.Failure!.Reason), $"{what}: expected {string.Join(" or ", reasons)}, was {result}");
    }

    public async Task RefreshRefusedAsync(string credential, string what, params AuthFailureReason[] reasons)
    {
        RefreshResult result = await Strategy.RefreshAsync(credential);
        Check.That(result.Failure is not null && !result.Succeeded && result.Credential is null, $"{what}: expected a refused refresh, was {result}");
        Check.That(reasons.Length == 0 || reasons.Contains(result.Failure!.Reason), $"{what}: expected {string.Join(" or ", reasons)}, was {result}");
    }

    /// <summary>Moves the clock past the reuse window of every credential issued or refreshed so far.</summary>
    public void PassWindow() => Time.Advance(harness.ReuseWindow + TimeSpan.FromSeconds(1));

    /// <summary>Moves the clock so far that no request from now can be under way.</summary>
    public void PassLateRequests() => Time.Advance(harness.LateRequestWindow + TimeSpan.FromSeconds(1));

    /// <summary>Moves the clock so far that a refresh replaces every credential that has been used.</summary>
    public void PassRefreshAge() => Time.Advance(harness.RefreshAge + TimeSpan.FromSeconds(1));
}
