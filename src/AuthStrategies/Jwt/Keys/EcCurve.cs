using System.Security.Cryptography;

namespace AuthStrategies.Jwt.Keys;

/// <summary>A curve of RFC 7518 §3.4.</summary>
/// <param name="Name">The JWK's <c>crv</c>.</param>
/// <param name="Oid">The object identifier.</param>
/// <param name="Size">The size of a coordinate in bytes; a signature has twice this size.</param>
/// <param name="Platform">The platform's curve.</param>
internal sealed record EcCurve(string Name, string Oid, int Size, ECCurve Platform)
{
    public static readonly EcCurve P256 = new("P-256", "1.2.840.10045.3.1.7", 32, ECCurve.NamedCurves.nistP256);
    public static readonly EcCurve P384 = new("P-384", "1.3.132.0.34", 48, ECCurve.NamedCurves.nistP384);
    public static readonly EcCurve P521 = new("P-521", "1.3.132.0.35", 66, ECCurve.NamedCurves.nistP521);

    /// <summary>Whether the platform's curve is this one. A curve given by its parameters is refused: only named curves are trusted.</summary>
    public bool Matches(ECCurve curve) => curve.IsNamed && (curve.Oid.Value is { } oid
        ? string.Equals(oid, Oid, StringComparison.Ordinal)
        : string.Equals(curve.Oid.FriendlyName, Platform.Oid.FriendlyName, StringComparison.Ordinal));
}
