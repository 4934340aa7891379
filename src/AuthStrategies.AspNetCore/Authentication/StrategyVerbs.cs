using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The verbs of <see cref="IAuthStrategy"/> that the loop of <see cref="StrategyList"/> asks. Structs, so that a call costs no delegate.</summary>
internal static class StrategyVerbs
{
    /// <summary>One verb.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    internal interface IVerb<TResult>
    {
        /// <summary>Whether a strategy is asked about a credential from this place.</summary>
        static abstract bool Concerns(HttpStrategy strategy, in PresentedCredential credential);

        static abstract ValueTask<TResult> AskAsync(IAuthStrategy strategy, string credential, CancellationToken cancellationToken);

        static abstract bool Succeeded(in TResult result);

        /// <summary>Why the strategy refused; <see langword="null"/> when the credential is not of its kind.</summary>
        static abstract AuthFailure? FailureOf(in TResult result);
    }

    internal readonly struct Authenticate : IVerb<AuthResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.Reads(credential);

        public static ValueTask<AuthResult> AskAsync(IAuthStrategy strategy, string credential, CancellationToken cancellationToken) =>
            strategy.AuthenticateAsync(credential, cancellationToken);

        public static bool Succeeded(in AuthResult result) => result.Succeeded;

        public static AuthFailure? FailureOf(in AuthResult result) => result.Failure;
    }

    internal readonly struct Refresh : IVerb<RefreshResult>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.ReadsForRefresh(credential);

        public static ValueTask<RefreshResult> AskAsync(IAuthStrategy strategy, string credential, CancellationToken cancellationToken) =>
            strategy.RefreshAsync(credential, cancellationToken);

        public static bool Succeeded(in RefreshResult result) => result.Succeeded;

        public static AuthFailure? FailureOf(in RefreshResult result) => result.Failure;
    }

    internal readonly struct Revoke : IVerb<RevokeOutcome>
    {
        public static bool Concerns(HttpStrategy strategy, in PresentedCredential credential) => strategy.Reads(credential);

        public static ValueTask<RevokeOutcome> AskAsync(IAuthStrategy strategy, string credential, CancellationToken cancellationToken) =>
            strategy.RevokeAsync(credential, cancellationToken);

        public static bool Succeeded(in RevokeOutcome result) => result != RevokeOutcome.NotFound;

        public static AuthFailure? FailureOf(in RevokeOutcome result) => null;
    }
}
