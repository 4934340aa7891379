namespace AuthStrategies.Jwt.Keys;

/// <summary>A form in which people have keys that is neither a secret nor, for most of them, PEM text.</summary>
/// <param name="Description">What it is, with its article.</param>
/// <param name="Remedy">What to do with it instead; one or two sentences.</param>
internal sealed record KeyForm(string Description, string Remedy)
{
    public static readonly KeyForm Pem = new("PEM text", "Use JwtKey.FromPem.");

    public static readonly KeyForm Jwk = new("a JWK", "Use JwtKey.FromJwk.");

    public static readonly KeyForm Der = new(
        "an RSA or elliptic-curve key or a certificate in binary form (DER)",
        "Use JwtKey.FromPem with PEM text: `openssl pkey -inform DER -in key.der` for a private key, with -pubin for a public one.");

    public static readonly KeyForm Ssh = new("an SSH key", "Convert it to PEM text for JwtKey.FromPem: `ssh-keygen -e -m PKCS8 -f key.pub`, or `ssh-keygen -p -m PKCS8 -f key` on a copy of a private key.");

    public static readonly KeyForm Xml = new("an XML key", "Read it with RSA.FromXmlString, and use JwtKey.From.");

    public static readonly KeyForm Blob = new("a key in the binary form of Windows", "Read it with RSACryptoServiceProvider.ImportCspBlob or CngKey.Import, and use JwtKey.From.");

    public static readonly KeyForm Point = new("a point on an elliptic curve, which is a public key", "Read it with ECDsa.Create(ECParameters), and use JwtKey.From.");
}
