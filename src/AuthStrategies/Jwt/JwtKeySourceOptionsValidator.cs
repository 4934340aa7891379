namespace AuthStrategies.Jwt;

/// <summary>Finds the options that contradict a key source: with one, the strategy only verifies, and has no other keys.</summary>
internal static class JwtKeySourceOptionsValidator
{
    private const string Other = "another strategy for the tokens that this application issues: AddJwt(\"Own\", o => …)";

    public static IEnumerable<string> Problems(JwtStrategyOptions options)
    {
        if (!options.HasKeySource)
            return [];

        // Other keys mean that the source was given to the wrong strategy, or that one strategy is used for two issuers.
        string advice = options.FindKeySourceAdvice?.Invoke() ?? Other;
        string?[] problems =
        [
            Keys(options.SigningKeys, "SigningKeys", advice),
            Keys(options.VerificationKeys, "VerificationKeys", advice),
            options.KeyRotation is null
                ? null
                : OptionMessages.Invalid(options.ConfiguredNames.Of("KeyRotation", null), "set", "null, because the keys come from a key source and this application signs with none of them", advice),
            options.RefreshTokens.Enabled
                ? OptionMessages.Invalid(options.ConfiguredNames.Of("RefreshTokens.Enabled", true), "true", "false, because the keys come from a key source and the tokens are another issuer's", advice)
                : null,
        ];
        return problems.OfType<string>();
    }

    private static string? Keys(IList<JwtKey> keys, string property, string advice) =>
        keys.Count == 0 ? null : OptionMessages.Invalid(property, $"a list of {keys.Count}", "empty, because the keys come from a key source", advice);
}
