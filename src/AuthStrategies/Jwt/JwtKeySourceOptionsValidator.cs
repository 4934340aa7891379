namespace AuthStrategies.Jwt;

/// <summary>Finds the options that contradict a key source: with one, the strategy only verifies, and has no other keys.</summary>
internal static class JwtKeySourceOptionsValidator
{
    private const string Other = "another strategy for the tokens that this application issues: AddJwt(\"Own\", o => …)";

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        if (!options.HasKeySource)
            return [];

        string?[] problems =
        [
            Keys(options.SigningKeys, "SigningKeys"),
            Keys(options.VerificationKeys, "VerificationKeys"),
            options.KeyRotation is null
                ? null
                : OptionMessages.Invalid(options.ConfiguredNames.Of("KeyRotation", null), "set", "null, because the keys come from a key source and this application signs with none of them", Other),
            options.RefreshTokens.Enabled
                ? OptionMessages.Invalid(options.ConfiguredNames.Of("RefreshTokens.Enabled", true), "true", "false, because the keys come from a key source and the tokens are another issuer's", Other)
                : null,
        ];
        return problems.OfType<string>();
    }

    private static string? Keys(IList<JwtKey> keys, string property) =>
        keys.Count == 0 ? null : OptionMessages.Invalid(property, $"a list of {keys.Count}", "empty, because the keys come from a key source", Other);
}
