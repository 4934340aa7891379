using System.Security.Claims;

namespace AuthStrategies.AspNetCore;

/// <summary>Options of <c>AcceptCookies</c>: how logins of a scheme of <c>AddCookie</c> are moved. Not thread-safe; read at start.</summary>
public sealed class AcceptedCookieOptions
{
    /// <summary>
    /// Until when cookies of the scheme are accepted. Default: <see langword="null"/>, but it is required: the time of the release plus the longest time that a login of the scheme lasts, usually
    /// <c>ExpireTimeSpan</c>; at most 400 days from the start. After this time they count as no cookie, and a warning at start says that the call can be removed.
    /// </summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>
    /// Whether logins are moved. <see langword="false"/> is for the first of two deployments: the handler of the scheme goes on as before, also for the default
    /// scheme, with sign-ins, sign-outs and renewals, and nothing is written to the session store for it; a request with a credential of ours is handled by
    /// ours. When all nodes have that release, deploy <see langword="true"/>: then each node of both deployments knows each cookie, and a rollback to the
    /// first one logs no user out. Default: <see langword="true"/>.
    /// </summary>
    public bool MoveLogins { get; set; } = true;

    /// <summary>
    /// Whether the old cookie stays in the browser when a login is moved: <see langword="true"/> if other applications
    /// go on with the same cookie, <see langword="false"/> if it is deleted. A logout and a new login delete it in both cases. Default:
    /// <see langword="null"/>, it is deleted. Not <see langword="true"/> for a scheme with a <c>SessionStore</c>, whose keys are used again for other users; and a scheme whose cookie has a <c>Domain</c>, and so may be one of several applications, requires the choice.
    /// </summary>
    public bool? KeepCookie { get; set; }

    /// <summary>
    /// Whether users of all accepted schemes are one population with the same rights. All accepted schemes lead to one strategy, and the session does not keep
    /// from which one it came: a user of any of them is accepted by endpoints and policies that name another. So it is required for each of several schemes.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool ShareUsers { get; set; }

    /// <summary>
    /// Makes the principal of the session from that of the cookie, for example to add <c>ClaimTypes.NameIdentifier</c>, which sessions need to know
    /// their user; <see langword="null"/> as the result refuses the login. It may ask a database. The properties of the ticket may be changed, for example to
    /// leave out tokens that are too large. Called when a login is moved, by several requests of it at the same time too, and again after a move that failed;
    /// after one that was refused, each node asks again after 5 minutes. While <see cref="MoveLogins"/> is <see langword="false"/>, called at sign-ins and renewals of the old cookie.
    /// The token is cancelled when the client disconnects. An exception makes the answer 503, and the login is moved by a later request; while <see cref="MoveLogins"/> is <see langword="false"/>, the handler goes on with the login, but its cookie is not renewed (event 164). Default: none, the principal is taken as it is.
    /// </summary>
    public Func<AcceptedCookieContext, CancellationToken, ValueTask<ClaimsPrincipal?>>? ConvertPrincipal { get; set; }
}
