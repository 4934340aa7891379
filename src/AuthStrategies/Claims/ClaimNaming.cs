namespace AuthStrategies;

/// <summary>
/// How the claims of an authenticated principal are named. Tokens and stored sessions always use the short names. Under every
/// naming, look-ups by a claim type find both names of a claim: <c>FindFirst("sub")</c> and
/// <c>FindFirst(ClaimTypes.NameIdentifier)</c> give the same claim.
/// </summary>
public enum ClaimNaming
{
    /// <summary>The registered short names: <c>sub</c>, <c>name</c>, <c>role</c>, <c>email</c>, … (RFC 7519 §4, OpenID Connect Core §5.1).</summary>
    Jwt = 0,

    /// <summary>
    /// The long names of <see cref="System.Security.Claims.ClaimTypes"/>, where one exists
    /// (<c>sub</c> becomes <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/>, and so on).
    /// </summary>
    DotNet = 1,

    /// <summary>
    /// The names under which the claims were put into the login, as <c>AddCookie</c> does. Claims of a token of another issuer get
    /// the long names, as with <c>AddJwtBearer</c>. The default of the strategies with <c>UseAspNetCore</c>.
    /// </summary>
    AsIssued = 2,
}
