using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Testing.Fakes;

namespace AuthStrategies.Testing;

/// <summary>
/// An in-memory strategy for tests of applications. It behaves like the real strategies: credentials expire by the given
/// clock, they rotate by the same rules, revoking and detected reuse end them, and each caller gets its own principal object.
/// A test can also log in any user with one call, choose the reason of a refusal, and make the strategy fail. Thread-safe.
/// </summary>
/// <remarks>
/// The credential is readable (<c>fake~name~session id~number</c>), so a failing test is easy to understand. It contains
/// no secret: never use it outside tests. The same credential is presented and refreshed; there is no refresh token.
/// </remarks>
/// <example>
/// <code>
/// var fake = new FakeAuthStrategy(timeProvider: clock);
/// IssuedCredential alice = fake.LogIn("alice", "admin");
/// clock.Advance(fake.Lifetime);
/// (await fake.AuthenticateAsync(alice.Value)).ShouldFailWith(AuthFailureReason.Expired);
/// </code>
/// </example>
public sealed partial class FakeAuthStrategy : IAuthStrategy, ICookieRotation, ISessionItems, IAuthenticationWithoutRenewal, ISenderConstraint
{
    /// <summary>The default name of a fake: <c>Fake</c>.</summary>
    public const string DefaultName = "Fake";

    private static readonly AuthFailure Malformed = new(AuthFailureReason.Malformed, "The fake credential is not whole.");
    private static readonly AuthFailure Unknown = new(AuthFailureReason.UnknownSession, "There is no such session, or it has ended.");
    private static readonly AuthFailure Reused = new(AuthFailureReason.Reused, "The session was used with two different credentials and has been ended.");

    private readonly FakeSessions _sessions;
    private readonly TimeProvider _time;

    /// <summary>Creates a fake without sessions.</summary>
    /// <param name="name">Its name, not blank.</param>
    /// <param name="timeProvider">Its clock; default: the system clock.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or blank.</exception>
    public FakeAuthStrategy(string name = DefaultName, TimeProvider? timeProvider = null)
        : this(name, timeProvider ?? TimeProvider.System, new FakeSessions())
    {
    }

    internal FakeAuthStrategy(string name, TimeProvider time, FakeSessions sessions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _time = time;
        _sessions = sessions;
        lock (sessions.Lock)
            sessions.Strategies.Add(name);
        Directory = new FakeSessionDirectory(sessions, time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The sessions of this fake and of the other fakes in the same application.</summary>
    public ISessionDirectory Directory { get; }

    /// <summary>How long a credential is valid after it was issued or refreshed. Must be positive; default: 1 hour.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a session lasts, even if it is refreshed. Must be positive; default: 24 hours.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>As <see cref="SessionStrategyOptions.ReuseWindow"/>. Default: 30 seconds.</summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>As <see cref="SessionStrategyOptions.LateRequestWindow"/>. Default: 10 minutes and 30 seconds.</summary>
    public TimeSpan LateRequestWindow { get; set; } = new(0, 10, 30);

    /// <summary>As <see cref="SessionStrategyOptions.RotateEvery"/>, for credentials in cookies. Default: 15 minutes; zero: off.</summary>
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How the claims of authenticated principals are named. Default: the short names.</summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>While set, authenticating and refreshing any credential of this fake fails with this reason. Default: <see langword="null"/>.</summary>
    public AuthFailureReason? FailsWith { get; set; }

    /// <summary>
    /// While <see langword="true"/>, every method of the fake and of <see cref="Directory"/> throws a <see cref="SessionStoreException"/>.
    /// Default: <see langword="false"/>. Shared by the fakes of one application.
    /// </summary>
    public bool IsBroken
    {
        get => _sessions.IsBroken;
        set => _sessions.IsBroken = value;
    }

    /// <summary>Logs a user in.</summary>
    /// <param name="subject">The subject of the user, also used as the name.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="SessionStoreException"><see cref="IsBroken"/> is set.</exception>
    public IssuedCredential LogIn(string subject, params IEnumerable<string> roles) => LogIn(TestPrincipals.Of(subject, roles));

    /// <summary>Logs a user in.</summary>
    /// <param name="principal">The user, as for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal has no subject or several, or an option is outside its legal range.</exception>
    /// <exception cref="SessionStoreException"><see cref="IsBroken"/> is set.</exception>
    public IssuedCredential LogIn(ClaimsPrincipal principal, IssueOptions? options = null)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out _);
        options ??= new();
        Dictionary<string, string?>? items = ItemsCheck.Copy(options.Items, "IssueOptions.Items", nameof(options));
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan lifetime = options.Lifetime ?? (options.AllowRenewal ? AbsoluteTimeout : Lifetime);
        TimeSpan credentialLifetime = options.AccessTokenLifetime ?? (options.AllowRenewal ? Lifetime : lifetime);
        if (lifetime <= TimeSpan.Zero || credentialLifetime <= TimeSpan.Zero || options.Label?.Length > IssueOptions.MaxLabelLength)
            throw new ArgumentException($"Lifetime and AccessTokenLifetime must be positive, and Label at most {IssueOptions.MaxLabelLength} characters long.", nameof(options));
        if (options.NotAfter <= now)
            throw new ArgumentException("NotAfter must be in the future.", nameof(options));

        lock (_sessions.Lock)
        {
            _sessions.ThrowIfBroken();
            _sessions.Replace(options.Replaces, now);
            DateTimeOffset absoluteExpiresAt = Earlier(now + lifetime, options.NotAfter ?? DateTimeOffset.MaxValue);
            FakeSession session = new()
            {
                Id = _sessions.NewId(),
                Strategy = Name,
                Principals = Principals,
                Claims = claims,
                CreatedAt = now,
                AuthenticatedAt = options.AuthenticatedAt is { } at && at < now ? at : now,
                Tokens = new(now),
                LastSeenAt = now,
                ExpiresAt = Earlier(now + credentialLifetime, absoluteExpiresAt),
                AbsoluteExpiresAt = absoluteExpiresAt,
                Persistent = options.Persistent,
                Label = options.Label,
                KeyThumbprint = IssueTerms.Of(new() { KeyThumbprint = options.KeyThumbprint }, now).KeyThumbprint,
                Items = items,
            };
            _sessions.Add(session);
            return CredentialOf(session, session.Tokens.Current, session.ExpiresAt);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(LogIn(principal, options));
    }

    /// <inheritdoc/>
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
        new(AnswerTo(credential, AuthenticateTerms.Bearer, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) =>
        new(Exchange(credential, RefreshTerms.Default, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_sessions.Lock)
        {
            if (!IsOurs(credential))
                return new(RevokeOutcome.NotFound);

            _sessions.ThrowIfBroken();
            bool ended = FakeCredential.TryParse(credential, out _, out SessionId id, out _) && _sessions.Remove(id);
            return new(ended ? RevokeOutcome.Revoked : RevokeOutcome.NotFound);
        }
    }

    ValueTask<ItemsOutcome> ISessionItems.UpdateAsync(string credential, Action<IDictionary<string, string?>> change, CancellationToken cancellationToken) =>
        new(Update(credential, change, cancellationToken));

    private PrincipalFactory Principals => new(Name, ClaimNaming, "name", "role", isIssuer: true);

    private bool IsOurs(string credential) => credential.StartsWith(FakeCredential.PrefixOf(Name), StringComparison.Ordinal);

    private AuthFailure? Check(string credential, DateTimeOffset now, out FakeSession? session, out int number)
    {
        (session, number) = (null, 0);
        _sessions.ThrowIfBroken();
        if (FailsWith is { } reason)
            return new(reason, "The fake refuses on command.");
        if (!FakeCredential.TryParse(credential, out string strategy, out SessionId id, out number) || strategy != Name)
            return Malformed;

        session = _sessions.Find(id);
        if (session is null)
            return SessionFailures.Ended(Unknown, _sessions.FindEnd(id, number));

        return now >= session.ExpiresAt ? new(AuthFailureReason.Expired, $"The session expired at {session.ExpiresAt:O}.") : null;
    }

    private static IssuedCredential CredentialOf(FakeSession session, int number, DateTimeOffset expiresAt) => new()
    {
        Value = FakeCredential.Text(session, number),
        ExpiresAt = expiresAt,
        AbsoluteExpiresAt = session.AbsoluteExpiresAt,
        SessionId = session.Id,
        Persistent = session.Persistent,
        KeyThumbprint = session.KeyThumbprint,
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
