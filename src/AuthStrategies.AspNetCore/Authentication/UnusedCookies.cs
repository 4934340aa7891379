using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>The cookies of strategies that are not used, as a request has them. Immutable.</summary>
/// <param name="Access">With a session token or an access token.</param>
/// <param name="Refresh">With a refresh token.</param>
internal readonly record struct UnusedCookies(PresentedCredentials Access, PresentedCredentials Refresh)
{
    public static UnusedCookies None { get; } = new(new(), new());

    public bool IsEmpty => Access.Count + Refresh.Count == 0;

    /// <summary>The credentials whose sessions a sign-in or a sign-out ends.</summary>
    public IEnumerable<PresentedCredential> ToEnd() => Access.ToEnd().Concat(Refresh.ToEnd());
}
