namespace AuthStrategies;

/// <summary>Options of one call of <see cref="IAuthStrategy.IssueAsync"/>. Not thread-safe; the strategy does not keep the object.</summary>
public sealed class IssueOptions
{
    /// <summary>
    /// A short text that tells the user which session this is in a list of sessions ("Firefox on Linux").
    /// Default: none. At most <see cref="MaxLabelLength"/> characters. A stateless strategy has no list and ignores it.
    /// </summary>
    public string? Label { get; set; }

    /// <summary>
    /// The time from issue to the session's absolute end, instead of the configured time; for every strategy. No credential
    /// of the session lives longer, not even after a refresh. The value may be longer than the
    /// configured time. The idle timeout still applies. Default: as configured. 1 second to 400 days.
    /// </summary>
    /// <remarks>A JWT strategy without refresh tokens has no session: the token lives until this end or for its own lifetime, the shorter of the two.</remarks>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>
    /// The lifetime of the access token that this call issues, instead of the configured time; it may be longer. The
    /// token never outlives <see cref="Lifetime"/> or its session. Later refreshes use the configured
    /// time again. A session strategy issues no access token and ignores it. Default: as configured. 1 second to 24 hours.
    /// </summary>
    public TimeSpan? AccessTokenLifetime { get; set; }

    /// <summary>
    /// "Remember me": the session outlives the browser session. It gets the persistent lifetimes, and its cookie is stored
    /// permanently. Default: <see langword="false"/>.
    /// </summary>
    public bool Persistent { get; set; }

    /// <summary>
    /// Whether activity prolongs the session. <see langword="false"/>: the session ends at <see cref="Lifetime"/>, or without it one
    /// idle timeout after issue, and neither requests nor a refresh move that end. A stateless strategy ignores it. Default: <see langword="true"/>.
    /// </summary>
    public bool AllowRenewal { get; set; } = true;

    /// <summary>
    /// The application's own data about the session, for example tokens of an external provider. <see cref="AuthResult.Items"/>
    /// returns them; <see cref="ISessionItems"/> changes them. Names are compared ordinally, values may be <see langword="null"/>. At most
    /// <see cref="MaxItemsSize"/> bytes. They are encrypted in the session store with a key that the store does not have. Default: none.
    /// </summary>
    /// <remarks>
    /// Only a strategy with <see cref="AuthStrategyCapabilities.KeepsItems"/> keeps items. A JWT strategy has no place for them, also
    /// with refresh tokens: any item is an <see cref="ArgumentException"/>.
    /// </remarks>
    public IReadOnlyDictionary<string, string?>? Items { get; set; }

    /// <summary>
    /// When the user last proved who they are (OpenID Connect <c>auth_time</c>). Default: now. Because clocks differ, up to 5 minutes in
    /// the future counts as now; a later time is refused.
    /// </summary>
    public DateTimeOffset? AuthenticatedAt { get; set; }

    /// <summary>
    /// The credential that the client used until now. When the call returns, its session has ended, so that no session id
    /// survives a sign-in or a change of privilege. A text that belongs to no live session is ignored. Default: none.
    /// </summary>
    public string? Replaces { get; set; }

    /// <summary>
    /// Tells whether the client can receive a credential, for example by the size of a cookie. Called with the exact credential before
    /// anything is stored or ended. If it returns <see langword="false"/>, the call throws <see cref="InvalidOperationException"/>; an
    /// exception of the delegate is passed on. In both cases nothing was changed. Default: <see langword="null"/>, which means always.
    /// </summary>
    public Func<IssuedCredential, bool>? CanDeliver { get; set; }

    /// <summary>The maximum length of <see cref="Label"/>: 200 characters.</summary>
    public const int MaxLabelLength = 200;

    /// <summary>The maximum size of <see cref="Items"/>: 16,384 bytes. The UTF-8 bytes of all names and values count.</summary>
    public const int MaxItemsSize = 16 * 1024;
}
