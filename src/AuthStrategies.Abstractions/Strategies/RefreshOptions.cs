using System.Security.Claims;

namespace AuthStrategies;

/// <summary>Options of one call of <see cref="ICookieRotation.RefreshAsync"/>. Not thread-safe; the strategy does not keep the object.</summary>
public sealed class RefreshOptions
{
    /// <summary>
    /// Whether the credential is read from a cookie and returned in one. Requests with the old cookie may still be running, so a
    /// cookie is replaced a little later than other credentials: for sessions <c>LateRequestWindow</c> instead of
    /// <c>ReuseWindow</c> after its first use. Default: <see langword="false"/>.
    /// </summary>
    public bool InCookie { get; set; }

    /// <summary>
    /// More values of the same cookie in the same request, of the same session (<see cref="ICookieCopies.FindSessionAsync"/>). Only the newest of
    /// all values is refreshed; the others have no effect. Default: none.
    /// </summary>
    public IReadOnlyList<string> Copies { get; set; } = [];

    /// <summary>
    /// Tells whether the response can transport a credential, for example by the size of the cookie. Called before the write with the
    /// exact credential. If it returns <see langword="false"/>, the refresh throws <see cref="InvalidOperationException"/>; an
    /// exception of the delegate is passed on. In both cases nothing is written. It may be called more than once, because a lost
    /// write is decided about again. Default: <see langword="null"/>, which means always.
    /// </summary>
    public Func<IssuedCredential, bool>? CanDeliver { get; set; }

    /// <summary>
    /// New claims for the session, with the same subject, for a sign-in without a new authentication. The session, its label
    /// and its absolute end stay the same, also if the refresh returns the presented credential. Another subject is an
    /// <see cref="ArgumentException"/>. Default: <see langword="null"/>, which asks the application's <see cref="IPrincipalRefresher"/>.
    /// </summary>
    public ClaimsPrincipal? Principal { get; set; }

    /// <summary>
    /// The thumbprint of the key that the sender has proved to have (<see cref="ISenderConstraint.RefreshBoundAsync"/>). Default:
    /// <see langword="null"/>, none; a credential that is bound to a key is then refused.
    /// </summary>
    public string? KeyThumbprint { get; set; }

    /// <summary>
    /// Changes the items of the session (<see cref="IssueOptions.Items"/>) in the write of the refresh, for a sign-in without a new
    /// authentication. It is given the items that are stored now, so it must change only its own names. It is called again with the
    /// newer items if another call changes the session at the same time, so it must have no other effect. What it throws is thrown,
    /// and nothing was changed. Items that are too large or no valid Unicode are an <see cref="ArgumentException"/>; stored items that
    /// cannot be read are an <see cref="AuthUnavailableException"/>. Default: <see langword="null"/>, which keeps the items.
    /// </summary>
    public Action<IDictionary<string, string?>>? ChangeItems { get; set; }
}
