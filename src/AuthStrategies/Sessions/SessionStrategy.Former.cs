using System.Diagnostics;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;

namespace AuthStrategies;

public sealed partial class SessionStrategy
{
    ValueTask<ReadOnlyMemory<byte>> IFormerLogins.KeepSecretAsync(ReadOnlyMemory<byte> protectedSecret, CancellationToken cancellationToken) =>
        _former.KeepSecretAsync(Name, protectedSecret, cancellationToken);

    string IFormerLogins.TokenOf(ReadOnlySpan<byte> credential) => FormerLogins.TokenOf(credential, Name).Text;

    ValueTask<bool> IFormerLogins.WasUsedAsync(string token, CancellationToken cancellationToken) => _former.WasUsedAsync(Parsed(token), cancellationToken);

    async ValueTask<DateTimeOffset?> IFormerLogins.FindEndAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out _);
        using IDisposable? operation = SessionStoreOperation.Begin();
        return await _former.Ends.FindAsync(claims.Subject, Name, cancellationToken).ConfigureAwait(false);
    }

    ValueTask IFormerLogins.EndAllAsync(CancellationToken cancellationToken) => _former.Ends.EndStrategyAsync(Name, _time.GetUtcNow(), cancellationToken);

    async ValueTask<FormerLoginOutcome> IFormerLogins.MoveAsync(
        string token, ClaimsPrincipal principal, IssueOptions? options, DateTimeOffset? formerIssuedAt, DateTimeOffset formerEnd, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        SessionPolicy policy = _policy.Current;
        FormerLogin former = new(Parsed(token), formerIssuedAt, formerEnd);
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        IssueTerms.RequireNoToken(options);
        var terms = IssueTerms.Of(options, now);

        using Activity? activity = _diagnostics.Start(StrategyDiagnostics.Issue);
        return await _issuer.MoveAsync(claims, terms, former, policy, SessionCredential.Maker, Report, cancellationToken).ConfigureAwait(false);

        void Report(IssuedCredential credential)
        {
            _diagnostics.ProtocolClaimsLeftOut(leftOut);
            _diagnostics.Issued(credential, principal, terms.Client);
        }
    }

    async ValueTask<bool> IFormerLogins.EndAsync(string token, DateTimeOffset formerEnd, CancellationToken cancellationToken)
    {
        // The note first: a call that is about to begin the session removes it when it finds the note.
        await _former.Ends.EndLoginAsync(Parsed(token).Id, formerEnd, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return await RevokeAsync(token, cancellationToken).ConfigureAwait(false) == RevokeOutcome.Revoked;
    }

    private static OpaqueToken Parsed(string token) =>
        OpaqueToken.TryParse(token, out OpaqueToken parsed) ? parsed : throw new ArgumentException("This is no token of IFormerLogins.TokenOf.", nameof(token));
}
