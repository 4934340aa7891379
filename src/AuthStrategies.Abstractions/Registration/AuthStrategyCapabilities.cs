using System.Buffers;

namespace AuthStrategies;

/// <summary>
/// What a strategy can do, for code that works with any strategy. The built-in strategies state
/// theirs; a custom strategy states its own in <c>AddStrategy&lt;T&gt;(name, capabilities)</c>. Immutable and thread-safe.
/// </summary>
public sealed class AuthStrategyCapabilities
{
    private const int SessionTokenLength = 64;
    private const int SignedJwtDots = 2;
    private const int EncryptedJwtDots = 4;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The text forms that <see cref="IAuthStrategy.AuthenticateAsync"/> accepts. Default: <see cref="CredentialFormats.Unknown"/>, any text.</summary>
    public CredentialFormats Formats { get; init; }

    /// <summary>Whether the strategy issues credentials. Default: <see langword="false"/>, it only verifies.</summary>
    public bool IssuesCredentials { get; init; }

    /// <summary>Whether the sessions that its credentials name are in this application's session store. Default: <see langword="false"/>.</summary>
    public bool KeepsSessions { get; init; }

    /// <summary>Whether <see cref="IAuthStrategy.RefreshAsync"/> issues a new credential. Default: <see langword="false"/>.</summary>
    public bool CanRefresh { get; init; }

    /// <summary>
    /// Whether a refresh needs a separate refresh token. Default: <see langword="false"/>, the credential itself is
    /// refreshed if <see cref="CanRefresh"/> is set.
    /// </summary>
    public bool IssuesRefreshTokens { get; init; }

    /// <summary>
    /// Whether it keeps <see cref="IssueOptions.Items"/> with the session and returns them in <see cref="AuthResult.Items"/>. Default:
    /// <see langword="false"/>, so that a sign-in with items is an error instead of a silent loss.
    /// </summary>
    public bool KeepsItems { get; init; }

    /// <summary>
    /// Whether it implements <see cref="IRefreshTokenAuthentication"/>, so that a host can serve requests by their refresh token. Default:
    /// <see langword="false"/>.
    /// </summary>
    public bool AuthenticatesRefreshTokens { get; init; }

    /// <summary>
    /// Whether it binds credentials to <see cref="IssueOptions.KeyThumbprint"/> and implements <see cref="ISenderConstraint"/>. Default:
    /// <see langword="false"/>, so that a sign-in that must be bound is an error instead of an unbound credential.
    /// </summary>
    public bool BindsKeys { get; init; }

    /// <summary>
    /// Whether it implements <see cref="IDeviceBinding"/>, so that a host asks browsers to bind its sessions to their devices. Default: <see langword="false"/>.
    /// </summary>
    public bool BindsDevices { get; init; }

    /// <summary>Whether a text has one of the <see cref="Formats"/>. It says nothing about whether the text is valid.</summary>
    /// <param name="credential">The text a client presented.</param>
    /// <returns><see langword="true"/> if it has one; also for every text if the formats are unknown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is <see langword="null"/>.</exception>
    public bool Matches(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return Formats == CredentialFormats.Unknown || (Formats & FormatOf(credential)) != 0;
    }

    private static CredentialFormats FormatOf(ReadOnlySpan<char> credential)
    {
        if (credential.Length == SessionTokenLength && !credential.ContainsAnyExcept(Base64UrlCharacters))
            return CredentialFormats.SessionToken;

        return credential.Count('.') switch
        {
            SignedJwtDots => CredentialFormats.SignedJwt,
            EncryptedJwtDots => CredentialFormats.EncryptedJwt,
            _ => CredentialFormats.Unknown,
        };
    }
}
