using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// The strategies in the order in which the application added them, and the one loop that asks them about a credential, in the
/// order of <see cref="SearchOrder"/>. A thread-safe singleton.
/// </summary>
internal sealed class StrategyList(IEnumerable<AuthStrategyDescriptor> descriptors, IOptions<AuthHttpOptions> options, IServiceProvider services, ILogger<StrategyList> logger)
{
    // One credential costs no more, regardless of how many strategies read its place.
    private const int MaxSignatureChecks = 8;

    // What the strategy says whose issuer the credential names is the reason, however far the credential came with others.
    private const int OfNamedIssuer = 100;

    // At the first use: a host creates its services before it checks options, and a mistake would hide those in other options.
    private readonly Lazy<HttpStrategy[]> _strategies = new(
        () => [.. descriptors.Select(descriptor => new HttpStrategy(descriptor, options.Value, () => AbilitiesOf(descriptor, options.Value, services, logger)))],
        LazyThreadSafetyMode.PublicationOnly);

    public IReadOnlyList<HttpStrategy> All => _strategies.Value;

    /// <summary>The strategies of a scheme: one, or all of them for the default scheme.</summary>
    public IEnumerable<HttpStrategy> Of(string scheme) =>
        scheme == AuthStrategyDefaults.Scheme ? All : All.Where(strategy => strategy.Name == scheme);

    /// <summary>Whether a scheme is the default one or has one of our strategies.</summary>
    public bool HasScheme(string scheme) => scheme == AuthStrategyDefaults.Scheme || Array.Exists(_strategies.Value, strategy => strategy.Name == scheme);

    /// <summary>The strategy that a scheme signs in with.</summary>
    public HttpStrategy Issuer(string scheme) => Of(scheme).First();

    /// <summary>Whether a credential of the request belongs to a scheme: to the default one always, to another if its strategy answered or reads that place.</summary>
    public bool Concerns(string scheme, AuthRequest request)
    {
        if (scheme == AuthStrategyDefaults.Scheme)
            return true;

        return request.AnsweredBy is null ? Issuer(scheme).Reads(request.Presented.First) : request.AnsweredBy.Name == scheme;
    }

    /// <summary>Authenticates with the first strategy that accepts the credential; otherwise gives the refusal of the one that came furthest.</summary>
    public ValueTask<StrategyAnswer<AuthResult>> AuthenticateAsync(HttpRequest http, AuthRequest request, PresentedCredential credential, CancellationToken cancellationToken) =>
        AskAsync<StrategyVerbs.Authenticate, AuthResult>(new(http, request), StrategiesOf(request), request, credential, cancellationToken);

    /// <summary>Authenticates several values of one cookie, of the same session, with the strategy that owns it.</summary>
    public async ValueTask<(StrategyAnswer<AuthResult> Answer, PresentedCredential Counting)> AuthenticateCopiesAsync(
        AuthRequest request, IReadOnlyList<PresentedCredential> copies, CancellationToken cancellationToken)
    {
        StrategyAnswer<CookieCopyResult> answer =
            await AskAsync<StrategyVerbs.AuthenticateCopies, CookieCopyResult>(new(copies, request.IsActivity), StrategiesOf(request), request, copies[0], cancellationToken).ConfigureAwait(false);
        PresentedCredential counting = copies.FirstOrDefault(copy => copy.Text == answer.Result.Credential, copies[0]);
        return (new(answer.Result.Result, answer.Strategy), counting);
    }

    /// <summary>Authenticates a page by its refresh token, with the first strategy that accepts it.</summary>
    public ValueTask<StrategyAnswer<AuthResult>> AuthenticateRefreshTokenAsync(
        AuthRequest request, PresentedCredential credential, IReadOnlyList<string> copies, CancellationToken cancellationToken) =>
        AskAsync<StrategyVerbs.AuthenticateRefreshToken, AuthResult>(new(copies, request.IsActivity), StrategiesOf(request), request, credential, cancellationToken);

    /// <summary>Refreshes with the first strategy that accepts the credential; otherwise gives the refusal of the one that came furthest.</summary>
    /// <param name="request">The request, or the part of it that is refreshed.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="copies">The other values of the same cookie, of the same session.</param>
    /// <param name="canDeliver">Whether the response can carry the strategy's new credential in a cookie; it may throw. Asked before anything is written.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public ValueTask<StrategyAnswer<RefreshResult>> RefreshAsync(
        AuthRequest request, PresentedCredential credential, IReadOnlyList<string> copies, Func<HttpStrategy, IssuedCredential, bool> canDeliver, CancellationToken cancellationToken) =>
        AskAsync<StrategyVerbs.Refresh, RefreshResult>(new(request, copies, canDeliver), StrategiesOf(request), request, credential, cancellationToken);

    /// <summary>Revokes with the first strategy of a scheme that knows the credential.</summary>
    public async ValueTask<RevokeOutcome> RevokeAsync(string scheme, AuthRequest request, PresentedCredential credential, CancellationToken cancellationToken)
    {
        // Sign-out deletes a cookie, which strategies may share: it must not leave a session that its user cannot end.
        HttpStrategy[] asked = credential.Source == CredentialSource.Cookie ? _strategies.Value : [.. Of(scheme)];
        StrategyAnswer<RevokeOutcome> answer = await AskAsync<StrategyVerbs.Revoke, RevokeOutcome>(default, asked, request, credential, cancellationToken).ConfigureAwait(false);
        return answer.Strategy is null ? RevokeOutcome.NotFound : answer.Result;
    }

    private static StrategyAbilities AbilitiesOf(AuthStrategyDescriptor descriptor, AuthHttpOptions options, IServiceProvider services, ILogger logger)
    {
        StrategyAbilities abilities = new(services.GetRequiredKeyedService<IAuthStrategy>(descriptor.Name));
        if (abilities.Missing(descriptor, DeviceBoundStrategies.Include(descriptor, options)).ToArray() is { Length: > 0 } missing)
            HttpLog.AbilitiesMissing(logger, descriptor.Name, abilities.Strategy.GetType().Name, string.Join(", ", missing));
        return abilities;
    }

    private IReadOnlyList<HttpStrategy> StrategiesOf(AuthRequest request) => request.Scope?.Strategies ?? _strategies.Value;

    private static ValueTask<StrategyAnswer<TResult>> AskAsync<TVerb, TResult>(TVerb verb, IReadOnlyList<HttpStrategy> asked, AuthRequest request, PresentedCredential credential, CancellationToken cancellationToken)
        where TVerb : struct, StrategyVerbs.IVerb<TResult> =>
        asked.Count == 1
            ? AskOneAsync<TVerb, TResult>(verb, asked[0], request, credential, cancellationToken)
            : AskSeveralAsync<TVerb, TResult>(verb, asked, request, credential, cancellationToken);

    /// <summary>What <see cref="SearchAsync"/> answers for one strategy, without an async method where the strategy answers at once. Throws nothing itself.</summary>
    private static ValueTask<StrategyAnswer<TResult>> AskOneAsync<TVerb, TResult>(in TVerb verb, HttpStrategy strategy, AuthRequest request, in PresentedCredential credential, CancellationToken cancellationToken)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        if (!TVerb.Concerns(strategy, credential))
            return default;

        ValueTask<TResult> call;
        try
        {
            using (new ClientFactsScope(request))
                call = verb.AskAsync(strategy, credential, cancellationToken);
        }
#pragma warning disable CA1031 // The caller awaits it, as it awaits what a strategy throws later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call = ValueTask.FromException<TResult>(exception);
        }

        return call.IsCompletedSuccessfully ? new(AnswerOf<TVerb, TResult>(call.Result, strategy)) : AwaitOneAsync<TVerb, TResult>(call, strategy, request);
    }

    private static async ValueTask<StrategyAnswer<TResult>> AwaitOneAsync<TVerb, TResult>(ValueTask<TResult> call, HttpStrategy strategy, AuthRequest request)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        try
        {
            return AnswerOf<TVerb, TResult>(await call.ConfigureAwait(false), strategy);
        }
        catch (AuthUnavailableException)
        {
            request.UndecidedBy = strategy;
            throw;
        }
    }

    private static StrategyAnswer<TResult> AnswerOf<TVerb, TResult>(in TResult result, HttpStrategy strategy)
        where TVerb : struct, StrategyVerbs.IVerb<TResult> =>
        TVerb.Succeeded(result) || TVerb.FailureOf(result) is not null ? new(result, strategy) : default;

    /// <summary>Their refusals make one event, and none if one of them accepts the credential.</summary>
    private static async ValueTask<StrategyAnswer<TResult>> AskSeveralAsync<TVerb, TResult>(TVerb verb, IReadOnlyList<HttpStrategy> asked, AuthRequest request, PresentedCredential credential, CancellationToken cancellationToken)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        HttpStrategy? refusing = null;
        request.OpenSearch();
        try
        {
            StrategyAnswer<TResult> answer = await SearchAsync<TVerb, TResult>(verb, asked, request, credential, cancellationToken).ConfigureAwait(false);
            if (answer.Strategy is not null && TVerb.FailureOf(answer.Result) is not null)
                refusing = answer.Strategy;
            return answer;
        }
        finally
        {
            request.CloseSearch(refusing);
        }
    }

    private static async ValueTask<StrategyAnswer<TResult>> SearchAsync<TVerb, TResult>(TVerb verb, IReadOnlyList<HttpStrategy> asked, AuthRequest request, PresentedCredential credential, CancellationToken cancellationToken)
        where TVerb : struct, StrategyVerbs.IVerb<TResult>
    {
        StrategyAnswer<TResult> refusal = default;
        (int furthest, int signatureChecks) = (-1, 0);
        SearchOrder order = SearchOrder.Of<TVerb, TResult>(asked, credential);
        while (order.Next<TVerb, TResult>(credential) is { } strategy)
        {
            TResult result;
            try
            {
                ValueTask<TResult> call;
                using (new ClientFactsScope(request))
                    call = verb.AskAsync(strategy, credential, cancellationToken);
                result = await call.ConfigureAwait(false);
            }
            catch (AuthUnavailableException)
            {
                request.UndecidedBy = strategy;
                throw;
            }

            if (TVerb.Succeeded(result))
                return new(result, strategy);
            if (TVerb.FailureOf(result) is not { } failure)
                continue;

            // Only the strategy of a session says how it ended.
            bool isDecided = failure.SessionEnd is not null || !MayBelongToAnother(failure.Reason);
            int progress = isDecided ? int.MaxValue : ProgressOf(failure.Reason, strategy.Capabilities.Matches(credential.Text)) + (order.IsNamed ? OfNamedIssuer : 0);
            if (progress > furthest)
                (refusal, furthest) = (new(result, strategy), progress);
            if (failure.Reason is AuthFailureReason.BadSignature or AuthFailureReason.WrongIssuer or AuthFailureReason.WrongAudience)
                signatureChecks++;
            if (isDecided || signatureChecks == MaxSignatureChecks)
                break;
        }

        return refusal;
    }

    /// <summary>How many checks a credential had passed when it was refused.</summary>
    private static int ProgressOf(AuthFailureReason reason, bool hasIssuedForm) => reason switch
    {
        AuthFailureReason.Malformed or AuthFailureReason.TooLarge => hasIssuedForm ? 1 : 0,
        AuthFailureReason.UnsupportedAlgorithm or AuthFailureReason.Undecryptable => 2,
        AuthFailureReason.WrongType => 3,
        AuthFailureReason.UnknownKey => 4,
        AuthFailureReason.BadSignature => 5,
        AuthFailureReason.WrongIssuer => 6,
        AuthFailureReason.WrongAudience => 7,
        _ => 8,
    };

    /// <summary>Whether a refusal says that the credential is not of this strategy, so that the next one is asked.</summary>
    private static bool MayBelongToAnother(AuthFailureReason reason) => reason switch
    {
        // A strategy decides alone only about a token whose key, signature, issuer and audience are its own. Another may know
        // a form that this one calls malformed, have the keys of an encrypted token, or accept longer tokens.
        AuthFailureReason.Malformed or AuthFailureReason.TooLarge or AuthFailureReason.Undecryptable => true,
        AuthFailureReason.UnsupportedAlgorithm or AuthFailureReason.WrongType or AuthFailureReason.UnknownKey or AuthFailureReason.BadSignature => true,
        AuthFailureReason.WrongIssuer or AuthFailureReason.WrongAudience => true,
        AuthFailureReason.UnknownSession => true,
        _ => false,
    };
}
