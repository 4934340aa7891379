using System.Diagnostics.CodeAnalysis;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The DPoP proof of one request. It is checked for each credential that it comes with, which changes nothing, and used once: a later use in the same
/// request is the first one. Not thread-safe, as its request.
/// </summary>
internal sealed class RequestProof(HttpContext context, DPoPProofVerifier verifier, RefusalEvents events, ILogger logger, bool isRefresh)
{
    private const string NonceHeader = "DPoP-Nonce";

    private DPoPProofCheck _check;
    private ValueTask<DPoPProofResult> _use;
    private bool _isUsed;
    private string? _token;

    /// <summary>Whether the proof is right so far.</summary>
    [MemberNotNullWhen(true, nameof(Thumbprint))]
    public bool IsValid => Error == DPoPProofError.NoError;

    /// <summary>Why the proof is refused; <see cref="DPoPProofError.NoError"/> if it is right so far.</summary>
    public DPoPProofError Error => IsRefusedByUse ? _use.Result.Error : _check.Error;

    /// <summary>A sentence about <see cref="Error"/>.</summary>
    public string Detail => IsRefusedByUse ? _use.Result.Detail : _check.Detail;

    /// <summary>The thumbprint of the key; <see langword="null"/> if the proof is refused.</summary>
    public string? Thumbprint => IsValid ? _check.Thumbprint : null;

    /// <summary><see cref="UseAsync"/>, for strategies: one that is told that the proof does not count refuses the credential, and makes the event of it.</summary>
    public Func<CancellationToken, ValueTask<bool>> Use => field ??= cancellationToken => UseOnceAsync(isByStrategy: true, cancellationToken);

    private bool IsRefusedByUse => _isUsed && _use is { IsCompletedSuccessfully: true, Result.Succeeded: false };

    /// <summary>Checks the proof for the credential of a request, unless it was checked for this one before.</summary>
    /// <param name="request">The request with the proof.</param>
    /// <returns>Whether it is right. It may have been used before.</returns>
    public bool Check(DPoPProofRequest request)
    {
        // Without a credential fewer checks are made, so their answer does not count for one.
        if (_check != default && (request.AccessToken is null || request.AccessToken == _token))
            return IsValid;

        (_check, _token) = (verifier.Check(request), request.AccessToken);
        Report(_check.Error, _check.Detail, _check.NextNonce);
        if (!IsValid)
            Refused();
        return IsValid;
    }

    /// <summary>Uses the proof, so that no other request can.</summary>
    /// <returns>Whether it counts.</returns>
    /// <exception cref="AuthUnavailableException">The session store did not answer.</exception>
    public ValueTask<bool> UseAsync(CancellationToken cancellationToken) => UseOnceAsync(isByStrategy: false, cancellationToken);

    private async ValueTask<bool> UseOnceAsync(bool isByStrategy, CancellationToken cancellationToken)
    {
        if (_isUsed)
            return (await _use.ConfigureAwait(false)).Succeeded;

        _isUsed = true;
        _use = verifier.UseAsync(_check, cancellationToken).Preserve();
        DPoPProofResult result = await _use.ConfigureAwait(false);
        if (!result.Succeeded)
            Report(result.Error, result.Detail, result.NextNonce);
        if (!result.Succeeded && !isByStrategy)
            Refused();
        return result.Succeeded;
    }

    private void Report(DPoPProofError error, string detail, string? nonce)
    {
        // A scheme that an application asks late, after it has begun to answer, can tell the client nothing more.
        if (nonce is not null && !context.Response.HasStarted)
            context.Response.Headers[NonceHeader] = nonce;
        if (error != DPoPProofError.NoError)
            HttpLog.ProofRefused(logger, error, detail);
    }

    private void Refused() => events.Credential(context, AuthFailureReason.InvalidProof, isRefresh: isRefresh);
}
