using AuthStrategies.AspNetCore.Connections;
using AuthStrategies.AspNetCore.Responses;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>What is known of one request, and what its answer owes to it. Shared by all our schemes, so that a strategy is asked once.</summary>
internal sealed class AuthRequest : IAuthRequestFeature
{
    public AuthRequestOutcome Outcome { get; private set; }

    public AuthResult Result { get; private set; }

    public string? Strategy => Answerer?.Name;

    public Exception? StoreFailure { get; private set; }

    /// <summary>All that was presented, right or wrong.</summary>
    public required PresentedCredentials Presented { get; init; }

    /// <summary>The strategy that answered.</summary>
    public HttpStrategy? Answerer { get; private set; }

    /// <summary>What a connection that outlives the request must know; <see langword="null"/> unless the client was recognised.</summary>
    public RequestSession? Login { get; private set; }

    /// <summary>The running question, for a caller who asks before it is answered; <see langword="null"/> before it was put.</summary>
    public Task? Answering { get; set; }

    /// <summary>A credential issued in answer to this request; a second sign-in replaces it.</summary>
    public IssuedCredential? Issued { get; set; }

    /// <summary>The strategy that issued it.</summary>
    public HttpStrategy? Issuer { get; set; }

    /// <summary>The body that the answer gets unless somebody writes another one.</summary>
    public Problem? Problem { get; set; }

    /// <summary>How old the user's proof may be at most, when it was found to be older.</summary>
    public TimeSpan? MaxAge { get; set; }

    public static AuthRequest? Find(HttpContext context) => context.Features.Get<IAuthRequestFeature>() as AuthRequest;

    public static AuthRequest Of(HttpContext context, AuthHttpServices services)
    {
        if (Find(context) is { } known)
            return known;

        AuthRequest request = new() { Presented = services.Read(context.Request) };
        context.Features.Set<IAuthRequestFeature>(request);
        return request;
    }

    /// <summary>Whether the credential is for a scheme to judge: everything is for the default one, for the others what their strategy reads.</summary>
    public bool Concerns(string scheme, AuthHttpServices services)
    {
        if (scheme == AuthStrategyDefaults.Scheme)
            return true;

        return Answerer is null ? services.Issuer(scheme).Reads(Presented.First) : Answerer.Name == scheme;
    }

    public void Recognize(in AuthResult result, HttpStrategy strategy, DateTimeOffset asked)
    {
        (Outcome, Result, Answerer) = (AuthRequestOutcome.Authenticated, result, strategy);
        Login = RequestSession.Of(result, strategy, asked);
        Login.TravelWith(result.Principal!);
    }

    public void Refuse(AuthFailure failure, HttpStrategy? strategy) => (Outcome, Result, Answerer) = (AuthRequestOutcome.Refused, AuthResult.Fail(failure), strategy);

    public void Invalid() => Outcome = AuthRequestOutcome.InvalidRequest;

    public void CrossSite() => Outcome = AuthRequestOutcome.CrossSite;

    public void Unavailable(Exception exception) => (Outcome, StoreFailure) = (AuthRequestOutcome.Unavailable, exception);
}
