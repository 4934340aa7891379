using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>
/// Answers requests that are refused. Writes status and headers at once and leaves the body to the middleware, so that
/// other schemes that are challenged later can add their headers. A thread-safe singleton.
/// </summary>
internal sealed class ChallengeWriter(StrategyList strategies, CookieCopies copies, ReturnRedirect redirect, OriginalAddress address, RequestProofs proofs, IOptions<AuthHttpOptions> options, IHostEnvironment environment, UnavailableLog unavailable, ILogger<ChallengeWriter> logger)
{
    private readonly AuthHttpOptions _options = options.Value;
    private readonly bool _isDevelopment = environment.IsDevelopment();

    public void Challenge(HttpContext context, AuthRequest request, string scheme, AuthenticationProperties? properties)
    {
        // A refusal by the strategy of another scheme does not concern this one.
        AuthRequestOutcome outcome = request.Outcome == AuthRequestOutcome.Refused && !strategies.Concerns(scheme, request) ? AuthRequestOutcome.NoCredential : request.Outcome;
        Problem problem = OutcomeProblems.Create(outcome, request, namesStrategy: strategies.All.Count > 1, _isDevelopment);
        if (problem.Status == StatusCodes.Status401Unauthorized && FindLogin(context, request, scheme) is { } login)
        {
            RedirectTo(context, redirect.WithEnd(login, problem.End), properties);
            return;
        }

        if (problem.Status == StatusCodes.Status401Unauthorized && MayTellScript(context, request, scheme) && LoginOf(context) is { } ofScript)
            TellScript(context, redirect.WithEnd(ofScript, problem.End), properties);
        AddChallenges(context.Response, outcome, request, scheme);
        if (problem == Problems.NotLoggedIn)
            problem = Explain(context, request, scheme, RefusalDetail.Find(properties));
        if (_isDevelopment && outcome == AuthRequestOutcome.Refused)
            problem = ExplainRefusal(problem, request);
        if (outcome == AuthRequestOutcome.InvalidRequest)
            copies.DeleteConflicting(context, request);
        Answer(context, request, problem, request.UnavailableReason);
    }

    public void Forbid(HttpContext context, AuthRequest request, string scheme, AuthenticationProperties? properties)
    {
        if (request.MaxAge is { } maxAge)
        {
            ChallengeStale(context, request, maxAge, scheme, properties);
        }
        else if (FindAccessDenied(context, request, scheme) is { } target)
        {
            RedirectTo(context, target, properties);
        }
        else
        {
            if (MayTellScript(context, request, scheme))
                TellScript(context, AccessDeniedOf(context), properties);
            if (ReadsBearer(scheme))
                context.Response.Headers.Append("WWW-Authenticate", WithAlgorithms(request, WwwAuthenticate.Forbidden(NameFor(request, scheme))));
            Answer(context, request, context.Features.Get<UnprovedDevice>() is null ? Problems.Forbidden : Problems.NotBoundToDevice);
        }
    }

    /// <summary>The answer when an exception says that a store did not answer.</summary>
    public void Unavailable(HttpContext context, AuthRequest request, Exception exception) =>
        Answer(context, request, Problems.Because(request.WhenUnavailable, exception), exception);

    /// <summary>The answer of an endpoint whose store did not answer.</summary>
    /// <param name="response">The response.</param>
    /// <param name="exception">What the store threw.</param>
    /// <param name="problem">The body.</param>
    public ProblemResult Unavailable(HttpResponse response, Exception exception, Problem problem)
    {
        unavailable.Request(exception, AuthRequest.Find(response.HttpContext)?.UndecidedBy?.Name);
        AddRetryAfter(response, exception);
        return Problems.Because(problem, exception).ToResult();
    }

    /// <summary>The answer of an endpoint that could not end a session.</summary>
    public Problem NotEnded(HttpResponse response, Exception exception)
    {
        AddRetryAfter(response, exception);
        return Problems.Because(Problems.NotEnded, exception);
    }

    /// <summary>The challenges of a 401 that names no error.</summary>
    public string[] ChallengesOf(string scheme) => proofs.ChallengesOf([.. strategies.Of(scheme)], NameOf(scheme));

    /// <summary>The authentication scheme that a 401 names.</summary>
    private string NameOf(string scheme)
    {
        if (ReadsBearer(scheme))
            return WwwAuthenticate.Bearer;
        return ReadsCookie(scheme) || strategies.Of(scheme).All(strategy => strategy.Headers.Count == 0) ? WwwAuthenticate.Cookie : WwwAuthenticate.Header;
    }

    /// <summary>With DPoP in use there are two challenges, and the one of the scheme that the client used names the error (RFC 9449 §7.2).</summary>
    private void AddChallenges(HttpResponse response, AuthRequestOutcome outcome, AuthRequest request, string scheme)
    {
        if (WwwAuthenticate.OfOutcome(outcome, request, NameOf(scheme)) is not { } challenge)
            return;

        bool usesDPoP = strategies.Of(scheme).Any(strategy => strategy.UsesDPoP);
        bool isDPoP = usesDPoP && UsedDPoP(request);
        if (!strategies.Of(scheme).All(strategy => strategy.RequiresDPoP))
            response.Headers.Append("WWW-Authenticate", isDPoP ? NameOf(scheme) : challenge);
        if (usesDPoP)
            response.Headers.Append("WWW-Authenticate", WwwAuthenticate.DPoP(outcome, request, proofs.Algorithms));
    }

    /// <summary>The authentication scheme that the client used, for an answer to a client that is logged in.</summary>
    private string NameFor(AuthRequest request, string scheme) =>
        UsedDPoP(request) ? WwwAuthenticate.BoundToken : NameOf(scheme);

    private string WithAlgorithms(AuthRequest request, string challenge) => UsedDPoP(request) ? $"{challenge}, algs=\"{proofs.Algorithms}\"" : challenge;

    private static bool UsedDPoP(AuthRequest request) => request.Presented is { Count: > 0, First.Source: CredentialSource.DPoP };

    // In Development only: other clients are told nothing of the application's options, and cannot fill its log.
    private Problem Explain(HttpContext context, AuthRequest request, string scheme, string? refusal)
    {
        if (_isDevelopment && refusal is not null)
        {
            HttpLog.EndpointRefused(logger, refusal);
            return Problems.NotLoggedIn with { Detail = refusal };
        }

        if (!_isDevelopment || request.IsServedByRefreshToken || UnusedCredential.Explain(context.Request, [.. strategies.Of(scheme)], strategies.All) is not { } reason)
            return Problems.NotLoggedIn;

        HttpLog.CredentialNotRead(logger, reason);
        return Problems.NotLoggedIn with { Detail = reason };
    }

    private Problem ExplainRefusal(Problem problem, AuthRequest request)
    {
        if (MisplacedCredential.Explain(request, strategies.All) is not { } reason)
            return request.Result.Failure is { Reason: AuthFailureReason.WrongIssuer } ? ExplainIssuer(problem, request) : problem;

        HttpLog.CredentialMisplaced(logger, reason);
        return problem with { Detail = request.AnsweredBy is null ? reason : $"{problem.Detail} {reason}" };
    }

    // The wrong one may be that of another strategy, whose keys are not even asked for such a token.
    private Problem ExplainIssuer(Problem problem, AuthRequest request)
    {
        IEnumerable<string> others = strategies.All
            .Where(strategy => strategy != request.AnsweredBy && strategy.IssuerHint is not null && strategy.Reads(request.Presented.First))
            .Select(strategy => $" Strategy \"{strategy.Name}\" accepts {string.Join(", ", strategy.IssuerHint!.Issuers)}.");
        Problem explained = problem with { Detail = problem.Detail + string.Concat(others) };
        HttpLog.WrongIssuer(logger, explained.Detail!);
        return explained;
    }

    // A client that comes again before the next attempt would get the same answer.
    private void AddRetryAfter(HttpResponse response, Exception? exception)
    {
        double known = Math.Ceiling((exception as AuthUnavailableException)?.RetryAfter?.TotalSeconds ?? 0);
        response.Headers.RetryAfter = ((long)Math.Max(known, _options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private void ChallengeStale(HttpContext context, AuthRequest request, TimeSpan maxAge, string scheme, AuthenticationProperties? properties)
    {
        if (FindLogin(context, request, scheme) is { } login)
        {
            RedirectTo(context, login, properties);
            return;
        }

        context.Response.Headers.Append("WWW-Authenticate", WithAlgorithms(request, WwwAuthenticate.Stale(NameFor(request, scheme), maxAge)));
        Answer(context, request, Problems.Stale);
    }

    private void Answer(HttpContext context, AuthRequest request, Problem problem, Exception? cause = null)
    {
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            AddRetryAfter(context.Response, cause);
        request.Problem = problem;
    }

    private string? FindLogin(HttpContext context, AuthRequest request, string scheme) =>
        MayRedirect(context, request, scheme) ? Other(context, LoginOf(context)) : null;

    private string? FindAccessDenied(HttpContext context, AuthRequest request, string scheme) =>
        MayRedirect(context, request, scheme) ? Other(context, AccessDeniedOf(context)) : null;

    private bool MayRedirect(HttpContext context, AuthRequest request, string scheme) =>
        ReadsCookie(scheme) && !request.Presented.HasTokenHeader && Navigation.MayBeRedirected(context);

    private string? LoginOf(HttpContext context) => AddressOf(context, _options.LoginLocation, nameof(AuthHttpOptions.LoginLocation), _options.LoginPath);

    private string? AccessDeniedOf(HttpContext context) =>
        AddressOf(context, _options.AccessDeniedLocation, nameof(AuthHttpOptions.AccessDeniedLocation), _options.AccessDeniedPath);

    private string? AddressOf(HttpContext context, Func<HttpContext, string?>? choose, string option, PathString path) =>
        ChosenAddress.Find(context, address.PathBase(context), choose, option) ?? (path.HasValue ? address.Of(context, path) : null);

    // A page that refuses its own visitor answers the status: a redirect to itself would never end.
    private string? Other(HttpContext context, string? target) => target is null || address.IsAt(context, target) ? null : target;

    private void RedirectTo(HttpContext context, string target, AuthenticationProperties? properties)
    {
        NoStore.Apply(context.Response);
        context.Response.Redirect(redirect.WithReturnUrl(context, target, properties));
    }

    private bool MayTellScript(HttpContext context, AuthRequest request, string scheme) =>
        Navigation.IsXmlHttpRequest(context.Request) && ReadsCookie(scheme) && !request.Presented.HasTokenHeader && Navigation.AllowsRedirects(context);

    // As the framework's cookie handler: a script that would follow a redirect gets the address beside the status.
    private void TellScript(HttpContext context, string? target, AuthenticationProperties? properties)
    {
        if (target is not null)
            context.Response.Headers.Location = redirect.WithReturnUrl(context, target, properties);
    }

    private bool ReadsBearer(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsBearer);

    private bool ReadsCookie(string scheme) => strategies.Of(scheme).Any(strategy => strategy.ReadsCookie);
}
