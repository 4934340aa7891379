using System.Collections.ObjectModel;

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
    /// The client that logs in, for <see cref="SessionInfo.FirstClient"/> and for events. Default: none; over HTTP it is filled from the connection.
    /// A stateless strategy keeps no session, so only its event has it.
    /// </summary>
    public ClientFacts? Client { get; set; }

    /// <summary>
    /// The time from issue to the session's absolute end, instead of the configured time; for every strategy. No credential
    /// of the session lives longer, not even after a refresh. The value may be longer than the
    /// configured time. The idle timeout still applies. Default: as configured. 1 second to 400 days.
    /// </summary>
    /// <remarks>A JWT strategy without refresh tokens has no session: the token lives until this end or for its own lifetime, the shorter of the two.</remarks>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>
    /// The time when the session has ended at the latest, for every strategy: the earlier of this and of the end by <see cref="Lifetime"/> or
    /// by the configured time counts, so it never prolongs. For a session that continues another one, such as a sign-in without a new
    /// authentication. No credential of the session lives longer. Default: none. At least 1 second in the future.
    /// </summary>
    public DateTimeOffset? NotAfter { get; set; }

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
    /// The audiences of this token (<c>aud</c>, RFC 7519 §4.1.3), instead of the configured one. At least one must be an audience that the
    /// strategy accepts, so that it never refuses its own token; the others may be those of other servers. With refresh tokens
    /// the configured audience must be among them, because the next access token names it alone, and a refresh must not widen what a
    /// token is for. Default: none, the configured audience. At most 16, each 1 to 1,024 characters. A session strategy refuses it.
    /// </summary>
    public IReadOnlyList<string> Audiences { get; set; } = [];

    /// <summary>
    /// When this token becomes valid (<c>nbf</c>, RFC 7519 §4.1.5), rounded up to whole seconds. Default: none, immediately. 1970 or
    /// later, and before the token expires. A session strategy refuses it, and so does a JWT strategy with refresh tokens, because a
    /// refresh would give a token that is valid immediately.
    /// </summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// The id of this token (<c>jti</c>, RFC 7519 §4.1.7), which must be unique; the caller is responsible for that. Default: 16 random
    /// bytes. 1 to <see cref="MaxTokenIdLength"/> visible ASCII characters. The next access token of a session has another id. A
    /// session strategy refuses it.
    /// </summary>
    public string? TokenId { get; set; }

    /// <summary>
    /// Further members of this token's header, with text values; every client can read them, and verifiers ignore those that they do not
    /// know. Default: none. At most 16; a name has 1 to 64 visible ASCII characters, a value at most 1,024 characters. Names
    /// with a meaning of their own are refused: those of RFC 7515, 7516, 7518 and 7797 (<c>alg</c>, <c>typ</c>, <c>kid</c>, <c>crit</c>, …)
    /// and of registered claims. The next access token of a session does not have them. A session strategy refuses them.
    /// </summary>
    public IReadOnlyDictionary<string, string> HeaderMembers { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Binds the credential to a key of the client: the RFC 7638 SHA-256 thumbprint of the public key, in base64url without padding (43 characters;
    /// <c>cnf.jkt</c>, RFC 9449 §6). It holds for all credentials of the session, and nothing changes it later. They are then accepted only together with a
    /// proof of the key (<see cref="ISenderConstraint"/>). The caller must have verified such a proof. Default: <see langword="null"/>, not bound.
    /// </summary>
    /// <remarks>Only a strategy with <see cref="AuthStrategyCapabilities.BindsKeys"/> binds.</remarks>
    public string? KeyThumbprint { get; set; }

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

    /// <summary>The maximum length of <see cref="TokenId"/>: 255 characters.</summary>
    public const int MaxTokenIdLength = 255;
}
