using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authorization;

/// <summary>
/// Evaluates policies as the framework does, but never with the users of two of our schemes: the framework merges the users of all
/// schemes of a policy into one. The middleware, the filters of MVC and code of the application come here. Created for each evaluation.
/// </summary>
internal sealed class SchemePolicyEvaluator(IAuthorizationService authorization, RequestAuthenticator authenticator, StrategyList strategies)
    : PolicyEvaluator(authorization)
{
    public override Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context)
    {
        IReadOnlyList<string> schemes = policy.AuthenticationSchemes;
        if (schemes.Count == 0)
            return context.Features[typeof(IAuthenticateResultFeature)] is IAuthenticateResultFeature { AuthenticateResult: { } known } ? Task.FromResult(known) : base.AuthenticateAsync(policy, context);
        if (schemes.Count == 1)
            return ShowAsync(base.AuthenticateAsync(policy, context), schemes[0], context);

        string[] ours = [.. schemes.Where(strategies.HasScheme)];
        return ours.Length < 2
            ? RefuseMergedAsync(base.AuthenticateAsync(policy, context), context)
            : RefuseMergedAsync(AuthenticateOneAsync(policy, ours, context), context);
    }

    // Of our schemes only the one is asked whose strategy has answered for all of them: two results cannot be merged then, also if the
    // application asked each scheme before.
    private async Task<AuthenticateResult> AuthenticateOneAsync(AuthorizationPolicy policy, string[] ours, HttpContext context)
    {
        AuthRequest request = await authenticator.AuthenticateTogetherAsync(context, ours).ConfigureAwait(false);
        string? answering = request.Outcome == AuthRequestOutcome.Authenticated ? Array.Find(ours, scheme => strategies.Concerns(scheme, request)) : null;
        string[] asked = [.. policy.AuthenticationSchemes.Where(scheme => scheme == answering || !ours.Contains(scheme)).Distinct(StringComparer.Ordinal)];
        if (asked.Length > 0)
            return await base.AuthenticateAsync(new(policy.Requirements, asked), context).ConfigureAwait(false);

        return request.Outcome == AuthRequestOutcome.InvalidRequest ? Refuse(context, request.Presented.Mistake!) : Anonymous(context);
    }

    /// <summary>Schemes of others can forward to ours, which their names do not say.</summary>
    private async Task<AuthenticateResult> RefuseMergedAsync(Task<AuthenticateResult> evaluation, HttpContext context)
    {
        AuthenticateResult result = await evaluation.ConfigureAwait(false);
        if (!RequestSession.AreSeveral(result.Principal))
            return result;

        authenticator.ShowWhole(context);
        return Refuse(context, "The request has credentials of several schemes of this policy; exactly one is allowed.");
    }

    // With more than one credential in the request, the application sees what the policy was evaluated with.
    private Task<AuthenticateResult> ShowAsync(Task<AuthenticateResult> evaluation, string scheme, HttpContext context) =>
        evaluation.IsCompletedSuccessfully && AuthRequest.HasParts(context) is false ? evaluation : ShowAfterAsync(evaluation, scheme, context);

    private async Task<AuthenticateResult> ShowAfterAsync(Task<AuthenticateResult> evaluation, string scheme, HttpContext context)
    {
        AuthenticateResult result = await evaluation.ConfigureAwait(false);
        if (strategies.HasScheme(scheme) && AuthRequest.HasParts(context))
            (await authenticator.AuthenticateAsync(context, scheme).ConfigureAwait(false)).Show(context);
        return result;
    }

    private static AuthenticateResult Anonymous(HttpContext context)
    {
        context.User = new(new ClaimsIdentity());
        return AuthenticateResult.NoResult();
    }

    private static AuthenticateResult Refuse(HttpContext context, string reason)
    {
        context.User = new(new ClaimsIdentity());
        return AuthenticateResult.Fail(reason);
    }
}
