using System.Security.Claims;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>A strategy whose every answer to a cookie is set by the test, and which counts what it was asked. Its credentials are subjects.</summary>
internal sealed class RotatingStrategy : IAuthStrategy, ICookieRotation
{
    public const string Next = "next-value";

    public string Name => "Rotating";

    public bool IsDue { get; set; } = true;

    public bool RotatesCookies => true;

    /// <summary>What a rotation at headers hands out.</summary>
    public string Successor { get; set; } = Next;

    /// <summary>What the rotation at headers throws.</summary>
    public Exception? FailsWith { get; set; }

    /// <summary>What a refresh answers, from what was presented.</summary>
    public Func<string, RefreshResult> OnRefresh { get; set; } = presented => RefreshResult.Success(Credential(Next), Logins.User(presented));

    public int AskedAtHeaders { get; private set; }

    /// <summary>How many rotations were written: those after the check whether they can be delivered.</summary>
    public int Written { get; private set; }

    public RefreshOptions? LastOptions { get; private set; }

    public static IssuedCredential Credential(string value, string? refreshToken = null) => new()
    {
        Value = value,
        ExpiresAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        RefreshToken = refreshToken,
    };

    public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) =>
        new(Credential("issued-" + principal.FindFirst("sub")!.Value));

    public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) =>
        new(AuthResult.Success(Logins.User(credential)));

    public ValueTask<AuthResult> AuthenticateCookieAsync(string credential, CancellationToken cancellationToken = default) =>
        new(AuthResult.Success(Logins.User(credential)) with { RotationDue = IsDue });

    public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => new(OnRefresh(credential));

    public ValueTask<RefreshResult> RefreshAsync(string credential, RefreshOptions options, CancellationToken cancellationToken = default)
    {
        LastOptions = options;
        RefreshResult result = OnRefresh(credential);
        if (result.Credential is { } next && options.CanDeliver?.Invoke(next) == false)
            throw new InvalidOperationException("It cannot be delivered.");
        Written++;
        return new(result);
    }

    public ValueTask<IssuedCredential?> RotateAtHeadersAsync(string credential, Func<IssuedCredential, bool>? canDeliver = null, CancellationToken cancellationToken = default)
    {
        AskedAtHeaders++;
        if (FailsWith is not null)
            throw FailsWith;
        if (canDeliver?.Invoke(Credential(Successor)) == false)
            return new((IssuedCredential?)null);
        Written++;
        return new(Credential(Successor));
    }

    public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => new(RevokeOutcome.Revoked);
}
