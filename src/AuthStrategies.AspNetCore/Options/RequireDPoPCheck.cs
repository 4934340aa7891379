namespace AuthStrategies.AspNetCore.Options;

/// <summary>Refuses <see cref="AuthStrategyHttpOptions.RequireDPoP"/> where no client could send a bound credential, or another place would let an unbound one in.</summary>
internal static class RequireDPoPCheck
{
    /// <returns>The mistake, or <see langword="null"/>.</returns>
    public static string? MistakeOf(AuthStrategyDescriptor strategy, AuthHttpOptions options)
    {
        if (!options.RequiresDPoPOf(strategy))
            return null;
        if (!options.UsesDPoP)
            return Mistake("without UseDPoP()", "used with it", "AddAuthStrategy().UseDPoP()");
        if (options.TransportOf(strategy) != CredentialTransport.Bearer)
            return Mistake("for a strategy whose Transport is the cookie", "used with the bearer transport", OptionMessages.Either($"o.Strategy(\"{strategy.Name}\").Transport = CredentialTransport.Bearer", "\"Transport\": \"Bearer\""));

        return options.SourcesOf(strategy) == CredentialSources.Bearer && options.QueryStringsOf(strategy).Count + options.HeadersOf(strategy).Count == 0
            ? null
            : Mistake("for a strategy that also reads credentials without a proof", "used with Authorization as the only place: no cookie, no AcceptQueryString and no AcceptHeader", OptionMessages.Either($"o.Strategy(\"{strategy.Name}\").Sources = CredentialSources.Bearer", "\"Sources\": \"Bearer\""));

        string Mistake(string given, string must, string example) =>
            OptionMessages.Invalid($"{nameof(AuthHttpOptions)}.Strategy(\"{strategy.Name}\").RequireDPoP", $"true {given}", must, example);
    }
}
