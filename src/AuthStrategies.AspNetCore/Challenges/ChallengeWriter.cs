using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// Answers requests that are refused. Writes status and headers at once and leaves the body to the middleware, so that
/// other schemes that are challenged later can add their headers. A thread-safe singleton.
/// </summary>
internal sealed class ChallengeWriter(StrategyList strategies, CookieCopies copies, ReturnRedirect redirect, OriginalAddress address, IOptions<AuthHttpOptions> options, IHostEnvironment environment, ILogger<ChallengeWriter> logger)
{
    private readonly AuthHttpOptions _options = options.Value;
    private readonly bool _isDevelopment = environment.IsDevelopment();

    public void Challenge(HttpContext context, AuthRequest request, string scheme, AuthenticationProperties? properties)
    {
        // A refusal by the strategy of another scheme does not concern this one.
        AuthRequestOutcome outcome = request.Outcome == AuthRequestOutcome.Refused && !strategies.Concerns(scheme, request) ? AuthRequestOutcome.NoCredential : request.Outcome;
        Problem problem = OutcomeProblems.Create(outcome, request, _isDevelopment);
        if (problem.Status == StatusCodes.Status401Unauthorized && GoesTo(_options.LoginPath, context, scheme))
        {
            RedirectTo(context, _options.LoginPath, properties);
            return;
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
            TellScript(context, _options.LoginPath, scheme, properties);
        if (WwwAuthenticate.OfOutcome(outcome, request, ReadsBearer(scheme)) is { } challenge)
            context.Response.Headers.Append("WWW-Authenticate", challenge);
        if (outcome == AuthRequestOutcome.InvalidRequest)
            copies.DeleteConflicting(context, request);
        Answer(context, request, problem);
    }

    public void Forbid(HttpContext context, AuthRequest request, string scheme, AuthenticationProperties? properties)
    {
        bool readsBearer = ReadsBearer(scheme);
        if (request.MaxAge is { } maxAge)
        {
            ChallengeStale(context, request, maxAge, scheme, properties);
        }
        else if (GoesTo(_options.AccessDeniedPath, context, scheme))
        {
            RedirectTo(context, _options.AccessDeniedPath, properties);
        }
        else
        {
            TellScript(context, _options.AccessDeniedPath, scheme, properties);
            if (readsBearer)
                context.Response.Headers.Append("WWW-Authenticate", WwwAuthenticate.Forbidden(readsBearer));
            Answer(context, request, Problems.Forbidden);
        }
    }

    public void Unavailable(HttpContext context, AuthRequest request) => Answer(context, request, Problems.Unavailable);

    /// <summary>The answer of an endpoint whose store did not answer.</summary>
    public ProblemHttpResult Unavailable(HttpResponse response, Exception exception)
    {
        HttpLog.Unavailable(logger, exception);
        AddRetryAfter(response);
        return Problems.Unavailable.ToResult();
    }

    /// <summary>The answer of an endpoint that could not end a session.</summary>
    public ProblemHttpResult NotEnded(HttpResponse response)
    {
        AddRetryAfter(response);
        return Problems.NotEnded.ToResult();
    }

    private void AddRetryAfter(HttpResponse response) =>
        response.Headers.RetryAfter = ((long)_options.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private void ChallengeStale(HttpContext context, AuthRequest request, TimeSpan maxAge, string scheme, AuthenticationProperties? properties)
    {
        if (GoesTo(_options.LoginPath, context, scheme))
        {
            RedirectTo(context, _options.LoginPath, properties);
            return;
        }

        context.Response.Headers.Append("WWW-Authenticate", WwwAuthenticate.Stale(ReadsBearer(scheme), maxAge));
        Answer(context, request, Problems.Stale);
    }

    private void Answer(HttpContext context, AuthRequest request, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            AddRetryAfter(context.Response);
        request.Problem = problem;
    }

    // A page that refuses its own visitor answers the status: a redirect to itself would never end.
    private bool GoesTo(PathString path, HttpContext context, string scheme) =>
        path.HasValue && ReadsCookie(scheme) && Navigation.MayBeRedirected(context) && !address.IsAt(context, path);

    private void RedirectTo(HttpContext context, PathString path, AuthenticationProperties? properties)
    {
        NoStore.Apply(context.Response);
        context.Response.Redirect(Address(context, path, properties));
    }

    // As the framework's cookie handler: a script that would follow a redirect gets the address beside the status.
    private void TellScript(HttpContext context, PathString path, string scheme, AuthenticationProperties? properties)
    {
        if (path.HasValue && Navigation.IsXmlHttpRequest(context.Request) && ReadsCookie(scheme) && Navigation.AllowsRedirects(context))
            context.Response.Headers.Location = Address(context, path, properties);
    }

    private string Address(HttpContext context, PathString path, AuthenticationProperties? properties) =>
        address.Of(context, path) + QueryString.Create(_options.ReturnUrlParameter, redirect.ReturnUrl(context, properties));

    private bool ReadsBearer(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsBearer);

    private bool ReadsCookie(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsCookie);
}
