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
    /// How long this credential lasts at the most, instead of the configured time. For a session: its absolute end; the
    /// idle end never lies beyond it. For a JWT: the access token's lifetime. Default: as configured.
    /// Positive; at most 400 days for a session and 24 hours for an access token, longer than configured included.
    /// </summary>
    public TimeSpan? Lifetime { get; set; }

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
