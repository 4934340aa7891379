using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The DPoP proofs of requests (RFC 9449): each is checked before its credential, and used after the credential is accepted. A thread-safe singleton.</summary>
internal sealed class RequestProofs(OriginalAddress address, IOptions<AuthHttpOptions> options, IServiceProvider services, RefusalEvents events, ILogger<RequestProofs> logger)
{
    private const string ProofHeader = "DPoP";

    private static readonly AuthFailure Misplaced =
        new(AuthFailureReason.NotBound, "The request has a DPoP proof, but its token is not sent as DPoP. Send it as \"Authorization: DPoP\", and a token that is bound to no key without a proof.");

    private static readonly AuthFailure BoundRequired =
        new(AuthFailureReason.KeyProofRequired, "The strategy has RequireDPoP, and the credential is bound to no key. Log in with a DPoP proof.");

    private readonly bool _isOn = options.Value.UsesDPoP;

    // At the first use: the host reports mistakes in the options before.
    private DPoPProofVerifier Verifier => field ??= services.GetRequiredService<DPoPProofVerifier>();

    /// <summary>The accepted algorithms, separated by spaces.</summary>
    public string Algorithms => field ??= string.Join(' ', Verifier.Algorithms);

    /// <summary>The challenges of a 401 that names no error: one for each way to send a credential (RFC 9449 §7.1 and §7.2).</summary>
    /// <param name="strategies">The strategies that could accept a credential.</param>
    /// <param name="name">The authentication scheme of their credentials that are bound to no key.</param>
    public string[] ChallengesOf(IReadOnlyCollection<HttpStrategy> strategies, string name)
    {
        if (!strategies.Any(strategy => strategy.UsesDPoP))
            return [name];

        string bound = $"{ProofHeader} algs=\"{Algorithms}\"";
        return strategies.All(strategy => strategy.RequiresDPoP) ? [bound] : [name, bound];
    }

    /// <summary>Whether the application uses proofs.</summary>
    public bool IsOn => _isOn;

    public bool IsIn(HttpRequest request) => _isOn && request.Headers.ContainsKey(ProofHeader);

    /// <summary>Why a request is refused before its strategy is asked; otherwise <see langword="null"/>.</summary>
    public AuthFailure? RefusalOf(HttpContext context, AuthRequest request, in PresentedCredential credential)
    {
        if (!_isOn)
            return null;
        if (credential.Source == CredentialSource.DPoP)
            return Check(context, request, credential.Text) is { IsValid: false } refused ? FailureOf(refused) : null;

        AuthFailure? refusal = RefusalOf(context.Request, credential);
        if (refusal is not null)
            events.Credential(context, refusal.Reason);
        return refusal;
    }

    /// <summary>
    /// Why a credential is refused that came with a proof at a place where none belongs to it; otherwise <see langword="null"/>. There a proof need not name
    /// the token. Cookies are bound to no key and a browser adds them to each request, so a proof beside one is for something else.
    /// </summary>
    public AuthFailure? RefusalOf(HttpRequest request, in PresentedCredential credential) =>
        credential.Source is CredentialSource.Bearer or CredentialSource.Header or CredentialSource.Query && IsIn(request) ? Misplaced : null;

    /// <summary>Why a strategy's success does not count; otherwise <see langword="null"/>.</summary>
    public static AuthFailure? RefusalOf(HttpStrategy strategy, in PresentedCredential credential) =>
        strategy.RequiresDPoP && credential.Source != CredentialSource.DPoP ? BoundRequired : null;

    /// <summary>Checks the proof of the request. Remembers nothing: a stranger's proof costs this request only.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="accessToken">The token that the proof must name; <see langword="null"/> if the request uses none.</param>
    /// <param name="isRefresh">Whether the request is a refresh.</param>
    public RequestProof Check(HttpContext context, AuthRequest request, string? accessToken, bool isRefresh = false)
    {
        RequestProof proof = request.Proof ??= new(context, Verifier, events, logger, isRefresh || RefusalEvents.IsReportedByRefresh(context));
        proof.Check(new() { Proofs = context.Request.Headers[ProofHeader], Method = context.Request.Method, Uri = AddressOf(context), AccessToken = accessToken });
        return proof;
    }

    /// <summary>Uses the proof of a credential that its strategy accepted, unless the strategy has.</summary>
    /// <returns>Why the success does not count; otherwise <see langword="null"/>.</returns>
    public static async ValueTask<AuthFailure?> UseAsync(AuthRequest request, CancellationToken cancellationToken) =>
        request.Proof is { } proof && !await proof.UseAsync(cancellationToken).ConfigureAwait(false) ? FailureOf(proof) : null;

    /// <summary>Binds a new login to the key of the request's proof.</summary>
    /// <returns>Why the sign-in is refused; otherwise <see langword="null"/>.</returns>
    /// <exception cref="InvalidOperationException">The strategy cannot bind.</exception>
    public async ValueTask<RequestProof?> BindAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssueOptions login)
    {
        if (!strategy.UsesDPoP || strategy.Transport != CredentialTransport.Bearer || !(strategy.RequiresDPoP || IsIn(context.Request)))
            return null;

        RequestProof proof = Check(context, request, accessToken: null);
        if (!proof.IsValid)
            return proof;
        if (!strategy.Capabilities.BindsKeys)
            throw new InvalidOperationException($"The request has a DPoP proof, and the strategy \"{strategy.Name}\" cannot bind its credentials to a key. Implement ISenderConstraint and state BindsKeys, or do not call UseDPoP().");
        // The application has found the user to be genuine, and nothing is written yet.
        if (!await proof.UseAsync(context.RequestAborted).ConfigureAwait(false))
            return proof;

        login.KeyThumbprint = proof.Thumbprint;
        return null;
    }

    private static AuthFailure FailureOf(RequestProof proof) => new(AuthFailureReason.InvalidProof, proof.Detail);

    /// <summary>The address that the client used. A request that names no host has none, so every proof is for another one.</summary>
    private string AddressOf(HttpContext context) =>
        Origin.TryOf(context.Request, out string origin) ? origin + address.Of(context, address.Path(context)) : "";
}
