using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The verbs of <see cref="IAuthStrategy"/> that the loop of <see cref="StrategyList"/> asks. Structs, so that a call costs no allocation.</summary>
internal static class StrategyVerbs
{
    private static readonly AuthFailure CannotBind = new(AuthFailureReason.NotBound, "The strategy cannot bind its credentials to keys.");

    private static readonly AuthFailure ProofRequired = new(AuthFailureReason.KeyProofRequired, "The strategy has RequireDPoP, and the request has no proof.");

    /// <summary>Whether a failure was made here, so that the strategy was not asked and has made no event of it.</summary>
    public static bool IsOwn(AuthFailure failure) => ReferenceEquals(failure, CannotBind) || ReferenceEquals(failure, ProofRequired);

    /// <summary>One verb.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    internal interface IVerb<TResult>
    {
        /// <summary>Whether a strategy is asked about a credential from this place.</summary>
        static abstract bool Concerns(HttpStrategy strategy, in PresentedCredential credential);

        ValueTask<TResult> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken);

        static abstract bool Succeeded(in TResult result);

        /// <summary>Why the strategy refused; <see langword="null"/> when the credential is not of its kind.</summary>
        static abstract AuthFailure? FailureOf(in TResult result);
    }

    /// <param name="request">Where a cookie comes from. For a client whose cookies do not rotate, the store need not be asked whether one is due.</param>
    /// <param name="known">What is known about the request.</param>
    internal readonly struct Authenticate(HttpRequest request, AuthRequest known) : IVerb<AuthResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.Reads(credential);

        public ValueTask<AuthResult> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken)
        {
            if (credential.Source == CredentialSource.DPoP)
                return strategy.SenderConstraint is { } bound ? bound.AuthenticateBoundAsync(credential.Text, known.Proof!.Thumbprint!, known.IsActivity, known.Proof.Use, cancellationToken) : new(AuthResult.Fail(CannotBind));
            if (!known.IsActivity && strategy.WithoutRenewal is { } quiet)
                return ResultOfAsync(quiet.AuthenticateWithoutRenewalAsync(credential.Text, [], cancellationToken));

            return credential.Source == CredentialSource.Cookie && strategy.Rotation is { } rotation && RotatingClients.Include(request, strategy.RotateFor)
                ? rotation.AuthenticateCookieAsync(credential.Text, cancellationToken)
                : strategy.Strategy.AuthenticateAsync(credential.Text, cancellationToken);
        }

        public static bool Succeeded(in AuthResult result) => result.Succeeded;

        public static AuthFailure? FailureOf(in AuthResult result) => result.Failure;

        private static async ValueTask<AuthResult> ResultOfAsync(ValueTask<CookieCopyResult> answer) => (await answer.ConfigureAwait(false)).Result;
    }

    /// <param name="copies">Several values of one cookie, of the same session.</param>
    /// <param name="isActivity">Whether the request counts as activity.</param>
    internal readonly struct AuthenticateCopies(IReadOnlyList<PresentedCredential> copies, bool isActivity) : IVerb<CookieCopyResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.Reads(credential) && strategy.Copies is not null;

        public ValueTask<CookieCopyResult> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken)
        {
            string[] texts = [.. copies.Select(copy => copy.Text)];
            return !isActivity && strategy.WithoutRenewal is { } quiet
                ? quiet.AuthenticateWithoutRenewalAsync(texts[0], texts[1..], cancellationToken)
                : strategy.Copies!.AuthenticateCopiesAsync(texts, cancellationToken);
        }

        public static bool Succeeded(in CookieCopyResult result) => result.Result.Succeeded;

        public static AuthFailure? FailureOf(in CookieCopyResult result) => result.Result.Failure;
    }

    /// <param name="copies">The other values of the same cookie, of the same session.</param>
    /// <param name="isActivity">Whether the request counts as activity.</param>
    internal readonly struct AuthenticateRefreshToken(IReadOnlyList<string> copies, bool isActivity) : IVerb<AuthResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) =>
            strategy.RefreshesOnRequest && credential.Name == strategy.RefreshName;

        public ValueTask<AuthResult> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken) =>
            isActivity
                ? strategy.RefreshTokens.AuthenticateRefreshTokenAsync(credential.Text, copies, cancellationToken)
                : strategy.RefreshTokens.AuthenticateRefreshTokenWithoutRenewalAsync(credential.Text, copies, cancellationToken);

        public static bool Succeeded(in AuthResult result) => result.Succeeded;

        public static AuthFailure? FailureOf(in AuthResult result) => result.Failure;
    }

    /// <param name="known">What is known about the request.</param>
    /// <param name="copies">The other values of the same cookie, of the same session.</param>
    /// <param name="canDeliver">Whether the response can carry a credential of a strategy, for a credential from a cookie.</param>
    internal readonly struct Refresh(AuthRequest known, IReadOnlyList<string> copies, Func<HttpStrategy, IssuedCredential, bool> canDeliver) : IVerb<RefreshResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.ReadsForRefresh(credential);

        public ValueTask<RefreshResult> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken)
        {
            // Before anything is written: a refresh that is refused rotates nothing.
            if (strategy.RequiresDPoP && credential.Source != CredentialSource.Cookie && known.Proof is not { IsValid: true })
                return new(RefreshResult.Fail(ProofRequired));
            if (credential.Source != CredentialSource.Cookie && known.Proof is { IsValid: true } proof)
                return strategy.SenderConstraint is { } bound ? bound.RefreshBoundAsync(credential.Text, proof.Thumbprint, proof.Use, cancellationToken) : new(RefreshResult.Fail(CannotBind));
            if (credential.Source != CredentialSource.Cookie || strategy.Rotation is not { } rotation)
                return strategy.Strategy.RefreshAsync(credential.Text, cancellationToken);

            Func<HttpStrategy, IssuedCredential, bool> check = canDeliver;
            RefreshOptions options = new() { InCookie = true, Copies = copies, CanDeliver = issued => check(strategy, issued) };
            return rotation.RefreshAsync(credential.Text, options, cancellationToken);
        }

        public static bool Succeeded(in RefreshResult result) => result.Succeeded || result.IsUnchanged;

        public static AuthFailure? FailureOf(in RefreshResult result) => result.Failure;
    }

    internal readonly struct Revoke : IVerb<RevokeOutcome>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.ReadsForRefresh(credential);

        public ValueTask<RevokeOutcome> AskAsync(HttpStrategy strategy, in PresentedCredential credential, CancellationToken cancellationToken) =>
            strategy.Strategy.RevokeAsync(credential.Text, cancellationToken);

        public static bool Succeeded(in RevokeOutcome result) => result != RevokeOutcome.NotFound;

        public static AuthFailure? FailureOf(in RevokeOutcome result) => null;
    }
}
