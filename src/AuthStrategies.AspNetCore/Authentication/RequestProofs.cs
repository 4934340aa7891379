using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The DPoP proofs of requests (RFC 9449): each is verified once for a request, because it is accepted only once. A thread-safe singleton.</summary>
internal sealed class RequestProofs(OriginalAddress address, IOptions<AuthHttpOptions> options, IServiceProvider services, ILogger<RequestProofs> logger)
{
    private const string ProofHeader = "DPoP";
    private const string NonceHeader = "DPoP-Nonce";

    private static readonly AuthFailure BearerWithProof =
        new(AuthFailureReason.NotBound, "The request has a DPoP proof, but its token is sent as Bearer. Send it as \"Authorization: DPoP\", and a token that is bound to no key without a proof.");

    private static readonly AuthFailure BoundRequired =
        new(AuthFailureReason.KeyProofRequired, "The strategy has RequireDPoP, and the credential is bound to no key. Log in with a DPoP proof.");

    private readonly bool _isOn = options.Value.UsesDPoP;

    // At the first use: the host reports mistakes in the options before.
    private DPoPProofVerifier Verifier => field ??= services.GetRequiredService<DPoPProofVerifier>();

    /// <summary>The accepted algorithms, separated by spaces.</summary>
    public string Algorithms => field ??= string.Join(' ', Verifier.Algorithms);

    public bool IsIn(HttpRequest request) => _isOn && request.Headers.ContainsKey(ProofHeader);

    /// <summary>Why a request is refused before its strategy is asked; otherwise <see langword="null"/>.</summary>
    public ValueTask<AuthFailure?> RefusalOfAsync(HttpContext context, AuthRequest request, PresentedCredential credential)
    {
        if (!_isOn)
            return default;
        if (credential.Source == CredentialSource.DPoP)
            return ProveAsync(context, request, credential.Text);

        return credential.Source == CredentialSource.Bearer && IsIn(context.Request) ? new(BearerWithProof) : default;
    }

    /// <summary>Why a strategy's success does not count; otherwise <see langword="null"/>.</summary>
    public static AuthFailure? RefusalOf(HttpStrategy strategy, in PresentedCredential credential) =>
        strategy.RequiresDPoP && credential.Source != CredentialSource.DPoP ? BoundRequired : null;

    /// <summary>Verifies the proof of the request, the first time that it is asked for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What is known about it.</param>
    /// <param name="accessToken">The token that the proof must name; <see langword="null"/> if the request uses none.</param>
    public async ValueTask<DPoPProofResult> VerifyAsync(HttpContext context, AuthRequest request, string? accessToken)
    {
        if (request.Proof is { } known)
            return known;

        StringValues proofs = context.Request.Headers[ProofHeader];
        DPoPProofRequest proof = new() { Proofs = proofs, Method = context.Request.Method, Uri = AddressOf(context), AccessToken = accessToken };
        DPoPProofResult result = await Verifier.VerifyAsync(proof, context.RequestAborted).ConfigureAwait(false);
        request.Proof = result;
        if (result.NextNonce is { } nonce)
            context.Response.Headers[NonceHeader] = nonce;
        if (!result.Succeeded)
            HttpLog.ProofRefused(logger, result.Error, result.Detail);
        return result;
    }

    /// <summary>Binds a new login to the key of the request's proof.</summary>
    /// <returns>Why the sign-in is refused; otherwise <see langword="null"/>.</returns>
    /// <exception cref="InvalidOperationException">The strategy cannot bind.</exception>
    public async ValueTask<DPoPProofResult?> BindAsync(HttpContext context, AuthRequest request, HttpStrategy strategy, IssueOptions login)
    {
        if (!strategy.UsesDPoP || strategy.Transport != CredentialTransport.Bearer || !(strategy.RequiresDPoP || IsIn(context.Request)))
            return null;

        DPoPProofResult proof = await VerifyAsync(context, request, accessToken: null).ConfigureAwait(false);
        if (!proof.Succeeded)
            return proof;
        if (!strategy.Capabilities.BindsKeys)
            throw new InvalidOperationException($"The request has a DPoP proof, and the strategy \"{strategy.Name}\" cannot bind its credentials to a key. Implement ISenderConstraint and state BindsKeys, or do not call UseDPoP().");

        login.KeyThumbprint = proof.Thumbprint;
        return null;
    }

    private async ValueTask<AuthFailure?> ProveAsync(HttpContext context, AuthRequest request, string accessToken)
    {
        DPoPProofResult proof = await VerifyAsync(context, request, accessToken).ConfigureAwait(false);
        return proof.Succeeded ? null : new(AuthFailureReason.InvalidProof, proof.Detail);
    }

    /// <summary>The address that the client used. A request that names no host has none, so every proof is for another one.</summary>
    private string AddressOf(HttpContext context) =>
        Origin.TryOf(context.Request, out string origin) ? origin + address.Of(context, address.Path(context)) : "";
}
