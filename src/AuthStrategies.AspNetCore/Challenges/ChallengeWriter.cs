using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
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
internal sealed class ChallengeWriter(StrategyList strategies, CookieCopies copies, IOptions<AuthHttpOptions> options, IHostEnvironment environment, ILogger<ChallengeWriter> logger)
{
    private readonly AuthHttpOptions _options = options.Value;
    private readonly bool _isDevelopment = environment.IsDevelopment();

    public void Challenge(HttpContext context, AuthRequest request, string scheme)
    {
        // A refusal by the strategy of another scheme does not concern this one.
        AuthRequestOutcome outcome = request.Outcome == AuthRequestOutcome.Refused && !strategies.Concerns(scheme, request) ? AuthRequestOutcome.NoCredential : request.Outcome;
        Problem problem = OutcomeProblems.Create(outcome, request, _isDevelopment);
        if (problem.Status == StatusCodes.Status401Unauthorized && GoesToLogin(context.Request, scheme))
        {
            RedirectToLogin(context);
            return;
        }

        if (WwwAuthenticate.OfOutcome(outcome, request, ReadsBearer(scheme)) is { } challenge)
            context.Response.Headers.Append("WWW-Authenticate", challenge);
        if (outcome == AuthRequestOutcome.InvalidRequest)
            copies.DeleteConflicting(context, request.Presented);
        Answer(context, request, problem);
    }

    public void Forbid(HttpContext context, AuthRequest request, string scheme)
    {
        bool readsBearer = ReadsBearer(scheme);
        if (request.MaxAge is { } maxAge)
        {
            ChallengeStale(context, request, maxAge, scheme);
        }
        else if (IsNavigation(context.Request) && ReadsCookie(scheme) && _options.AccessDeniedPath.HasValue)
        {
            context.Response.Redirect(context.Request.PathBase.Add(_options.AccessDeniedPath).ToUriComponent());
        }
        else
        {
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

    private void ChallengeStale(HttpContext context, AuthRequest request, TimeSpan maxAge, string scheme)
    {
        if (GoesToLogin(context.Request, scheme))
        {
            RedirectToLogin(context);
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

    private bool GoesToLogin(HttpRequest request, string scheme) =>
        _options.LoginPath.HasValue && ReadsCookie(scheme) && IsNavigation(request);

    // The return address contains path and query only and begins with one slash, so that it never leads to another site.
    private void RedirectToLogin(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.PathBase.Add(request.Path).ToUriComponent();
        string returnUrl = "/" + path.TrimStart('/', '\\') + request.QueryString;
        string login = request.PathBase.Add(_options.LoginPath).ToUriComponent();
        context.Response.Redirect(login + QueryString.Create(_options.ReturnUrlParameter, returnUrl));
    }

    private bool ReadsBearer(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsBearer);

    private bool ReadsCookie(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsCookie);

    /// <summary>Whether a person opens a page, and not a script: the browser says so, or the request asks for HTML.</summary>
    private static bool IsNavigation(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return false;

        string mode = request.Headers["Sec-Fetch-Mode"].ToString();
        return mode.Length > 0
            ? mode == "navigate"
            : request.Headers.XRequestedWith != "XMLHttpRequest" && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
