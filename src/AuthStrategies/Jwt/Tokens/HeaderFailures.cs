namespace AuthStrategies.Jwt.Tokens;

/// <summary>The refusals that the headers of signed and of encrypted tokens share. Created once, so that a refusal allocates nothing.</summary>
internal static class HeaderFailures
{
    public static readonly AuthFailure TooLarge = new(AuthFailureReason.TooLarge, $"The header has more than {HeaderReader.MaxSize} bytes.");
    public static readonly AuthFailure NotStrict = Malformed("The header is not one JSON object in UTF-8 with unique member names and nothing after it.");
    public static readonly AuthFailure TypeNotText = Malformed("The header's \"typ\" is not a string.");
    public static readonly AuthFailure Critical = Malformed("The header has a \"crit\" member, and this library knows no extensions.");
    public static readonly AuthFailure UnencodedPayload = Malformed("The header has a \"b64\" member; unencoded payloads are not accepted.");
    public static readonly AuthFailure Compressed = Malformed("The header has a \"zip\" member; compressed content is not accepted.");
    public static readonly AuthFailure NamesNotText = Malformed("The header's \"kid\" or \"cty\" is not a string.");

    private static AuthFailure Malformed(string detail) => new(AuthFailureReason.Malformed, detail);
}
