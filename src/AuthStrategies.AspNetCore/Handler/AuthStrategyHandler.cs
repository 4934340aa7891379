using System.Security.Claims;
using System.Text.Encodings.Web;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Challenges;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// The authentication handler of all our schemes. <see cref="AuthStrategyDefaults.Scheme"/> stands for every strategy, each
/// other scheme for the strategy of the same name.
/// </summary>
internal sealed class AuthStrategyHandler(
    IOptionsMonitor<AuthStrategySchemeOptions> options,
    HandlerLoggers logger,
    UrlEncoder encoder,
    StrategyList strategies,
    RequestAuthenticator authenticator,
    ChallengeWriter challenges,
    SignInService signIn,
    SignOutService signOut,
    ReturnRedirect redirect,
    FormerPeriod? period = null)
    : SignInAuthenticationHandler<AuthStrategySchemeOptions>(options, logger, encoder), IAuthenticationHandler
{
    // A call that comes back so often does not end. A handler that is asked on the way may ask others, so fewer can be meant.
    private const int MaxForwards = 8;

    private bool _isSigningOut;

    /// <summary>
    /// The answer of the framework's method, without its async method where that would return the same object and do nothing else: the scheme is not
    /// forwarded, the user is authenticated at once, and the log does not take the line. Otherwise the framework's method.
    /// </summary>
    Task<AuthenticateResult> IAuthenticationHandler.AuthenticateAsync()
    {
        if (Logger.IsEnabled(LogLevel.Debug) || Options is not { ForwardAuthenticate: null, ForwardDefault: null, ForwardDefaultSelector: null })
            return AuthenticateAsync();

        try
        {
            RequireNoQuestion();
            // It authenticates once, also if the framework's method asks again.
            Task<AuthenticateResult> own = HandleAuthenticateOnceAsync();
            return HasSucceeded(own) ? own : AuthenticateAsync();
        }
#pragma warning disable CA1031 // The framework's method is an async one: its caller gets every exception from the task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException<AuthenticateResult>(exception);
        }
    }

    /// <summary>A check may sign the user out that it refuses, as with the framework's cookie handler.</summary>
    public override async Task SignOutAsync(AuthenticationProperties? properties)
    {
        _isSigningOut = true;
        await base.SignOutAsync(properties).ConfigureAwait(false);
        _isSigningOut = false;
    }

    /// <summary>Ours raises no events. A type of events that the application names is created as before, so that one that is missing is still told.</summary>
    protected override Task InitializeEventsAsync() => Options.EventsType is null ? Task.CompletedTask : base.InitializeEventsAsync();

    // Called first by each verb, also before the framework waits for an authentication that is already running.
    protected override string? ResolveTarget(string? scheme)
    {
        RequireNoQuestion();
        string? target = base.ResolveTarget(scheme);
        if (target is null || ForwardPath.Enter(Context, $"{Scheme.Name} forwards") < MaxForwards)
            return target;

        HttpLog.ForwardsWithoutEnd(Logger, Scheme.Name, target);
        return null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        ValueTask<AuthRequest> request = authenticator.AuthenticateAsync(Context, Scheme.Name);
        if (period is not null && Scheme.Name == AuthStrategyDefaults.Scheme)
            return ToFormerResultAsync(request, period);

        return request.IsCompletedSuccessfully ? Task.FromResult(ToResult(request.Result)) : ToResultAsync(request);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties) =>
        challenges.Challenge(Context, await authenticator.FindChallengedAsync(Context, Scheme.Name).ConfigureAwait(false), Scheme.Name, properties);

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        challenges.Forbid(Context, await authenticator.FindChallengedAsync(Context, Scheme.Name).ConfigureAwait(false), Scheme.Name, properties);

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        properties ??= new();
        string? next = redirect.FindAfterSignIn(Context, properties);
        // With bearer transport the response is the token.
        if (await signIn.SignInAsync(Context, Scheme.Name, user, properties).ConfigureAwait(false) == CredentialTransport.Cookie && next is not null)
            ReturnRedirect.Follow(Context, next);
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (await signOut.SignOutAsync(Context, Scheme.Name).ConfigureAwait(false) is not null)
            redirect.AfterSignOut(Context, properties);
    }

    private static bool HasSucceeded(Task<AuthenticateResult> authentication) => authentication is { IsCompletedSuccessfully: true, Result.Succeeded: true };

    private void RequireNoQuestion()
    {
        // Also at a sign-out: it may be for another reason that ConvertPrincipal is asked.
        if (period is not null)
            FormerQuestion.RequireNoneRunning(Context);
        if (!_isSigningOut)
            PrincipalQuestion.RequireNoneRunning(Context);
    }

    /// <summary>The answer in an application with <c>AcceptCookies</c>: a credential of ours that is of no use hides no login of a handler that goes on.</summary>
    private async Task<AuthenticateResult> ToFormerResultAsync(ValueTask<AuthRequest> asking, FormerPeriod period)
    {
        AuthRequest request = await asking.ConfigureAwait(false);
        IReadOnlyList<string> handlers = period.PassBy(Context, request);
        foreach (string scheme in handlers)
        {
            AuthenticateResult former = await Context.AuthenticateAsync(scheme).ConfigureAwait(false);
            if (former.Succeeded)
                return former;
        }

        if (handlers.Count > 0)
            FormerPeriod.Keep(Context);
        return ToResult(request);
    }

    private async Task<AuthenticateResult> ToResultAsync(ValueTask<AuthRequest> request) => ToResult(await request.ConfigureAwait(false));

    private AuthenticateResult ToResult(AuthRequest request)
    {
        switch (request.Outcome)
        {
            case AuthRequestOutcome.NoCredential:
                return AuthenticateResult.NoResult();
            case AuthRequestOutcome.Authenticated:
                return strategies.Concerns(Scheme.Name, request) ? AuthenticateResult.Success(TicketFactory.Create(request, Scheme.Name)) : AuthenticateResult.NoResult();
            case AuthRequestOutcome.Refused:
                return strategies.Concerns(Scheme.Name, request) ? AuthenticateResult.Fail(request.Result.Failure!.ToString()) : AuthenticateResult.NoResult();
            default:
                return AuthenticateResult.Fail((Exception?)request.UnavailableReason ?? new AuthenticationFailureException(OutcomeProblems.Create(request.Outcome, request, namesStrategy: false, isDevelopment: false).Title));
        }
    }
}
