using System.Globalization;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>
/// Turns people away: status and headers at once, the body at the very end, so that schemes challenged after ours can add
/// what is theirs. A thread-safe singleton.
/// </summary>
internal sealed class ChallengeWriter(AuthHttpServices services, ILogger<ChallengeWriter> logger)
{
    public void Challenge(HttpContext context, AuthRequest request, string scheme)
    {
        // What another scheme's strategy refused is nothing to this one.
        AuthRequestOutcome outcome = request.Outcome == AuthRequestOutcome.Refused && !request.Concerns(scheme, services) ? AuthRequestOutcome.NoCredential : request.Outcome;
        Problem problem = Problems.Of(outcome, request, services.IsDevelopment);
        if (problem.Status == StatusCodes.Status401Unauthorized && GoesToLogin(context.Request, scheme))
        {
            ToLogin(context);
            return;
        }

        if (Challenges.Of(outcome, request, ReadsBearer(scheme)) is { } challenge)
            context.Response.Headers.Append("WWW-Authenticate", challenge);
        Answer(context, request, problem);
    }

    public void Forbid(HttpContext context, AuthRequest request, string scheme)
    {
        bool readsBearer = ReadsBearer(scheme);
        if (request.MaxAge is { } maxAge)
        {
            Stale(context, request, maxAge, scheme);
        }
        else if (IsNavigation(context.Request) && ReadsCookie(scheme) && services.Options.AccessDeniedPath.HasValue)
        {
            context.Response.Redirect(context.Request.PathBase.Add(services.Options.AccessDeniedPath).ToUriComponent());
        }
        else
        {
            if (readsBearer)
                context.Response.Headers.Append("WWW-Authenticate", Challenges.OfForbid(readsBearer));
            Answer(context, request, Problems.Forbidden);
        }
    }

    public void Unavailable(HttpContext context, AuthRequest request) => Answer(context, request, Problems.Unavailable);

    /// <summary>The answer of an endpoint whose store cannot tell.</summary>
    public ProblemHttpResult Unavailable(HttpResponse response, Exception exception)
    {
        HttpLog.Unavailable(logger, exception);
        AddRetryAfter(response);
        return Problems.Unavailable.ToResult();
    }

    /// <summary>The answer of an endpoint that could not end a login.</summary>
    public ProblemHttpResult NotEnded(HttpResponse response)
    {
        AddRetryAfter(response);
        return Problems.NotEnded.ToResult();
    }

    private void AddRetryAfter(HttpResponse response) =>
        response.Headers.RetryAfter = ((long)services.Options.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private void Stale(HttpContext context, AuthRequest request, TimeSpan maxAge, string scheme)
    {
        if (GoesToLogin(context.Request, scheme))
        {
            ToLogin(context);
            return;
        }

        context.Response.Headers.Append("WWW-Authenticate", Challenges.OfStale(ReadsBearer(scheme), maxAge));
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
        services.Options.LoginPath.HasValue && ReadsCookie(scheme) && IsNavigation(request);

    // Path and query alone, behind one slash, so that the way back never leads to another site.
    private void ToLogin(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.PathBase.Add(request.Path).ToUriComponent();
        string wanted = "/" + path.TrimStart('/', '\\') + request.QueryString;
        string login = request.PathBase.Add(services.Options.LoginPath).ToUriComponent();
        context.Response.Redirect(login + QueryString.Create(services.Options.ReturnUrlParameter, wanted));
    }

    private bool ReadsBearer(string scheme) => services.Of(scheme).Any(strategy => strategy.ReadsBearer);

    private bool ReadsCookie(string scheme) => services.Of(scheme).Any(strategy => strategy.ReadsCookie);

    /// <summary>A person on the way to a page, not a script: by what the browser says, or by what it would like to have.</summary>
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
