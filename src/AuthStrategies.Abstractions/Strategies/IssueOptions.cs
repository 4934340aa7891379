namespace AuthStrategies;

/// <summary>Choices for one login, given to <see cref="IAuthStrategy.IssueAsync"/>. Not thread-safe; not kept by the strategy.</summary>
public sealed class IssueOptions
{
    /// <summary>
    /// A short text that helps the user to recognise the login in a list of devices ("Firefox on Linux").
    /// Default: none. At most <see cref="MaxLabelLength"/> characters. A stateless strategy has no list and ignores it.
    /// </summary>
    public string? Label { get; set; }

    /// <summary>
    /// The time from issue to the session's absolute end, instead of the configured time; with every strategy. Nothing that
    /// is issued for the session lives longer: neither its credentials nor those of a refresh. It may be longer than the
    /// configured time. The idle timeout stays in force. Default: as configured. More than 0, at most 400 days.
    /// </summary>
    /// <remarks>A JWT strategy without refresh tokens has no session: the token lives until this end or for its own lifetime, whichever is shorter.</remarks>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>
    /// The lifetime of the access token that this call issues, instead of the configured time, which it may exceed. The
    /// token never outlives <see cref="Lifetime"/> and its session. The access tokens of later refreshes have the configured
    /// time again. A session strategy issues no access token and ignores it. Default: as configured. More than 0, at most 24 hours.
    /// </summary>
    public TimeSpan? AccessTokenLifetime { get; set; }

    /// <summary>
    /// "Remember me": the login outlives the browser. A session takes its persistent lifetimes; a cookie is stored
    /// durably. Default: <see langword="false"/>.
    /// </summary>
    public bool Persistent { get; set; }

    /// <summary>When the user last proved who they are (OpenID Connect <c>auth_time</c>). Default: now. Up to 5 minutes in the future counts as now, for clocks differ; later is refused.</summary>
    public DateTimeOffset? AuthenticatedAt { get; set; }

    /// <summary>
    /// The credential that the client held until now. When the call returns, its login is ended: no session survives a
    /// sign-in or a change of privilege under its old name. Text that names no live login is ignored. Default: none.
    /// </summary>
    public string? Replaces { get; set; }

    /// <summary>The greatest legal length of <see cref="Label"/>: 200 characters.</summary>
    public const int MaxLabelLength = 200;
}
