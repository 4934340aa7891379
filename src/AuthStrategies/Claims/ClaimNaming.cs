namespace AuthStrategies;

/// <summary>Which names the claims of an authenticated principal bear. On the wire and at rest they always bear the short ones.</summary>
public enum ClaimNaming
{
    /// <summary>The registered short names: <c>sub</c>, <c>name</c>, <c>role</c>, <c>email</c>, … (RFC 7519 §4, OpenID Connect Core §5.1).</summary>
    Jwt = 0,

    /// <summary>
    /// The long names of <see cref="System.Security.Claims.ClaimTypes"/> where there is one
    /// (<c>sub</c> becomes <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/>, and so on): what ASP.NET Core Identity looks for.
    /// </summary>
    DotNet = 1,
}
