using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>What few requests need: <see cref="AuthRequest"/>, an object of each request, is smaller by it. Not thread-safe.</summary>
internal sealed class RareRequestState
{
    // Not a property: its methods change it.
    public SearchRefusals Search;

    public TimeSpan? MaxAge { get; set; }

    public PresentedCredentials? RefreshCookies { get; set; }

    public IReadOnlyList<PresentedCredential>? RefreshTokens { get; set; }

    public List<HttpStrategy>? SignedOut { get; set; }

    public IssuedInRequest? Issued { get; set; }

    public RequestProof? Proof { get; set; }

    public Problem? WhenUnavailable { get; set; }

    public AuthUnavailableException? UnavailableReason { get; set; }

    public HttpStrategy? UndecidedBy { get; set; }

    public FormerCookie? FormerCookie { get; set; }
}
