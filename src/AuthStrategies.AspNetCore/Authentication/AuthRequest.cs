using System.Diagnostics.CodeAnalysis;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

// Past 250 lines, because it is the whole state of one request.
/// <summary>
/// What is known about one request. All schemes share it, so that the strategies are asked once. A request that has more than
/// one credential has a part of its own for a scheme that was named, and reads only the sources of that scheme there.
/// </summary>
internal sealed class AuthRequest : IAuthRequestFeature, IDeviceProofSource, IFormerLoginClient, IRefusalFilter
{
    private readonly AuthRequest _whole;
    private readonly RequestTraits _traits;
    private readonly HttpContext? _context;
    private RequestParts? _parts;
    private bool _hasChangedCredential;
    private Problem? _problem;
    private RareRequestState? _rare;

    /// <param name="presented">Every credential in the request, valid or not.</param>
    /// <param name="traits">What its endpoint says.</param>
    /// <param name="context">The request; <see langword="null"/> if nothing is known about its client.</param>
    public AuthRequest(PresentedCredentials presented, RequestTraits traits = RequestTraits.Activity | RequestTraits.Routed, HttpContext? context = null) =>
        (Presented, _whole, _traits, _context) = (presented, this, traits, context);

    private AuthRequest(PresentedCredentials presented, AuthRequest whole, StrategyScope scope) =>
        (Presented, _whole, _traits, _context, Scope) = (presented, whole, whole._traits, whole._context, scope);

    /// <summary>The whole request, and its parts in the order in which they were asked for.</summary>
    public IEnumerable<AuthRequest> All => _whole._parts is { } parts ? [_whole, .. parts.All] : [_whole];

    /// <summary>What the application sees if a policy was evaluated with a part or with the whole request; otherwise <see langword="null"/>.</summary>
    public AuthRequest? Seen => _whole._parts?.Seen;

    /// <summary>The scheme that a sign-out of this user is for: in a part only its own, because the other logins of the client are none of this user.</summary>
    public string SchemeToEnd => Scope is null ? AuthStrategyDefaults.Scheme : Strategy!;

    /// <summary>The strategies that are asked; <see langword="null"/> if all of them are.</summary>
    public StrategyScope? Scope { get; }

    public AuthRequestOutcome Outcome { get; private set; }

    public AuthResult Result { get; private set; }

    public string? Strategy => AnsweredBy?.Name;

    public AuthUnavailableException? UnavailableReason => _rare?.UnavailableReason;

    /// <summary>Whether the request counts as activity: it moves the idle end of the session, and its response may replace cookies.</summary>
    public bool IsActivity => (_traits & RequestTraits.Activity) != 0;

    /// <summary>Whether the endpoint of the request was known when it was authenticated.</summary>
    public bool IsRouted => (_traits & RequestTraits.Routed) != 0;

    /// <summary>Whether it is the browser's own request for a device-bound session: its endpoint reads the credentials itself.</summary>
    public bool IsOfDevice => (_traits & RequestTraits.Device) != 0;

    /// <summary>Every credential in the request, valid or not; in a part, those of its strategies.</summary>
    public PresentedCredentials Presented { get; }

    /// <summary>Whether the refresh token authenticated the request; none of <see cref="Presented"/> did then.</summary>
    [MemberNotNullWhen(true, nameof(RefreshTokens))]
    public bool IsServedByRefreshToken => RefreshTokens is not null;

    /// <summary>The refresh cookies that authenticated the request, all of one session; <see langword="null"/> if its access token did.</summary>
    public IReadOnlyList<PresentedCredential>? RefreshTokens => _rare?.RefreshTokens;

    /// <summary>The strategy that answered.</summary>
    public HttpStrategy? AnsweredBy { get; private set; }

    /// <summary>The strategy outside of <see cref="Scope"/> that accepts the same credential; <see langword="null"/> if none is known to.</summary>
    public HttpStrategy? AcceptedElsewhereBy =>
        Scope is not null && _whole is { Outcome: AuthRequestOutcome.Authenticated, Presented.First.Text: var accepted } && accepted == Presented.First.Text ? _whole.AnsweredBy : null;

    /// <summary>The strategy that could not tell whether it accepts the credential; <see langword="null"/> if none was asked that could not.</summary>
    public HttpStrategy? UndecidedBy
    {
        get => _rare?.UndecidedBy;
        set => Rare.UndecidedBy = value;
    }

    /// <summary>What a connection that outlives the request needs; <see langword="null"/> unless the request is authenticated.</summary>
    public RequestSession? Session { get; private set; }

    /// <summary>The authentication, running or done; <see langword="null"/> before it starts. A second caller awaits the first one's.</summary>
    public Task? Authentication { get; set; }

    /// <summary>The credential that a sign-in issued in this request; a second sign-in replaces it.</summary>
    public IssuedInRequest? Issued
    {
        get => _whole._rare?.Issued;
        set => _whole.Rare.Issued = value;
    }

    /// <summary>Whether a sign-in, a sign-out or a refresh handled the credential: the response does not rotate it as well.</summary>
    public bool HasChangedCredential
    {
        get => _whole._hasChangedCredential;
        set => _whole._hasChangedCredential = value;
    }

    /// <summary>The cookie of another scheme that authenticated the request; it is deleted when its client gets ours.</summary>
    public FormerCookie? FormerCookie
    {
        get => _rare?.FormerCookie;
        set => Rare.FormerCookie = value;
    }

    /// <summary>The request's DPoP proof; <see langword="null"/> before it is checked.</summary>
    public RequestProof? Proof
    {
        get => _whole._rare?.Proof;
        set => _whole.Rare.Proof = value;
    }

    /// <summary>The body of the response, unless the application writes another one.</summary>
    public Problem? Problem
    {
        get => _whole._problem;
        set => _whole._problem = value;
    }

    /// <summary>The body of the response if an exception says that a store did not answer: a sign-in or a sign-out under way has a text of its kind.</summary>
    [AllowNull]
    public Problem WhenUnavailable
    {
        get => _whole._rare?.WhenUnavailable ?? Problems.NotAnswered;
        set => _whole.Rare.WhenUnavailable = value;
    }

    /// <summary>How long ago the login may be at most, when an endpoint found it to be longer ago.</summary>
    public TimeSpan? MaxAge
    {
        get => _rare?.MaxAge;
        set => Rare.MaxAge = value;
    }

    // The feature of a request is always the whole, so that the application that kept it sees what its endpoint names now.
    AuthRequestOutcome IAuthRequestFeature.Outcome => Current.Outcome;

    AuthResult IAuthRequestFeature.Result => Current.Result;

    string? IAuthRequestFeature.Strategy => Current.Strategy;

    AuthUnavailableException? IAuthRequestFeature.UnavailableReason => Current.UnavailableReason;

    /// <summary>The client of the request. Read only when a session is written or an event is made.</summary>
    public ClientFacts? GetClient()
    {
        try
        {
            return _context is null ? null : ClientReader.Read(_context, _context.RequestServices.GetRequiredService<IOptions<AuthHttpOptions>>().Value);
        }
        catch (ObjectDisposedException)
        {
            // The request is over: a call of a store went on after its client had gone.
            return null;
        }
    }

    bool IFormerLoginClient.PresentsFormerLogin => FormerCookie is not null || _whole.FormerCookie is not null;

    /// <summary>Whether the request has a bound cookie of the session. Asked only about sessions that are bound to a device.</summary>
    public bool ProvesDevice(SessionId session, string keyThumbprint)
    {
        try
        {
            if (_context?.RequestServices.GetService<BoundCookies>()?.Prove(_context, session, keyThumbprint) != true)
                return false;

            _context.Features.Set(new ProvedDevice(session));
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The request is over.
            return false;
        }
    }

    /// <summary>Several strategies are asked about a credential now: their refusals are reported together.</summary>
    public void OpenSearch() => Rare.Search.Open();

    /// <summary>The strategies have answered.</summary>
    /// <param name="refusing">The one whose refusal is the answer; <see langword="null"/> if there is none.</param>
    public void CloseSearch(HttpStrategy? refusing)
    {
        if (_rare?.Search.Close(refusing?.Name) is not { } refusal || _context is not { } context)
            return;

        try
        {
            context.RequestServices.GetRequiredService<RefusalEvents>().OfSearch(context, refusing!.Name, refusal.Reason, refusal.IsRefresh);
        }
        catch (ObjectDisposedException)
        {
            // The request is over.
        }
    }

    bool IRefusalFilter.ReportsRefusal(string strategy, AuthFailureReason reason, bool isRefresh)
    {
        if (_rare is not { Search.IsOpen: true } rare)
            return _context is null || RefusalEvents.IsDue(_context, strategy, reason, isRefresh);

        rare.Search.Keep(strategy, reason, isRefresh);
        return false;
    }

    // Two schemes may be asked at the same time. Both must write to the same object, or what one of them wrote is lost.
    private RareRequestState Rare => _rare ?? Interlocked.CompareExchange(ref _rare, new(), null) ?? _rare;

    private AuthRequest Current => Seen ?? _whole;

    /// <summary>What the application sees: the whole request, or the part of the schemes that its endpoint names.</summary>
    // By the key: the generic methods of the features are looked up anew at each call, which takes longer than the search among the features.
    public static AuthRequest? Find(HttpContext context) => (context.Features[typeof(IAuthRequestFeature)] as AuthRequest)?.Current;

    /// <summary>Whether a policy or a scheme was asked that has not all credentials of the request.</summary>
    public static bool HasParts(HttpContext context) => Find(context)?._whole._parts is not null;

    /// <summary>The state of the whole request; the first call reads its credentials.</summary>
    public static AuthRequest Of(HttpContext context, CredentialReader reader)
    {
        if (Find(context) is { } known)
            return known._whole;

        AuthRequest request = new(reader.Read(context.Request), RequestTraitsReader.Read(context), context);
        context.Features[typeof(IAuthRequestFeature)] = request;
        return request;
    }

    /// <summary>The part of some strategies; the first call reads their credentials.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">The strategies.</param>
    /// <param name="isOfEndpoint">Whether the endpoint names them, so that the application sees this part.</param>
    public AuthRequest Part(HttpContext context, StrategyScope scope, bool isOfEndpoint)
    {
        RequestParts parts = _whole._parts ??= new(context);
        AuthRequest? part = parts.All.Find(known => known.Scope == scope);
        if (part is null)
            parts.All.Add(part = new(scope.Reader.Read(context.Request), _whole, scope));
        if (isOfEndpoint)
            parts.See(part);
        return part;
    }

    /// <summary>Shows this to the application, because a policy was evaluated with it.</summary>
    public void Show(HttpContext context) => (_whole._parts ??= new(context)).See(this);

    /// <summary>Whether the application signed a strategy's user out in this request: a later sign-in starts a new session.</summary>
    public bool HasSignedOut(HttpStrategy? strategy) => strategy is not null && _whole._rare?.SignedOut is { } signedOut && signedOut.Contains(strategy);

    public void AddSignedOut(IEnumerable<HttpStrategy> strategies) => (_whole.Rare.SignedOut ??= []).AddRange(strategies);

    /// <summary>The refresh cookies of the request; the first call reads them.</summary>
    public PresentedCredentials RefreshCookies(HttpContext context) => Rare.RefreshCookies ??= CredentialReader.ReadRefreshCookies(context.Request, Presented);

    public void SetServedByRefreshToken(in AuthResult result, HttpStrategy strategy, IReadOnlyList<PresentedCredential> refreshTokens, DateTimeOffset? askedAt)
    {
        Rare.RefreshTokens = refreshTokens;
        SetAuthenticated(result, strategy, askedAt);
    }

    public void SetAuthenticated(in AuthResult result, HttpStrategy strategy, DateTimeOffset? askedAt)
    {
        (Outcome, Result, AnsweredBy) = (AuthRequestOutcome.Authenticated, result, strategy);
        Session = RequestSession.From(result, strategy, askedAt, _traits, this);
        Session.AttachTo(result.Principal!);
    }

    public void SetRefused(in AuthResult result, HttpStrategy? strategy) => (Outcome, Result, AnsweredBy) = (AuthRequestOutcome.Refused, result, strategy);

    public void SetInvalid() => (Outcome, Result, AnsweredBy) = (AuthRequestOutcome.InvalidRequest, default, null);

    public void SetCrossSite() => Outcome = AuthRequestOutcome.CrossSite;

    public void SetUnavailable(AuthUnavailableException exception)
    {
        (Outcome, Result, AnsweredBy) = (AuthRequestOutcome.Unavailable, default, null);
        Rare.UnavailableReason = exception;
    }
}
