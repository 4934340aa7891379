using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Testing.Fakes;

namespace AuthStrategies.Testing;

/// <summary>
/// A strategy in memory for tests of applications. It behaves as real ones do: credentials expire by the clock it is
/// given, are replaced by refreshing, are ended for good by revoking and by theft, and principals belong to their caller.
/// Beyond that it logs anybody in with one call, refuses for a reason of your choice, and breaks on command. Thread-safe.
/// </summary>
/// <remarks>
/// The credential is readable (<c>fake~name~session id~number</c>), which makes a failing test easy to understand, and
/// nothing about it is secret: never use it outside tests. One credential is presented and refreshed alike; there is no
/// refresh token.
/// </remarks>
/// <example>
/// <code>
/// var fake = new FakeAuthStrategy(time: clock);
/// IssuedCredential alice = fake.LogIn("alice", "admin");
/// clock.Advance(fake.Lifetime);
/// (await fake.AuthenticateAsync(alice.Value)).ShouldFailWith(AuthFailureReason.Expired);
/// </code>
/// </example>
public sealed class FakeAuthStrategy : IAuthStrategy
{
    /// <summary>The name of a fake that is given none.</summary>
    public const string DefaultName = "Fake";

    private static readonly AuthFailure Malformed = new(AuthFailureReason.Malformed, "The fake credential is not whole.");
    private static readonly AuthFailure Unknown = new(AuthFailureReason.UnknownSession, "There is no such login: it never was, or has been ended.");
    private static readonly AuthFailure Reused = new(AuthFailureReason.Reused, "The credential had been replaced by a newer one. The login has been ended.");

    private readonly FakeSessions _logins;
    private readonly TimeProvider _time;

    /// <summary>Makes a fake with nobody logged in.</summary>
    /// <param name="name">Its name, not blank.</param>
    /// <param name="time">Its clock; the system's by default.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or blank.</exception>
    public FakeAuthStrategy(string name = DefaultName, TimeProvider? time = null)
        : this(name, time ?? TimeProvider.System, new FakeSessions())
    {
    }

    internal FakeAuthStrategy(string name, TimeProvider time, FakeSessions logins)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _time = time;
        _logins = logins;
        Directory = new FakeSessionDirectory(logins, time);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The logins of this fake and of those beside it in one application.</summary>
    public ISessionDirectory Directory { get; }

    /// <summary>How long a credential is good after it was issued or refreshed. Default: one hour. Positive.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a login lasts, however often it is refreshed. Default: 24 hours. Positive.</summary>
    public TimeSpan AbsoluteLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a replaced credential is answered with its successor. Default: 30 seconds; zero: not at all.</summary>
    public TimeSpan ReuseWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the claims of principals handed out are called. Default: the short names.</summary>
    public ClaimNaming ClaimNaming { get; set; }

    /// <summary>While set, authenticating and refreshing fail with this reason, for any text that is a credential of this fake. Default: <see langword="null"/>.</summary>
    public AuthFailureReason? FailsWith { get; set; }

    /// <summary>While <see langword="true"/>, every verb, and the <see cref="Directory"/>, throws a <see cref="SessionStoreException"/>: nobody can tell. Default: <see langword="false"/>. Shared by the fakes of one application.</summary>
    public bool IsBroken
    {
        get => _logins.IsBroken;
        set => _logins.IsBroken = value;
    }

    /// <summary>Logs somebody in.</summary>
    /// <param name="subject">Who; subject and name alike.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentException"><paramref name="subject"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="SessionStoreException"><see cref="IsBroken"/>.</exception>
    public IssuedCredential LogIn(string subject, params IEnumerable<string> roles) => LogIn(TestPrincipals.Of(subject, roles));

    /// <summary>Logs somebody in.</summary>
    /// <param name="principal">Who, as for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <param name="options">As for <see cref="IAuthStrategy.IssueAsync"/>.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="principal"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The principal names no subject or several, or an option is outside its legal range.</exception>
    /// <exception cref="SessionStoreException"><see cref="IsBroken"/>.</exception>
    public IssuedCredential LogIn(ClaimsPrincipal principal, IssueOptions? options = null)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out _);
        options ??= new();
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan lifetime = options.Lifetime ?? AbsoluteLifetime;
        TimeSpan credentialLifetime = options.AccessTokenLifetime ?? Lifetime;
        if (lifetime <= TimeSpan.Zero || credentialLifetime <= TimeSpan.Zero || options.Label?.Length > IssueOptions.MaxLabelLength)
            throw new ArgumentException($"Lifetime and AccessTokenLifetime must be positive, and Label at most {IssueOptions.MaxLabelLength} characters long.", nameof(options));

        lock (_logins.Gate)
        {
            _logins.ThrowIfBroken();
            _logins.Replace(options.Replaces);
            DateTimeOffset absoluteExpiresAt = now + lifetime;
            FakeSession login = new()
            {
                Id = _logins.NewId(),
                Strategy = Name,
                Claims = claims,
                CreatedAt = now,
                AuthenticatedAt = options.AuthenticatedAt is { } at && at < now ? at : now,
                BornAt = now,
                LastSeenAt = now,
                ExpiresAt = Earlier(now + credentialLifetime, absoluteExpiresAt),
                AbsoluteExpiresAt = absoluteExpiresAt,
                Persistent = options.Persistent,
                Label = options.Label,
            };
            _logins.Add(login);
            return CredentialOf(login);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(LogIn(principal, options));
    }

    /// <inheritdoc/>
    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_logins.Gate)
        {
            if (!IsOurs(credential))
                return new(AuthResult.None);
            if (Check(credential, now, out FakeSession? login, out bool isReplaced) is { } failure)
                return new(AuthResult.Fail(failure));

            login!.LastSeenAt = now > login.LastSeenAt ? now : login.LastSeenAt;
            AuthResultFacts facts = new()
            {
                ExpiresAt = login.ExpiresAt,
                SessionId = login.Id,
                AuthenticatedAt = login.AuthenticatedAt,
                Renewed = isReplaced ? CredentialOf(login) : null,
            };
            return new(AuthResult.Success(Principals.Create(login.Claims), facts));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _time.GetUtcNow();
        lock (_logins.Gate)
        {
            if (!IsOurs(credential))
                return new(RefreshResult.None);
            if (Check(credential, now, out FakeSession? login, out bool isReplaced) is { } failure)
                return new(RefreshResult.Fail(failure));

            if (!isReplaced && !IsInsideReuseWindow(login!, now))
            {
                login!.Generation++;
                login.BornAt = login.LastSeenAt = now;
                login.ExpiresAt = Earlier(now + Lifetime, login.AbsoluteExpiresAt);
            }

            return new(RefreshResult.Success(CredentialOf(login!), Principals.Create(login!.Claims)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(credential);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_logins.Gate)
        {
            if (!IsOurs(credential))
                return new(RevokeOutcome.NotFound);

            _logins.ThrowIfBroken();
            bool ended = FakeCredential.TryParse(credential, out _, out SessionId id, out _) && _logins.Remove(id);
            return new(ended ? RevokeOutcome.Revoked : RevokeOutcome.NotFound);
        }
    }

    private PrincipalFactory Principals => new(Name, ClaimNaming, "name", "role");

    private bool IsOurs(string credential) => credential.StartsWith(FakeCredential.PrefixOf(Name), StringComparison.Ordinal);

    private AuthFailure? Check(string credential, DateTimeOffset now, out FakeSession? login, out bool isReplaced)
    {
        (login, isReplaced) = (null, false);
        _logins.ThrowIfBroken();
        if (FailsWith is { } reason)
            return new(reason, "The fake refuses on command.");
        if (!FakeCredential.TryParse(credential, out string strategy, out SessionId id, out int generation) || strategy != Name)
            return Malformed;

        login = _logins.Find(id);
        if (login is null)
            return Unknown;
        if (now >= login.ExpiresAt)
            return new(AuthFailureReason.Expired, $"The login expired at {login.ExpiresAt:O}.");
        if (generation == login.Generation)
            return null;

        isReplaced = generation == login.Generation - 1 && IsInsideReuseWindow(login, now);
        if (isReplaced)
            return null;

        _logins.Remove(id);
        return Reused;
    }

    private bool IsInsideReuseWindow(FakeSession login, DateTimeOffset now) => ReuseWindow > TimeSpan.Zero && now - login.BornAt < ReuseWindow;

    private static IssuedCredential CredentialOf(FakeSession login) => new()
    {
        Value = FakeCredential.Text(login),
        ExpiresAt = login.ExpiresAt,
        SessionId = login.Id,
        Persistent = login.Persistent,
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
