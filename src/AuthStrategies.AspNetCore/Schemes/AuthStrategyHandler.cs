using System.Security.Claims;
using System.Text.Encodings.Web;
using AuthStrategies.AspNetCore.Requests;
using AuthStrategies.AspNetCore.Responses;
using AuthStrategies.AspNetCore.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Schemes;

/// <summary>
/// The authentication handler of all our schemes. The one named <see cref="AuthStrategyDefaults.Scheme"/> stands for every
/// strategy, the others for the strategy whose name they bear.
/// </summary>
internal sealed class AuthStrategyHandler(
    IOptionsMonitor<AuthStrategySchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AuthHttpServices services,
    RequestAuthenticator authenticator,
    ChallengeWriter refusals,
    SignInService issuer,
    SignOutService signOut)
    : SignInAuthenticationHandler<AuthStrategySchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        ValueTask<AuthRequest> asking = authenticator.AuthenticateAsync(Context);
        return asking.IsCompletedSuccessfully ? Task.FromResult(Answer(asking.Result)) : AnswerLaterAsync(asking);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties) =>
        refusals.Challenge(Context, await authenticator.AuthenticateAsync(Context).ConfigureAwait(false), Scheme.Name);

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        refusals.Forbid(Context, await authenticator.AuthenticateAsync(Context).ConfigureAwait(false), Scheme.Name);

    protected override Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties) =>
        issuer.SignInAsync(Context, Scheme.Name, user, properties ?? new());

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties) =>
        signOut.SignOutAsync(Context, Scheme.Name);

    private async Task<AuthenticateResult> AnswerLaterAsync(ValueTask<AuthRequest> asking) => Answer(await asking.ConfigureAwait(false));

    private AuthenticateResult Answer(AuthRequest request)
    {
        switch (request.Outcome)
        {
            case AuthRequestOutcome.NoCredential:
                return AuthenticateResult.NoResult();
            case AuthRequestOutcome.Authenticated:
                return request.Concerns(Scheme.Name, services) ? AuthenticateResult.Success(Tickets.Of(request, Scheme.Name)) : AuthenticateResult.NoResult();
            case AuthRequestOutcome.Refused:
                return request.Concerns(Scheme.Name, services) ? AuthenticateResult.Fail(request.Result.Failure!.ToString()) : AuthenticateResult.NoResult();
            default:
                return AuthenticateResult.Fail(request.StoreFailure ?? new AuthenticationFailureException(Problems.Of(request.Outcome, request, isDevelopment: false).Title));
        }
    }
}
