namespace AuthStrategies;

/// <summary>How the claims of an authenticated principal are named. Tokens and stored sessions always use the short names.</summary>
public enum ClaimNaming
{
    /// <summary>The registered short names: <c>sub</c>, <c>name</c>, <c>role</c>, <c>email</c>, … (RFC 7519 §4, OpenID Connect Core §5.1).</summary>
    Jwt = 0,

    /// <summary>
    /// The long names of <see cref="System.Security.Claims.ClaimTypes"/>, where one exists
    /// (<c>sub</c> becomes <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/>, and so on). ASP.NET Core Identity uses them.
    /// </summary>
    DotNet = 1,
}
