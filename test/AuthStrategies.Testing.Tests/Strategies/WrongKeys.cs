using System.Security.Claims;

namespace AuthStrategies.Testing.Tests.Strategies;

/// <summary>A fake that binds its credentials in a wrong way.</summary>
internal sealed class WrongKeys(WrongKeys.Way wrong, FakeAuthStrategy right) : IAuthStrategy, ISenderConstraint
{
    public enum Way
    {
        BindsNothing,
        AcceptsAnyKey,
        AcceptsUnbound,
        BindsAtRefresh,
        TakesAnyText,
        UsesEarly,
        IgnoresUse,
    }

    private readonly Dictionary<string, string> _boundLater = [];

    public string Name => right.Name;

    private ISenderConstraint Keys => right;

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options is not null && (wrong == Way.BindsNothing || (wrong == Way.TakesAnyText && options.KeyThumbprint == "key")))
            options.KeyThumbprint = null;
        return right.IssueAsync(principal, options, cancellationToken);
    }

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => right.AuthenticateAsync(credential, cancellationToken);

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => right.RefreshAsync(credential, cancellationToken);

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => right.RevokeAsync(credential, cancellationToken);

    public async ValueTask<AuthResult> AuthenticateBoundAsync(string credential, string keyThumbprint, bool isActivity = true, Func<CancellationToken, ValueTask<bool>>? useProof = null, CancellationToken cancellationToken = default)
    {
        AuthResult result = await Keys.AuthenticateBoundAsync(credential, keyThumbprint, isActivity, useProof, cancellationToken);
        return (wrong, result.Failure?.Reason) switch
        {
            (Way.AcceptsAnyKey, AuthFailureReason.WrongKey) => AuthResult.Success(TestPrincipals.Of("alice")),
            (Way.AcceptsUnbound, AuthFailureReason.NotBound) => AuthResult.Success(TestPrincipals.Of("alice")),
            _ => result,
        };
    }

    public async ValueTask<RefreshResult> RefreshBoundAsync(string credential, string keyThumbprint, Func<CancellationToken, ValueTask<bool>>? useProof = null, CancellationToken cancellationToken = default)
    {
        if (wrong == Way.UsesEarly && useProof is not null)
            await useProof(cancellationToken);
        RefreshResult result = await Keys.RefreshBoundAsync(credential, keyThumbprint, wrong is Way.UsesEarly or Way.IgnoresUse ? null : useProof, cancellationToken);
        return wrong == Way.BindsAtRefresh && result.Failure?.Reason == AuthFailureReason.NotBound && _boundLater.TryAdd(credential, keyThumbprint)
            ? await right.RefreshAsync(credential, cancellationToken)
            : result;
    }
}
